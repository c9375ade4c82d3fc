"use strict";
// Deliberation: how often the text changes sides, where in the thought, and whether its balance says anything
// about the answer that the prompt does not say already.

const DELIBERATION = experiment("deliberation");
const STANCE_SHARES = [
  { key: "refuse", label: "Leans to refusing", colour: "refusal" },
  { key: "neutral", label: "Neutral", colour: "part-open" },
  { key: "comply", label: "Leans to complying", colour: "compliance" },
];
const INTENT_SERIES = INTENTS.map((i, at) => ({ label: i.label, colour: ["harmful", "benign"][at] }));
const intentKey = () => INTENT_SERIES.map((s) => [s.colour, s.label]);
const perTrace = { value: (x) => score(x), ends: (x) => score(x) };

async function deliberation() {
  const s = DELIBERATION.at("settings") || {};
  const kappa = DELIBERATION.at("agreement", "kappa");
  const failures = Object.entries(DELIBERATION.at("failures") || {}).filter(([, n]) => n > 0).map(([judge, n]) => `${judge} ${howMany(n)}`);
  const section = experimentSection(DELIBERATION, {
    nav: "Deliberation", title: "How often does the text change sides?",
    question: "Each thought is split at its own tokens into segments, none left out, and each segment leans to refusing, to complying, or to neither. A neutral segment keeps the stance before it; an oscillation is a change between neighbouring segments of opposite stance. What a text says need not be what decides: the next section tests that.",
    facts: [["Judges", (s.judges || []).join(", ")], ["Agreement of the judges (kappa)", measured(kappa) ? withInterval(kappa, asScore) : DELIBERATION.reason("agreement", "kappa") || null], ["Segments without an answer of a judge", failures.join(", ")], ["Segment length", s.pack ? `up to ${plain(s.pack)} characters` : null], ["Traces a prompt", s.traces]],
  });
  if (!section || !DELIBERATION.root) return;
  for (const make of [oscillationsFigure, whereFigure, stanceSharesFigure, balanceFigure]) await make(section);
  deliberationCounts(section);
  gaps(DELIBERATION, section);
}

async function oscillationsFigure(into) {
  const kinds = [["oscillations", "All"], ["to_refusal", "To refusing"], ["to_compliance", "To complying"]];
  const rows = kinds.flatMap(([key, row]) => INTENTS.map((i) => ({ ...DELIBERATION.row(`${row}, ${i.label.toLowerCase()}`, perTrace, i.key, key), row, mode: i.label })));
  const share = INTENTS.map((i) => ({ ...DELIBERATION.row(`At least one, ${i.label.toLowerCase()}`, asPercent, i.key, "oscillating"), row: "At least one", mode: i.label }));
  const [there, shares] = [rows, share].map((all) => all.filter((r) => measured(r.estimate)));
  if (!there.length && !shares.length) return;
  const most = Math.max(0.1, ...there.map((r) => r.estimate.high ?? r.estimate.estimate), ...there.map((r) => r.truth ?? 0)) * 1.05;
  const benchmarks = Object.keys(DELIBERATION.at("benchmarks") || {});
  await figureElement({
    id: "fig-oscillations", into, title: "Oscillations", caption: "Changes of side in a trace, by direction, and the share of traces with at least one. Traces that end in a loop are counted apart.", key: [...intentKey(), ...(DELIBERATION.hasTruth ? [["ink", "Truth", "tick"]] : [])],
    panels: [
      there.length ? { title: "Oscillations a trace", spec: intervalSpec(there, { domain: [0, most], unit: perTrace, axis: { format: "~r" }, series: INTENT_SERIES, seriesTitle: "Intent" }) } : { title: "Oscillations a trace", missing: missing(DELIBERATION.reason("harmful", "oscillations")) },
      shares.length ? { title: "Traces that oscillate", spec: intervalSpec(shares, { unit: asPercent, series: INTENT_SERIES, seriesTitle: "Intent" }) } : { title: "Traces that oscillate", missing: missing(DELIBERATION.reason("harmful", "oscillating")) },
    ],
    details: [
      estimateTable("Oscillations a trace", [...rows, ...share, ...INTENTS.map((i) => DELIBERATION.row(`Segments a trace, ${i.label.toLowerCase()}`, perTrace, i.key, "segments"))].filter((r) => r.estimate !== undefined || r.reason)),
      ...(benchmarks.length ? [estimateTable("By benchmark", benchmarks.flatMap((b) => [["segments", "segments a trace", perTrace], ["oscillations", "oscillations a trace", perTrace], ["oscillating", "traces that oscillate", asPercent]].map(([key, words, unit]) => DELIBERATION.row(`${b}, ${words}`, unit, "benchmarks", b, key))).filter((r) => r.estimate !== undefined))] : []),
      ...loopsTable(),
    ],
  });
}

function loopsTable() {
  const rows = INTENTS.flatMap((i) => [DELIBERATION.row(`Traces that end in a loop, ${i.label.toLowerCase()}`, asPercent, i.key, "loops", "share"), DELIBERATION.row(`Their oscillations, ${i.label.toLowerCase()}`, perTrace, i.key, "loops", "oscillations")]).filter((r) => r.estimate !== undefined || r.reason);
  return rows.length ? [estimateTable("Loops, counted apart", rows)] : [];
}

async function whereFigure(into) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const bins = (DELIBERATION.at(intent.key, "where") || []).filter((b) => measured(b.oscillations));
    if (!bins.length) {
      panels.push({ title: intent.label, missing: missing(DELIBERATION.reason(intent.key, "where") || DELIBERATION.reason(intent.key)) });
      continue;
    }
    panels.push({ title: intent.label, spec: whereSpec(bins, intent.key) });
    details.push(estimateTable(`Oscillations a trace by tenth of the thought, ${intent.label.toLowerCase()}`, bins.map((b) => ({ label: `${percent(b.from)} to ${percent(b.to)}`, unit: asFineScore, estimate: b.oscillations }))));
  }
  if (!details.length) return;
  await figureElement({ id: "fig-where", into, title: "Where in the thought it turns", caption: "Oscillations a trace in each tenth of its tokens, with 95% intervals over prompts.", panels, details });
}

function whereSpec(bins, name) {
  const values = bins.map((b) => ({ from: b.from, to: b.to, y: b.oscillations.estimate, low: b.oscillations.low ?? b.oscillations.estimate, high: b.oscillations.high ?? b.oscillations.estimate, middle: (b.from + b.to) / 2, Where: `${percent(b.from)} to ${percent(b.to)}`, Oscillations: withInterval(b.oscillations, asFineScore) }));
  return () => {
    const x = { type: "quantitative", scale: { domain: [0, 1], nice: false }, axis: { ...percentAxis("Through the thought"), grid: false } };
    const y = { type: "quantitative", scale: { domain: [Math.min(0, ...values.map((v) => v.low)), Math.max(0.01, ...values.map((v) => v.high)) * 1.05], nice: false }, axis: { title: "Oscillations a trace", tickCount: 4 } };
    return {
      data: { values }, height: 200,
      layer: [
        { mark: { type: "rect", color: colour(name), stroke: colour("paper"), strokeWidth: 2, opacity: 0.85 }, encoding: { x: { ...x, field: "from" }, x2: { field: "to" }, y: { ...y, field: "y" }, y2: { datum: 0 }, tooltip: ["Where", "Oscillations"].map((field) => ({ field, type: "nominal" })) } },
        { mark: { type: "rule", strokeWidth: 1.5, color: colour("ink") }, encoding: { x: { ...x, field: "middle" }, y: { ...y, field: "low" }, y2: { field: "high" } } },
      ],
    };
  };
}

async function stanceSharesFigure(into) {
  const values = INTENTS.flatMap((i) => STANCE_SHARES.map((s, order) => ({ row: i.label, part: s.label, order, estimate: DELIBERATION.at(i.key, "stances", s.key) }))).filter((v) => measured(v.estimate));
  if (!values.length) return;
  await figureElement({
    id: "fig-stances", into, title: "What segments lean to", caption: "Shares of all segments, by the majority of the stance judges. Segments without a majority count as neutral.",
    key: STANCE_SHARES.map((s) => [s.colour, s.label, "block"]), panels: [{ title: "Segments by stance", spec: stackSpec(values, STANCE_SHARES, { height: 38 }) }],
    details: [estimateTable("Shares of segments", INTENTS.flatMap((i) => STANCE_SHARES.map((s) => DELIBERATION.row(`${s.label}, ${i.label.toLowerCase()}`, asPercent, i.key, "stances", s.key))).filter((r) => r.estimate !== undefined || r.reason))],
  });
}

async function balanceFigure(into) {
  const kinds = [{ key: "across", label: "Across all traces", colour: "pooled" }, { key: "within", label: "Within a prompt", colour: "probe" }];
  const scopes = [...INTENTS, { key: "pooled", label: "All prompts pooled" }];
  const rows = scopes.flatMap((i) => kinds.map((k) => ({ ...DELIBERATION.row(`${i.label}, ${k.label.toLowerCase()}`, asFineScore, "balance", i.key, k.key), row: i.label, mode: k.label })));
  const there = rows.filter((r) => measured(r.estimate));
  if (!there.length) return;
  const lowest = Math.floor(10 * Math.min(0.4, ...there.map((r) => r.estimate.low ?? r.estimate.estimate))) / 10;
  await figureElement({
    id: "fig-balance", into, title: "Does the text’s balance tell the answer?", caption: "AUROC of the balance of a thought’s segments (refusing minus complying) for its verdict. Across all traces a prompt can decide both the text and the answer; only pairs of traces of one prompt say whether the text itself goes with the answer. The line is chance.",
    key: [...kinds.map((k) => [k.colour, k.label]), ...(DELIBERATION.hasTruth ? [["ink", "Truth", "tick"]] : [])],
    panels: [{ title: "Balance of the text against the verdict", said: balanceInWords(), spec: intervalSpec(there, { domain: [Math.max(0, lowest), 1], unit: asFineScore, axis: scoreAxis, series: kinds, seriesTitle: "Compared", chance: 0.5 }) }],
    details: [estimateTable("AUROC of the text’s balance", rows.filter((r) => r.estimate !== undefined || r.reason))],
  });
}

function balanceInWords() {
  const within = DELIBERATION.at("balance", "pooled", "within");
  if (!measured(within)) return null;
  if (hasInterval(within) && covers(within, 0.5)) return `Within a prompt the balance is at ${withInterval(within, asScore)}: it cannot be told from chance, whatever it seems to say across prompts.`;
  return `Within a prompt the balance is at ${withInterval(within, asScore)}: ${within.estimate > 0.5 ? "a thought that argues more for refusing does refuse more often than another thought of the same prompt." : "the text leans against its own answer."}`;
}

function deliberationCounts(section) {
  const words = { traces: "Traces", segments: "Segments", undecided: "Without a majority", looping: "Traces in a loop", no_thought: "Rollouts without a thought" };
  const there = INTENTS.filter((i) => DELIBERATION.at("counts", i.key));
  if (there.length) section.append(el("details", {}, el("summary", {}, "Which thoughts were split"), table("Traces and segments", ["", ...Object.values(words)], there.map((i) => [i.label, ...Object.keys(words).map((k) => howMany(DELIBERATION.at("counts", i.key, k)))]))));
}
