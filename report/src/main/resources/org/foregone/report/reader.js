"use strict";
// The reader: a list of prompts, or of their traces, that draws only what is in sight, filters over them, and
// one at a time with everything the model wrote (a trace: trace.js). Texts are unpacked when they are needed.

const ROW = 66; // height of a list row in pixels; page.css has the same

const reader = { view: "prompts", all: { prompts: [], traces: [] }, matching: [], at: -1, query: "", deepHits: null, scan: 0, blocks: new Map(), unfolded: new Set(), everyRollout: false };

/// A block of texts, unpacked; the last few stay in memory.
async function block(number) {
  if (!reader.blocks.has(number)) {
    reader.blocks.set(number, unpack(`block-${number}`).then((prompts) => new Map(prompts.map((p) => [p.id, p]))));
    if (reader.blocks.size > 12) reader.blocks.delete(reader.blocks.keys().next().value);
  }
  return reader.blocks.get(number);
}

/// What a rollout thought: where the page holds its segments, they are the text.
const thinkingOf = (r) => r.thinking ?? r.trace.segments.map((s) => s.text).join("");

/// Text as it was written, with controls made visible instead of lost.
const visible = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)));

const flipped = (p) => !!p.modes.THINK?.label && !!p.modes.NO_THINK?.label && p.modes.THINK.label !== p.modes.NO_THINK.label;
const isFolded = (p) => p.intent === "HARMFUL" && !$("f-show").checked && !reader.unfolded.has(p.id);

function startReader() {
  const options = (id, pairs) => $(id).append(...pairs.map(([value, label]) => el("option", { value }, label)));
  const any = [["", "Any"]];
  options("f-intent", [...any, ["HARMFUL", "Harmful"], ["BENIGN", "Benign"]]);
  options("f-benchmark", [...any, ...[...new Set(page.prompts.map((p) => p.benchmark))].sort().map((b) => [b, b])]);
  options("f-mode", [...any, ...MODES.map((m) => [m.name, m.label])]);
  options("f-verdict", [...any, ...Object.entries(VERDICTS).map(([k, v]) => [k || "NONE", v])]);
  options("f-ending", [...any, ...Object.entries(ENDINGS)]);
  options("f-trace", [...any, ...Object.entries(TRACE_FILTERS).map(([k, f]) => [k, f.label])]);
  options("f-order", Object.entries(TRACE_ORDERS).map(([k, o]) => [k, o.label]));
  page.prompts.forEach((p) => (p.searched = `${p.id}\n${p.category || ""}\n${p.text}`.toLowerCase()));

  reader.all = { prompts: page.prompts.map((p) => ({ p, t: null })), traces: page.prompts.flatMap((p) => p.traces.map((t) => ({ p, t }))) };
  viewChooser();
  const form = $("filters");
  let wait = 0;
  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(filter, 120); });
  form.addEventListener("reset", () => setTimeout(filter));
  const list = $("list");
  list.addEventListener("scroll", drawList, { passive: true });
  list.addEventListener("keydown", listKey);
  addEventListener("resize", drawList);
  addEventListener("hashchange", followLink);
  filter().then(() => followLink() || open(0, false));
}

/// A study with traces shows them first, and the prompts when asked.
function viewChooser() {
  const traces = reader.all.traces.length;
  document.body.classList.toggle("has-traces", traces > 0);
  if (!traces) return;
  $("reader-title").textContent = "Every thought, every rollout";
  $("nav-reader").textContent = "Traces";
  const left = page.prompts.reduce((sum, p) => sum + p.leftOut, 0);
  $("reader-about").textContent = `Each thought that was split or cut, coloured by the side its text leans to; beside it what the model would answer from each cut. Select a cut to read what was sampled there. Heights of cuts within a segment are approximate.${left ? ` This page holds ${number(traces)} of ${number(traces + left)} such traces, the first of each prompt before the second; the others are in the study’s store and their rollouts under Prompts.` : ""} Harmful text is folded: unfold one prompt, or show all text.`;
  $("views").hidden = false;
  for (const [view, words] of [["traces", `Traces (${number(traces)})`], ["prompts", `Prompts (${number(page.prompts.length)})`]]) {
    $("views").append(el("button", { type: "button", id: `view-${view}`, on: { click: () => { setView(view); filter(); } } }, words));
  }
  setView("traces");
}

function setView(view) {
  reader.view = view;
  reader.at = -1;
  reader.matching = [];
  document.body.classList.toggle("viewing-traces", view === "traces");
  $("list").setAttribute("aria-label", view === "traces" ? "Traces" : "Prompts");
  for (const button of $("views").children) button.setAttribute("aria-pressed", String(button.id === `view-${view}`));
}

const entries = () => reader.all[reader.view];
const entryAt = (at) => entries()[reader.matching[at]];
const show = ({ p, t }) => (t ? showTrace(p, t) : showPrompt(p));

/// The prompt with all its rollouts, from one of its traces.
function showRolloutsOf(p) {
  setView("prompts");
  location.hash = `#prompt=${encodeURIComponent(p.id)}`;
}

const rolloutFilter = () => ({ mode: $("f-mode").value, verdict: $("f-verdict").value, ending: $("f-ending").value });
const fits = (f, mode, verdict, ending) =>
  (!f.mode || f.mode === mode) && (!f.verdict || f.verdict === (verdict || "NONE")) && (!f.ending || f.ending === ending);

/// Applies all filters; a deep search goes on block by block and shows what it has so far.
async function filter() {
  const current = entryAt(reader.at);
  reader.query = $("q").value.trim().toLowerCase();
  reader.everyRollout = false;
  const scan = ++reader.scan;
  reader.deepHits = null;
  applyFilters(current);
  if ($("f-deep").checked && reader.query) await deepSearch(scan, current);
}

function applyFilters(current) {
  const f = rolloutFilter();
  const [intent, benchmark, flips] = [$("f-intent").value, $("f-benchmark").value, $("f-flips").checked];
  const byRollout = f.mode || f.verdict || f.ending;
  const [trace, order] = reader.view === "traces" ? [TRACE_FILTERS[$("f-trace").value], TRACE_ORDERS[$("f-order").value]] : [];
  reader.matching = [];
  entries().forEach(({ p, t }, i) => {
    if (intent && p.intent !== intent) return;
    if (benchmark && p.benchmark !== benchmark) return;
    if (flips && !flipped(p)) return;
    if (reader.query && !p.searched.includes(reader.query) && !reader.deepHits?.has(t ? hitOf(p.id, t.rollout) : p.id)) return;
    if (t && (!fits(f, "THINK", t.verdict, t.ending) || (trace && !trace.fits(t)))) return;
    if (!t && byRollout && !Object.entries(p.modes).some(([mode, m]) => m.marks.some(([v, e]) => fits(f, mode, v, e)))) return;
    reader.matching.push(i);
  });
  if (order?.key) {
    const keys = entries().map(({ t }) => order.key(t));
    reader.matching.sort((a, b) => keys[a] - keys[b] || a - b);
  }
  reader.at = current ? reader.matching.findIndex((i) => entries()[i] === current) : -1;
  $("count").textContent = `${number(reader.matching.length)} of ${number(entries().length)} ${reader.view}`;
  $("list-space").style.height = `${reader.matching.length * ROW}px`;
  $("list").scrollTop = Math.min($("list").scrollTop, reader.matching.length * ROW);
  drawList();
  if (reader.at >= 0) show(current);
  else if (!reader.matching.length) $("prompt").replaceChildren(el("p", { class: "empty" }, `No ${reader.view === "traces" ? "trace" : "prompt"} fits these filters.`));
  else open(0, false);
}

const hitOf = (id, rollout) => `${id}\n${rollout}`;

async function deepSearch(scan, current) {
  const last = page.prompts.reduce((max, p) => Math.max(max, p.block), 0);
  const hits = new Set();
  for (let b = 0; b <= last; b++) {
    const texts = await block(b);
    if (scan !== reader.scan) return;
    for (const [id, { rollouts }] of texts) {
      for (const r of rollouts) {
        if (!r.answer.toLowerCase().includes(reader.query) && !thinkingOf(r).toLowerCase().includes(reader.query)) continue;
        hits.add(id);
        if (r.mode === "THINK") hits.add(hitOf(id, r.rollout));
      }
    }
    $("count").textContent = `Searching thinking and answers: ${Math.round((100 * (b + 1)) / (last + 1))}%`;
  }
  reader.deepHits = hits;
  applyFilters(current);
}

// ---- the list

function drawList() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const rows = Math.ceil(list.clientHeight / ROW) + 8;
  $("list-space").replaceChildren(...reader.matching.slice(first, first + rows).map((i, k) => listRow(entries()[i], first + k)));
  if (reader.at >= first && reader.at < first + rows) list.setAttribute("aria-activedescendant", `row-${reader.at}`);
  else list.removeAttribute("aria-activedescendant");
}

function listRow({ p, t }, at) {
  const folded = isFolded(p);
  const row = el(
    "div",
    { class: `row${at === reader.at ? " selected" : ""}`, id: `row-${at}`, role: "option", "aria-selected": String(at === reader.at), "aria-setsize": reader.matching.length, "aria-posinset": at + 1, on: { click: () => open(at, true) } },
    el("span", { class: `snippet${folded ? " folded" : ""}`, dir: folded ? null : "auto" }, folded ? `Harmful prompt, ${number(p.text.length)} characters` : visible(p.text.slice(0, 160))),
    ...(t
      ? [traceSub(p, t), traceGlance(p, t)]
      : [
          el("span", { class: "sub" }, el("bdi", {}, p.id), el("span", {}, p.benchmark), flipped(p) ? el("span", { class: "flip" }, "flips") : null),
          el("span", { class: "rates", "aria-label": rateWords(p) }, ...MODES.map((m) => meter(p, m))),
        ]),
  );
  row.style.top = `${at * ROW}px`;
  return row;
}

const rateWords = (p) => MODES.map((m) => `${m.label.toLowerCase()} complies ${percent(complianceOf(p, m.name))}`).join(", ");

function meter(p, mode) {
  const rate = complianceOf(p, mode.name);
  const fill = el("i", {});
  fill.style.width = `${100 * (rate ?? 0)}%`;
  return el("span", { class: `meter c-${mode.key === "think" ? "think" : "direct"}${rate === null ? " none" : ""}`, title: `${mode.label}: complies ${percent(rate)}` }, fill);
}

function listKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity }[event.key];
  if (step !== undefined) {
    event.preventDefault();
    open(Math.max(0, Math.min(reader.matching.length - 1, reader.at + step)), true);
  } else if (event.key === "Enter") $("prompt").focus();
}

/// Shows what stands at a place of the list; a person's own choice also becomes the page's address.
function open(at, chosen) {
  if (at < 0 || at >= reader.matching.length) return;
  reader.at = at;
  const entry = entryAt(at);
  const list = $("list");
  if (at * ROW < list.scrollTop) list.scrollTop = at * ROW;
  else if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight;
  drawList();
  if (chosen) history.replaceState(null, "", `#${entry.t ? "trace" : "prompt"}=${encodeURIComponent(entry.p.id)}${entry.t ? `&rollout=${entry.t.rollout}` : ""}`);
  show(entry);
}

/// Opens what the address names: #prompt=ID, optionally &mode=THINK&rollout=3, or #trace=ID&rollout=3.
function followLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  const view = link.has("trace") ? "traces" : "prompts";
  const id = link.get("trace") ?? link.get("prompt");
  if (id === null) return false;
  const rollout = Number(link.get("rollout"));
  if (view !== reader.view && reader.all[view].length) {
    setView(view);
    applyFilters(null);
  }
  const index = entries().findIndex(({ p, t }) => p.id === id && (!t || t.rollout === rollout));
  if (index < 0) {
    $("count").textContent = `The address names a ${view === "traces" ? "trace" : "prompt"} that is not on this page.`;
    return false;
  }
  if (!reader.matching.includes(index)) {
    $("filters").reset();
    reader.query = "";
    applyFilters(null);
  }
  open(reader.matching.indexOf(index), false);
  reader.linked = { id, mode: link.get("mode"), rollout };
  $("reader").scrollIntoView();
  return true;
}

// ---- one prompt

async function showPrompt(p) {
  const detail = $("prompt");
  const token = (reader.showing = {});
  const rollouts = (await block(p.block)).get(p.id)?.rollouts || [];
  if (token !== reader.showing) return;
  const f = rolloutFilter();
  const fitting = reader.everyRollout ? rollouts : rollouts.filter((r) => fits(f, r.mode, r.verdict, r.ending));
  const folded = isFolded(p);
  detail.classList.toggle("is-folded", folded);
  const parts = [
    el("header", {}, el("h3", {}, el("bdi", {}, p.id)), el("p", { class: "sub" }, tags(p).join(" · "), " ", el("a", { href: `#prompt=${encodeURIComponent(p.id)}` }, "Link"))),
    folded
      ? unfoldButton(p)
      : text("Prompt", p.text, "prompt-text"),
    el("p", { class: "labels" }, ...MODES.map((m) => label(p, m))),
    fitting.length < rollouts.length
      ? el("p", { class: "note" }, `${number(fitting.length)} of ${number(rollouts.length)} rollouts fit the filters. `, el("button", { type: "button", on: { click: () => { reader.everyRollout = true; showPrompt(p); } } }, "Show all"))
      : null,
    ...MODES.flatMap((m) => modeRollouts(m, fitting.filter((r) => r.mode === m.name), folded, p)),
    rollouts.length ? null : el("p", { class: "note" }, "No rollout of this prompt has been recorded."),
  ];
  detail.replaceChildren(...parts.filter(Boolean));
  detail.scrollTop = 0;
  detail.querySelector(".linked")?.scrollIntoView({ block: "nearest" });
}

const unfoldButton = (p) =>
  el("button", { type: "button", class: "unfold", on: { click: () => { reader.unfolded.add(p.id); show(entryAt(reader.at)); drawList(); } } },
    el("b", {}, "Harmful text, folded"), el("span", {}, `${number(p.text.length)} characters and the answers to it. Select to unfold this prompt.`));

const tags = (p) => [
  p.intent === "HARMFUL" ? "Harmful" : "Benign", p.benchmark, p.category, `${number(p.tokens)} tokens`,
  p.source ? `${p.source}:${p.line}` : null, p.markers ? "contains control markers" : null, flipped(p) ? "flips" : null,
].filter(Boolean);

function label(p, mode) {
  const m = p.modes[mode.name];
  const words = !m ? "not run" : m.label === null ? "no majority" : `${VERDICTS[m.label].toLowerCase()}${m.tie ? " (tie)" : ""}, complies ${percent(m.compliance)}`;
  return el("span", { class: `key dot c-${mode.key === "think" ? "think" : "direct"}` }, `${mode.label}: ${words}`);
}

function modeRollouts(mode, rollouts, folded, p) {
  return rollouts.length ? [el("h4", {}, `${mode.label}, ${number(rollouts.length)} rollout${rollouts.length === 1 ? "" : "s"}`), ...rollouts.map((r) => rollout(r, folded, p))] : [];
}

function rollout(r, folded, p) {
  const link = reader.linked;
  const linked = !!link && link.id === p.id && link.mode === r.mode && link.rollout === r.rollout;
  const verdict = r.verdict || "";
  const box = el(
    "details",
    { class: `rollout${linked ? " linked" : ""}` },
    el("summary", {},
      el("span", { class: "which" }, `#${r.rollout}`),
      el("span", { class: `verdict v-${verdict.toLowerCase() || "none"}` }, VERDICTS[verdict]),
      el("span", { class: "first", dir: "auto" }, folded ? "" : visible(r.answer.slice(0, 140))),
      r.ending === "ANSWERED" ? null : el("span", { class: "ending" }, ENDINGS[r.ending] || r.ending)),
  );
  let filled = false;
  const fill = () => { if (box.open && !filled) { filled = true; box.append(...rolloutBody(r, folded, p)); } };
  box.addEventListener("toggle", fill);
  if (linked) { box.open = true; fill(); }
  return box;
}

function rolloutFacts(r) {
  const facts = [
    ["Ending", ENDINGS[r.ending] || r.ending], ["Thought closed", { NATURAL: "by the model", FORCED: "by force", NONE: "no close" }[r.close] || r.close],
    ["Thinking", `${number(r.thinkingTokens)} tokens`], ["Answer", `${number(r.answerTokens)} tokens`], ["Finish", r.finish.toLowerCase()], ["Seed", r.seed], ["Loops", r.loops ? "yes" : "no"],
    ["Panel", `${VERDICTS[r.verdict || ""]}${r.refusalShare === null ? "" : `, ${percent(r.refusalShare)} of votes refuse`}`], ...Object.entries(r.judges).map(([judge, v]) => [`Judge ${judge}`, VERDICTS[v] || v]),
  ];
  return el("dl", { class: "facts-list" }, facts.map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, el("bdi", {}, String(v))))));
}

function rolloutBody(r, folded, p) {
  const thinking = thinkingOf(r);
  const texts = folded ? [el("p", { class: "note" }, "Text folded; unfold the prompt above.")] : [
    thinking ? text("Thinking", thinking, "thinking") : null,
    r.closeText ? text(r.close === "FORCED" ? "Close (forced)" : "Close", r.closeText, "close-text") : null,
    text("Answer", r.answer, "answer"),
  ].filter(Boolean);
  const trace = r.trace ? [el("p", {}, el("a", { href: `#trace=${encodeURIComponent(p.id)}&rollout=${r.rollout}` }, "Read this thought with its cuts"))] : [];
  return [...trace, ...texts, rolloutFacts(r)];
}

const text = (title, content, kind) =>
  el("section", { class: `text ${kind}` }, el("h5", {}, title), content ? el("pre", { dir: "auto", tabindex: "0" }, visible(content)) : el("p", { class: "note" }, "empty"));
