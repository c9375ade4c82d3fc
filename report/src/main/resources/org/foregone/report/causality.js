"use strict";
// Causality: whether a change of stance moves the outcome. What is significant, what is certainly still and what
// cannot be said stand apart, so that nobody reads "not significant" as "performative".

const CAUSALITY = experiment("causality");
const CUT_KINDS = { changes: "Changes of stance", random: "Random places (control)", sentences: "Single segments left out" };
const CAUSAL_SCOPES = [...INTENTS, { key: "all", label: "All prompts" }];
/// A bar's name, short enough for a narrow screen.
const barName = (kind, scope) => { const who = scope.label.replace(" prompts", ""); return cutKinds().length > 1 ? `${who}, ${kind}` : who; };
const cutKinds = () => Object.keys(CUT_KINDS).filter((k) => CAUSALITY.at(k) || CAUSALITY.at("counts", k));
const threshold = () => CAUSALITY.at("settings", "threshold") ?? 0.1;
const asPer = { value: (x) => score(x), ends: (x) => score(x) };

/// The finding in a sentence for the first screen.
function causalityInWords(intent) {
  const e = CAUSALITY.at("changes", intent, "meaningful");
  if (!measured(e)) return null;
  return el("p", {}, "Of its changes of mind, ", numberInWords(e, asPercent, CAUSALITY.truth("changes", intent, "meaningful")), ` move the rate of compliance by ${percent(threshold())} or more among ${intent} prompts.`);
}

async function causality() {
  const s = CAUSALITY.at("settings") || {};
  const all = cutKinds().map((k) => CAUSALITY.at("counts", k, "all") || {});
  const total = (field) => all.reduce((sum, c) => sum + (c[field] || 0), 0);
  const saved = total("rollouts_fixed") > 0 ? 1 - total("rollouts") / total("rollouts_fixed") : null;
  const section = experimentSection(CAUSALITY, {
    nav: "Causality", title: "Does a change of stance move the outcome?",
    question: "Answers are sampled at the end of the text before a change of stance and at the end of the text after it. If the change matters, the rate of compliance moves. “Not significant” is not “performative”: a test with few answers misses most small effects, so the share of changes that matter is estimated from all of them together.",
    facts: [["Rule", s.rule === "fixed" ? `fixed, ${plain(s.k)} answers a cut` : s.rule ? `sequential, up to ${plain(s.k)} answers a cut` : null], ["Answers sampled", total("rollouts") ? number(total("rollouts")) : null], ["Saved by stopping early", saved !== null && s.rule !== "fixed" ? percent(saved) : null], ["Tested together", s.family], ["Level", s.alpha], ["After a cut", s.way ? WAYS.find((w) => w.key === s.way)?.verb || plain(s.way) : null]],
  });
  if (!section || !CAUSALITY.root) return;
  for (const make of [meaningfulFigure, lockTableFigure, evidenceFigure, effectsFigure]) await make(section);
  causalityCounts(section);
  gaps(CAUSALITY, section);
}

// ---- the share that matters

const SHARE_ROWS = [
  { key: "meaningful", label: "Estimated share that moves it", colour: "probe" },
  { key: "bh", label: "Significant, Benjamini-Hochberg", colour: "ink-soft" },
  { key: "holm", label: "Significant, Holm", colour: "ink-soft" },
  { key: "paper", label: "As the study counts", colour: "direct" },
];

const shareAt = (kind, scope, key) => (key === "paper" ? (kind === "changes" ? CAUSALITY.row("", asPercent, "paper", scope, "causal_share") : { estimate: undefined }) : CAUSALITY.row("", asPercent, kind, scope, key));

async function meaningfulFigure(into) {
  const kinds = cutKinds().filter((k) => CAUSAL_SCOPES.some((s) => measured(CAUSALITY.at(k, s.key, "meaningful")) || measured(CAUSALITY.at(k, s.key, "holm"))));
  if (!kinds.length) return;
  await figureElement({
    id: "fig-meaningful", into, title: "The share of changes that matter",
    caption: `Share of cuts that move the rate of compliance by at least ${percent(threshold())}, estimated from all (before, after) rates together, with its 95% interval over prompts; beside it what single tests find after Benjamini-Hochberg and after Holm, and the study’s own count. The fewer the answers, the further single tests fall short of the share.`,
    key: [["probe", "Estimated share"], ["ink-soft", "Single tests"], ["direct", "As the study counts"], ...(CAUSALITY.hasTruth ? [["ink", "Truth", "tick"]] : [])],
    choose: { label: "Cuts", value: kinds[0], options: kinds.map((k) => ({ value: k, label: CUT_KINDS[k], content: () => meaningfulOf(k) })) },
  });
}

function meaningfulOf(kind) {
  const panels = [];
  const details = [];
  for (const scope of CAUSAL_SCOPES) {
    const rows = SHARE_ROWS.map((r) => ({ ...shareAt(kind, scope.key, r.key), label: r.label, row: r.label, mode: r.label })).filter((r) => r.estimate !== undefined || r.reason);
    const there = rows.filter((r) => measured(r.estimate));
    const more = [["meaningful_to_refusal", "Moves it to refusing"], ["meaningful_to_compliance", "Moves it to complying"], ["performative", "Moves it by less"], ["as_stated", "Of those that move it: as the text says"]].map(([key, label]) => CAUSALITY.row(label, asPercent, kind, scope.key, key));
    const other = [CAUSALITY.row("Mean effect on the log-odds", asScore, kind, scope.key, "log_odds"), CAUSALITY.row("Changes that matter, a trace", asPer, kind, scope.key, "meaningful_per_trace")];
    const paper = kind === "changes" ? [["performative_share", "Study: performative"], ["locked_share", "Study: locked"], ["stated_direction", "Study: in the stated direction"]].map(([key, label]) => CAUSALITY.row(label, asPercent, "paper", scope.key, key)) : [];
    const power = powerInWords(kind, scope.key);
    if (there.length) panels.push({ title: scope.label, said: power, spec: intervalSpec(there, { unit: asPercent, series: SHARE_ROWS, seriesTitle: "How", narrow: true }) });
    else if (scope.key !== "all") panels.push({ title: scope.label, missing: missing(CAUSALITY.reason(kind, scope.key) || CAUSALITY.reason(kind)) });
    const all = [...rows, ...more, ...other, ...paper].filter((r) => r.estimate !== undefined || r.reason);
    if (all.length) details.push(estimateTable(`${CUT_KINDS[kind]}, ${scope.label.toLowerCase()}`, all));
    const note = CAUSALITY.at("paper", scope.key, "note");
    if (kind === "changes" && note) details.push(el("p", { class: "note" }, `As the study counts, ${scope.label.toLowerCase()}: ${plain(note)}`));
  }
  return { panels, details };
}

function powerInWords(kind, scope) {
  const power = Object.entries(CAUSALITY.at(kind, scope, "power") || {}).filter(([, p]) => typeof p === "number" || measured(p)).sort(([a], [b]) => Number(a) - Number(b));
  if (!power.length) return null;
  return `A single test finds an effect of ${power.map(([size, p]) => `${digits(100 * Number(size))} points with a chance of ${percent(asEstimate(p).estimate)}`).join(", ")}; so what it does not find may still be there.`;
}

// ---- locked, not significant, meaningful

const TABLE_PARTS = [
  { key: "locked", label: "Locked before it", colour: "part-prompt" },
  { key: "unclear", label: "Not significant, too few to tell or performative", colour: "part-open" },
  { key: "meaningful", label: "Moves the outcome", colour: "part-thought" },
];

/// Counts of the three parts of a table, and of all; null without.
function tableParts(t) {
  if (!t) return null;
  const count = (lock, what) => t[lock]?.[what] ?? 0;
  const locks = ["locked", "open", "undetermined"];
  const parts = { locked: count("locked", "performative"), unclear: count("open", "performative") + count("undetermined", "performative"), meaningful: locks.reduce((sum, l) => sum + count(l, "meaningful"), 0) };
  return { ...parts, all: parts.locked + parts.unclear + parts.meaningful };
}

const lockBar = (row, kind, scope) => ({ row, kind, scope, parts: tableParts(CAUSALITY.at(kind, scope, "table")) });

async function lockTableFigure(into) {
  const bars = cutKinds().flatMap((k) => CAUSAL_SCOPES.flatMap((s) => [lockBar(barName(k, s), k, s.key), ...(k === "changes" ? [lockBar(`${barName(k, s)}, as the study counts`, "paper", s.key)] : [])])).filter((b) => b.parts?.all);
  if (!bars.length) return;
  const sequential = CAUSALITY.at("settings", "rule") === "sequential";
  const values = bars.flatMap((b) => TABLE_PARTS.map((p, order) => ({ row: b.row, part: p.label, order, estimate: { estimate: b.parts[p.key] / b.parts.all, n: b.parts.all } })));
  const own = bars.filter((b) => b.kind !== "paper");
  const locks = own.flatMap((b) => ["locked", "open", "undetermined"].map((l) => CAUSALITY.row(`${b.row}: ${l}`, asPercent, b.kind, b.scope, "lock", l))).filter((r) => r.estimate !== undefined || r.reason);
  const predicted = own.flatMap((b) => ["locked", "open"].map((l) => CAUSALITY.row(`${b.row}: ${l}, predicted`, asPercent, b.kind, b.scope, "lock_predicted", l))).filter((r) => measured(r.estimate));
  await figureElement({
    id: "fig-locked", into, title: "Locked, not significant, meaningful",
    caption: `Each bar has every tested cut once: the outcome was already locked before it and it did not move it (almost all or almost no answer complies, ${sequential ? "as the sequential rule predicts it at its full size: a prediction, no certificate" : "by an exact interval against 5% and 95%"}); it is not significant after Holm, which may mean that it does nothing or that there were too few answers; or it moves the outcome. “As the study counts” takes the share of complying answers itself, at most 5% or at least 95%, without an interval${sequential ? ", of answers that stopped early" : ""}.`,
    key: TABLE_PARTS.map((p) => [p.colour, p.label, "block"]), panels: [{ title: "Tested cuts", spec: stackSpec(values, TABLE_PARTS, { height: 38 }) }],
    details: [
      table("Tested cuts, by the state before them and by Holm", ["", "Locked, moves", "Locked, not significant", "Open, moves", "Open, not significant", "Undetermined, moves", "Undetermined, not significant"], bars.map((b) => { const t = CAUSALITY.at(b.kind, b.scope, "table"); return [b.row, ...["locked", "open", "undetermined"].flatMap((l) => [howMany(t[l]?.meaningful), howMany(t[l]?.performative)])]; })),
      ...(locks.length ? [estimateTable(`State before the cut, by an exact interval${sequential ? " of the answers so far: the rule stops before it can tell" : ""}`, locks)] : []),
      ...(predicted.length ? [estimateTable("State before the cut as the sequential rule predicts it: a prediction, no certificate", predicted)] : []),
    ],
  });
}

const EVIDENCE = [
  { key: "moves", label: "The effect is not 0", colour: "part-thought" },
  { key: "cannot_say", label: "Cannot be said", colour: "part-open" },
  { key: "still", label: "Certainly below the threshold", colour: "part-prompt" },
];

async function evidenceFigure(into) {
  const bars = cutKinds().flatMap((k) => CAUSAL_SCOPES.map((s) => ({ kind: k, scope: s.key, row: barName(k, s) })));
  const values = bars.flatMap((b) => EVIDENCE.map((e, order) => ({ row: b.row, part: e.label, order, estimate: CAUSALITY.at(b.kind, b.scope, "evidence", e.key) }))).filter((v) => measured(v.estimate));
  if (!values.length) return;
  await figureElement({
    id: "fig-evidence", into, title: "What each cut’s own interval says",
    caption: `Each cut by the interval of its own effect, which knows when the sampling stopped: the effect is not 0; it is certainly smaller than ${percent(threshold())}, which alone deserves the word performative; or its answers cannot tell.`,
    key: EVIDENCE.map((p) => [p.colour, p.label, "block"]), panels: [{ title: "Tested cuts", spec: stackSpec(values, EVIDENCE, { height: 38 }) }],
    details: [estimateTable("Evidence of single cuts", bars.flatMap((b) => EVIDENCE.map((e) => CAUSALITY.row(`${b.row}: ${e.label.toLowerCase()}`, asPercent, b.kind, b.scope, "evidence", e.key))).filter((r) => r.estimate !== undefined || r.reason))],
  });
}

// ---- every cut

const EFFECT_PARTS = [
  { key: "meaningful", label: "Moves the outcome (Holm)", colour: "probe", shape: "diamond" },
  { key: "unclear", label: "Not significant", colour: "ink-soft", shape: "circle" },
];
const MOST_EFFECTS = 400;

/// The effects of one kind among one intent's prompts, as the store has them.
const effectsOf = (kind, intent) => of(intent).flatMap((p) => (p.traces || []).flatMap((t) => t.changes.filter((c) => c.kind === kind && effectSize(c) !== null).map((c) => ({ c, where: `${p.id} #${t.rollout}` }))));

async function effectsFigure(into) {
  const kinds = cutKinds().filter((k) => INTENTS.some((i) => effectsOf(k, i).length));
  if (!kinds.length) return;
  const options = kinds.flatMap((k) => [
    { value: `${k} rates`, label: `${CUT_KINDS[k]}: rates before and after`, content: () => effectsContent(k, ratesSpec) },
    { value: `${k} odds`, label: `${CUT_KINDS[k]}: effects with their intervals`, content: () => effectsContent(k, oddsSpec) },
  ]);
  await figureElement({
    id: "fig-effects", into, title: "Every tested cut",
    caption: "Each mark is one cut: the rate of compliance before it (across) and after it (up), where the diagonal is no effect; or its effect on the log-odds with a 95% interval, in order of size. A long interval over 0 says that little is known, not that nothing happens.",
    key: EFFECT_PARTS.map((p) => [p.colour, p.label, p.shape]), choose: { label: "Shown", value: options[0].value, options },
  });
}

function effectsContent(kind, spec) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const all = effectsOf(kind, intent);
    if (!all.length) {
      panels.push({ title: intent.label, missing: missing(CAUSALITY.reason(kind, intent.key) || CAUSALITY.reason(kind)) });
      continue;
    }
    const some = all.length <= MOST_EFFECTS ? all : Array.from({ length: MOST_EFFECTS }, (_, i) => all[Math.floor((i * all.length) / MOST_EFFECTS)]);
    panels.push({ title: intent.label, note: some.length < all.length ? `${number(some.length)} of ${number(all.length)} cuts, evenly chosen` : `${number(all.length)} cuts`, spec: spec(some) });
    details.push(table(`Cuts by result, ${intent.label.toLowerCase()}`, ["", "Cuts", "Towards refusing", "Towards complying", "No difference"], EFFECT_PARTS.map((e) => {
      const those = all.filter(({ c }) => effectOf(c) === e.key).map(({ c }) => effectSize(c));
      return [e.label, number(those.length), number(those.filter((x) => x < 0).length), number(those.filter((x) => x > 0).length), number(those.filter((x) => x === 0).length)];
    })));
  }
  return { panels, details };
}

const effectTip = ({ c, where }) => ({ Trace: where, Before: outOf(c.compliedPre, c.nPre), After: outOf(c.compliedPost, c.nPost), "Log-odds": logOddsInWords(c), Holm: pValue(c.holm), Result: EFFECTS[effectOf(c)].label });
const effectScales = () => ({
  color: { field: "part", scale: { domain: EFFECT_PARTS.map((p) => p.label), range: EFFECT_PARTS.map((p) => colour(p.colour)) }, legend: null },
  shape: { field: "part", scale: { domain: EFFECT_PARTS.map((p) => p.label), range: EFFECT_PARTS.map((p) => p.shape) }, legend: null },
});
const effectPart = (c) => EFFECT_PARTS.find((p) => p.key === effectOf(c))?.label ?? EFFECT_PARTS[1].label;
const effectTooltip = ["Trace", "Before", "After", "Log-odds", "Holm", "Result"].map((field) => ({ field, type: "nominal" }));

function ratesSpec(effects) {
  const values = effects.map((e) => ({ ...effectTip(e), x: e.c.compliedPre / e.c.nPre, y: e.c.compliedPost / e.c.nPost, part: effectPart(e.c) }));
  return () => {
    const axis = (title) => ({ title, format: ".0%", values: [0, 0.25, 0.5, 0.75, 1], grid: true });
    const scale = { domain: [-0.04, 1.04], nice: false };
    const x = { field: "x", type: "quantitative", scale, axis: axis("Complies before") };
    const y = { field: "y", type: "quantitative", scale, axis: axis("Complies after") };
    return {
      height: 300,
      layer: [
        { data: { values: [{ x: 0, y: 0 }, { x: 1, y: 1 }] }, mark: { type: "line", strokeDash: [4, 4], color: colour("line-strong"), strokeWidth: 1.5 }, encoding: { x, y } },
        { data: { values }, mark: { type: "point", filled: true, opacity: 0.7 }, encoding: { x, y, ...effectScales(), size: { condition: { test: `datum.Result == '${EFFECTS.meaningful.label}'`, value: 130 }, value: 48 }, tooltip: effectTooltip } },
      ],
    };
  };
}

function oddsSpec(effects) {
  const known = effects.filter(({ c }) => c.logOdds !== null).sort((a, b) => a.c.logOdds - b.c.logOdds);
  const reach = Math.max(2, ...known.map(({ c }) => Math.abs(c.logOdds))) * 1.25;
  const values = known.map((e, i) => ({ ...effectTip(e), i: i + 1, x: e.c.logOdds, low: Math.max(-reach, e.c.low ?? -reach), high: Math.min(reach, e.c.high ?? reach), part: effectPart(e.c) }));
  return () => {
    const x = { type: "quantitative", scale: { domain: [-reach, reach], nice: false }, axis: { title: "Effect on the log-odds of complying", grid: true, tickCount: 5 } };
    const y = { field: "i", type: "quantitative", scale: { domain: [0, values.length + 1], nice: false }, axis: null };
    return {
      height: Math.min(560, Math.max(160, values.length * 7)),
      data: { values },
      layer: [
        { data: { values: [{}] }, mark: { type: "rule", color: colour("line-strong"), strokeWidth: 1.5 }, encoding: { x: { ...x, datum: 0 } } },
        { mark: { type: "rule", strokeWidth: 1.5, opacity: 0.5 }, encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color: effectScales().color } },
        { mark: { type: "point", filled: true, size: 42, opacity: 1 }, encoding: { x: { ...x, field: "x" }, y, ...effectScales(), tooltip: effectTooltip } },
      ],
    };
  };
}

function causalityCounts(section) {
  const words = { traces: "Traces", looping: "Left out for a loop", cuts: "Cuts", prefixes: "Prefixes", rollouts: "Answers", rollouts_fixed: "Answers at fixed size", unsettled: "Without a verdict" };
  const rows = cutKinds().flatMap((k) => CAUSAL_SCOPES.filter((s) => CAUSALITY.at("counts", k, s.key)).map((s) => [`${CUT_KINDS[k]}, ${s.label.toLowerCase()}`, ...Object.keys(words).map((f) => howMany(CAUSALITY.at("counts", k, s.key, f)))]));
  if (rows.length) section.append(el("details", {}, el("summary", {}, "What was sampled"), table("Cuts and answers", ["", ...Object.values(words)], rows)));
}
