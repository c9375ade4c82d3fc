"use strict";
// One thought in the reader: its segments by stance, its turns and what they did to the outcome, and beside
// the text a rail (rail.js) with what was sampled from its cuts.

const STANCES = {
  "-1": { name: "refuse", mark: "−", words: "leans to refusing" },
  0: { name: "neutral", mark: "·", words: "neutral" },
  1: { name: "comply", mark: "+", words: "leans to complying" },
  null: { name: "none", mark: "?", words: "no majority of the stance judges" },
};
const stanceOf = (sign) => STANCES[sign === null || sign === undefined ? "null" : sign];
const toSide = (sign) => (sign > 0 ? "comply" : sign < 0 ? "refuse" : "neither side");

const EFFECTS = {
  meaningful: { mark: "◆", label: "moves the outcome" },
  unclear: { mark: "◇", label: "not significant" },
  untested: { mark: "○", label: "not tested" },
};
const causalAlpha = () => below(page.findings.causality ?? {}, ["settings", "alpha"]) ?? 0.05;
const effectOf = (change) => (!change || change.holm === null || change.holm === undefined ? "untested" : change.holm <= causalAlpha() ? "meaningful" : "unclear");

/// Where a thought changes sides: a neutral segment keeps the stance before it. Each turn has the segment it
/// begins with, the side it turns to, and what causality found of it, or null.
function turnsOf(t) {
  if (t.turns) return t.turns;
  const tested = new Map(t.changes.filter((c) => c.kind === "changes").map((c) => [c.before + 1, c]));
  let side = 0;
  const turns = [];
  t.stances.forEach(([stance], at) => {
    if (stance && side && stance !== side) turns.push({ at, to: stance, change: tested.get(at) || null });
    side = stance || side;
  });
  return (t.turns = turns);
}

const rateOf = (complied, n) => (n > 0 ? complied / n : null);
/// Change of the compliance rate from before to after; null where either has no settled answer.
const effectSize = (c) => (c.nPre > 0 && c.nPost > 0 ? c.compliedPost / c.nPost - c.compliedPre / c.nPre : null);
/// Significant ones before all others.
const largestEffect = (t) => Math.max(-1, ...t.changes.filter((c) => c.kind === "changes").map((c) => Math.abs(effectSize(c) ?? 0) + (effectOf(c) === "meaningful" ? 1 : 0)));

const pValue = (p) => (p === null || p === undefined ? "–" : p < 0.001 ? "< .001" : score(p, 3));
const logOddsInWords = (c) => (c.logOdds === null ? "not measured" : `${signedScore(c.logOdds)} [${c.low === null ? "−∞" : signedScore(c.low)}, ${c.high === null ? "+∞" : signedScore(c.high)}]`);
const signedScore = (x) => `${x > 0 ? "+" : ""}${score(x)}`;
const outOf = (complied, n) => (n > 0 ? `${number(complied)} of ${number(n)} (${percent(complied / n)})` : "no settled answer");

/// What a tested change did, in sentences.
function changeInWords(c) {
  const size = effectSize(c);
  const what = { changes: `The text turns to ${toSide(c.stated)}`, random: "Two places drawn at random, a control", sentences: `Segment ${c.after + 1} left out, against kept` }[c.kind] || c.kind;
  const rates = `${what}. Before, ${outOf(c.compliedPre, c.nPre)} of the answers comply; after, ${outOf(c.compliedPost, c.nPost)}`;
  const direction = size === null || !c.stated || size === 0 ? "" : Math.sign(size) === c.stated ? ", as the text says" : ", against what the text says";
  const verdict = {
    meaningful: "It moves the outcome (significant after Holm).",
    unclear: "Not significant, which is not the same as no effect: the interval says what it may be.",
    untested: "Not tested.",
  }[effectOf(c)];
  return `${rates}${size === null ? "" : `: ${signedPoints(size)} points${direction}`}. Log-odds ${logOddsInWords(c)}; p ${pValue(c.p)}, after Holm ${pValue(c.holm)}, after Benjamini-Hochberg ${pValue(c.bh)}. ${verdict}`;
}

// ---- in the list

/// A trace at a glance: stances along it (up complies, down refuses), and compliance at its cuts.
function traceGlance(p, t) {
  const [width, height] = [92, 44];
  const x = (at) => (width * at) / Math.max(1, t.tokens);
  const shapes = t.stances.map(([stance, end], i) => {
    const from = i ? t.stances[i - 1][1] : 0;
    const s = stanceOf(stance);
    return svg("rect", { class: `st-${s.name}`, x: x(from), width: Math.max(0.5, x(end) - x(from) - 0.5), y: stance > 0 ? 1 : stance < 0 ? 9 : 7.5, height: stance ? 8 : 3 });
  });
  const lines = WAYS.map((w) => {
    const places = t.rates.filter(([way, at, , n]) => way === w.key && at <= t.tokens && n > 0).map(([, at, complied, n]) => `${x(at).toFixed(1)},${(42 - 18 * (complied / n)).toFixed(1)}`);
    return places.length > 1 ? svg("polyline", { class: `line-${w.key}`, points: places.join(" ") }) : null;
  });
  const words = `${number(turnsOf(t).length)} turns in ${number(t.stances.length)} segments`;
  return svg("svg", { class: "glance", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words }, [...shapes, ...lines]);
}

/// What the list says of a trace below the prompt.
function traceSub(p, t) {
  const turns = turnsOf(t);
  const moves = turns.filter((x) => effectOf(x.change) === "meaningful").length;
  return el(
    "span", { class: "sub" }, el("bdi", {}, p.id), el("span", { class: "fixed" }, `#${t.rollout}`),
    el("span", { class: `fixed v-${(t.verdict || "none").toLowerCase()}` }, VERDICTS[t.verdict || ""]),
    t.stances.length ? el("span", { class: "fixed" }, `${number(turns.length)} turn${turns.length === 1 ? "" : "s"}`) : null,
    moves ? el("span", { class: "flip" }, `${EFFECTS.meaningful.mark} ${number(moves)}`) : null,
  );
}

const TRACE_FILTERS = {
  turns: { label: "Changes sides", fits: (t) => turnsOf(t).length > 0 },
  moves: { label: "A change moves the outcome", fits: (t) => turnsOf(t).some((x) => effectOf(x.change) === "meaningful") },
  still: { label: "Tested, none significant", fits: (t) => turnsOf(t).some((x) => x.change) && !turnsOf(t).some((x) => effectOf(x.change) === "meaningful") },
  steady: { label: "Never changes sides", fits: (t) => t.stances.length > 0 && turnsOf(t).length === 0 },
  loops: { label: "Ends in a loop", fits: (t) => t.loops },
};
const TRACE_ORDERS = {
  "": { label: "As in the study" },
  effect: { label: "Largest effect", key: (t) => -largestEffect(t) },
  turns: { label: "Most turns", key: (t) => -turnsOf(t).length },
  long: { label: "Longest", key: (t) => -t.tokens },
};

// ---- one trace

async function showTrace(p, t) {
  const detail = $("prompt");
  const token = (reader.showing = {});
  const texts = (await block(p.block)).get(p.id);
  if (token !== reader.showing) return;
  const r = texts.rollouts.find((x) => x.mode === "THINK" && x.rollout === t.rollout);
  const folded = isFolded(p);
  const link = `#trace=${encodeURIComponent(p.id)}&rollout=${t.rollout}`;
  const thought = thoughtElement(p, t, r, texts.opened, folded);
  detail.classList.toggle("is-folded", folded);
  detail.replaceChildren(
    el("header", {}, el("h3", {}, el("bdi", {}, p.id), ` #${t.rollout}`), el("p", { class: "sub" }, tags(p).join(" · "), " ", el("a", { href: link }, "Link"), " ", el("button", { type: "button", class: "plain", on: { click: () => showRolloutsOf(p) } }, "All rollouts of this prompt"))),
    folded ? unfoldButton(p) : text("Prompt", p.text, "prompt-text"),
    el("p", { class: "labels" }, el("span", { class: `verdict v-${(r.verdict || "none").toLowerCase()}` }, VERDICTS[r.verdict || ""]), ...traceFacts(t, r).map((f) => el("span", {}, f))),
    thought.element,
    ...(folded ? [] : [r.closeText ? text(r.close === "FORCED" ? "Close (forced)" : "Close", r.closeText, "close-text") : null, text("Answer", r.answer, "answer")]).filter(Boolean),
    ...changesTable(t),
    el("details", {}, el("summary", {}, "About this rollout"), rolloutFacts(r)),
    thought.drawer,
  );
  detail.scrollTop = 0;
  thought.start();
}

function traceFacts(t, r) {
  const turns = turnsOf(t);
  const tested = turns.filter((x) => x.change);
  return [
    `${number(t.tokens)} thinking tokens${r.close === "FORCED" ? ", closed by force" : ""}`,
    t.stances.length ? `${number(t.stances.length)} segments, ${number(turns.length)} turn${turns.length === 1 ? "" : "s"}` : "not split into segments",
    tested.length ? `${number(tested.length)} tested, ${number(tested.filter((x) => effectOf(x.change) === "meaningful").length)} move the outcome` : null,
    r.loops ? "ends in a loop" : null,
  ].filter(Boolean);
}

/// All that was tested in this thought, as a table.
function changesTable(t) {
  if (!t.changes.length) return [];
  const kinds = { changes: "Change of stance", random: "Random places", sentences: "Segment left out" };
  const rows = t.changes.map((c) => [
    `${kinds[c.kind] || c.kind} ${number(c.place + 1)}`, c.kind === "changes" ? `to ${toSide(c.stated)}` : "–", `${number(c.pre)} → ${number(c.post)}`, outOf(c.compliedPre, c.nPre), outOf(c.compliedPost, c.nPost),
    effectSize(c) === null ? "–" : `${signedPoints(effectSize(c))} pts`, logOddsInWords(c), pValue(c.p), pValue(c.holm), pValue(c.bh), c.lock.toLowerCase() + (c.predicted ? " (predicted)" : ""), EFFECTS[effectOf(c)].label,
  ]);
  return [el("details", {}, el("summary", {}, "What its changes did, in numbers"), table("Effects of the changes tested in this thought (log-odds with 95% intervals)", ["", "Stated", "Cuts, tokens", "Comply before", "Comply after", "Effect", "Log-odds", "p", "Holm", "BH", "Before it", ""], rows))];
}

/// The text in segments, with its turns between them, and the rail beside it.
function thoughtElement(p, t, r, opened, folded) {
  const pieces = r.trace?.segments?.length ? r.trace.segments : [{ text: thinkingOf(r), start: 0, end: t.tokens, stance: null, plain: true, votes: {}, loops: false }];
  const turns = new Map(turnsOf(t).map((x) => [x.at, x]));
  const drawer = answersDrawer(folded);
  const segments = pieces.map((s, i) => segment(s, i, folded));
  const rail = railElement({ t, cuts: [...opened.map((c) => ({ ...c, opened: true })), ...(r.trace?.cuts || [])], pieces, segments, choose: drawer.show });
  const flow = pieces.flatMap((s, i) => [turns.has(i) ? turnButton(turns.get(i), () => rail.chooseChange(turns.get(i).change)) : null, segments[i]]).filter(Boolean);
  const body = el("div", { class: "thought-text" }, flow);
  const element = el("section", { class: "thought", "aria-label": "The thought, and what was sampled from its cuts" }, thoughtLegend(t, r), el("div", { class: `thought-grid${rail.empty ? " no-rail" : ""}` }, body, rail.empty ? null : rail.element));
  return { element, drawer: drawer.element, start: () => rail.start(body) };
}

function segment(s, i, folded) {
  const stance = stanceOf(s.stance);
  const votes = Object.entries(s.votes || {}).map(([judge, v]) => `${judge}: ${v === null ? "none" : stanceOf(v).words}`);
  const said = `${stance.words}${s.loops ? ", in a loop" : ""}${votes.length > 1 ? ` (${votes.join(", ")})` : ""}`;
  return el(
    "div", { class: s.plain ? "seg plain" : `seg s-${stance.name}`, "data-segment": i },
    s.plain ? null : el("span", { class: "stance", title: `Segment ${i + 1}, tokens ${s.start} to ${s.end}: ${said}`, "aria-hidden": "true" }, stance.mark),
    s.plain ? null : el("span", { class: "sr" }, `${said}: `),
    folded ? el("span", { class: "hidden-text" }, `${number(s.end - s.start)} tokens, folded`) : el("span", { class: "said-text", dir: "auto" }, visible(s.text)),
  );
}

function turnButton(turn, choose) {
  const kind = effectOf(turn.change);
  const size = turn.change ? effectSize(turn.change) : null;
  const words = [`turns to ${toSide(turn.to)}`, EFFECTS[kind].label + (size === null ? "" : `, ${signedPoints(size)} pts`)].join(" · ");
  const button = el(turn.change ? "button" : "span", { type: turn.change ? "button" : null, class: `turn e-${kind} to-${toSide(turn.to)}`, "data-place": turn.change?.place, on: turn.change ? { click: choose } : {} }, el("b", { "aria-hidden": "true" }, EFFECTS[kind].mark), ` ${words}`);
  if (turn.change) explained(button, () => changeInWords(turn.change));
  return button;
}

function thoughtLegend(t, r) {
  const cuts = r.trace?.cuts || [];
  const keys = [
    ...(t.stances.length ? ["-1", "0", "1"].map((s) => el("span", { class: `mark-key s-${STANCES[s].name}` }, el("b", { "aria-hidden": "true" }, STANCES[s].mark), ` ${STANCES[s].words}`)) : []),
    ...WAYS.filter((w) => t.rates.some(([way]) => way === w.key)).map((w) => el("span", { class: `key ${w.key === "close" ? "square" : "dot"} c-${w.colour}` }, `Complies when ${w.verb}`)),
    ...(cuts.some((c) => c.experiment === "causality") ? [el("span", { class: "key diamond c-ink" }, "Cut of the causal test")] : []),
  ];
  return keys.length ? el("p", { class: "legend" }, keys) : null;
}

/// The answers of a chosen cut, or of the two cuts of a chosen change.
function answersDrawer(folded) {
  const element = el("aside", { class: "answers", hidden: true, "aria-label": "Answers sampled from the chosen cut", tabindex: "-1" });
  let back = null;
  const hide = () => { element.hidden = true; element.replaceChildren(); back?.focus({ preventScroll: true }); };
  element.addEventListener("keydown", (e) => { if (e.key === "Escape") hide(); });
  const show = (title, columns) => {
    back = document.activeElement;
    element.hidden = false;
    element.replaceChildren(
      el("header", {}, el("p", {}, title), el("button", { type: "button", "aria-label": "Close the answers", on: { click: hide } }, "Close")),
      el("div", { class: `columns n-${columns.length}` }, columns.map((c) => el("div", {}, el("h5", {}, c.title), ...cutAnswers(c.cut, folded)))),
    );
    element.scrollTop = 0;
    const covered = (back?.getBoundingClientRect().bottom ?? 0) + 12 - element.getBoundingClientRect().top;
    if (covered > 0) (getComputedStyle($("prompt")).overflowY === "auto" ? $("prompt") : window).scrollBy(0, covered);
  };
  return { element, show };
}

function cutAnswers(cut, folded) {
  if (!cut) return [el("p", { class: "note" }, "No answer of this cut is on the page.")];
  if (folded) return [el("p", { class: "note" }, "Text folded; unfold the prompt above.")];
  const groups = Map.groupBy(cut.answers, (a) => a.verdict);
  const rows = ["REFUSAL", "COMPLIANCE", "UNCLEAR", ""].filter((v) => groups.has(v)).flatMap((v) => groups.get(v).map((a) =>
    el("p", { class: "sampled" }, el("span", { class: `verdict v-${(v || "none").toLowerCase()}` }, v ? VERDICTS[v] : ENDINGS[a.ending] || VERDICTS[v]), el("span", { dir: "auto" }, a.text ? visible(a.text) : "no answer", a.shortened ? "…" : ""))));
  const hidden = cut.branches - cut.answers.length;
  return [...rows, hidden > 0 ? el("p", { class: "note" }, `${number(hidden)} more in the study’s store; the page holds the first ${number(page.limits?.answers ?? 0)} of each verdict, up to ${number(page.limits?.characters ?? 0)} characters.`) : null].filter(Boolean);
}
