"use strict";
// The figures of the outcome experiment: which numbers each draws, and the table that says the same.

const INTENTS = [
  { key: "harmful", name: "HARMFUL", label: "Harmful prompts" },
  { key: "benign", name: "BENIGN", label: "Benign prompts" },
];
const modeKey = () => [["think", "Thinking"], ["direct", "No thinking"], ...(hasTruth() ? [["ink", "Truth", "tick"]] : [])];
const of = (intent) => page.prompts.filter((p) => p.intent === intent.name);

async function figures() {
  const makers = [ratesFigure, benchmarksFigure, flipsFigure, planeFigure, distributionFigure, verdictsFigure, lengthFigure, endingsFigure];
  for (const make of makers) await make();
}

const withPath = (rows) => rows.map((r) => ({ ...r, estimate: finding(r.at || r.path), truth: truth(r.path) })).filter((r) => measured(r.estimate));

function estimatesOf(rows, unit = asPercent) {
  return rows.map((r) => ({ label: r.mode ? `${r.row}, ${r.mode.toLowerCase()}` : r.row, estimate: r.estimate, truth: r.truth, unit }));
}

async function ratesFigure() {
  const panels = [];
  const all = [];
  for (const [name, title] of [["asr", "Harmful prompts: complied (ASR)"], ["orr", "Benign prompts: refused (ORR)"]]) {
    const rows = withPath(
      [["rate", "By rate"], ["hard", "By verdict"], ["majority", "By majority"]].flatMap(([kind, row]) => MODES.map((m) => ({ row, mode: m.label, path: `${name}.${m.key}.${kind}` }))),
    );
    if (!rows.length) continue;
    panels.push({ title, spec: intervalSpec(rows, { title: null }) });
    all.push(estimateTable(title, estimatesOf(rows)));
  }
  if (panels.length) {
    await figureElement({ id: "fig-rates", title: "How often it complies, and how often it refuses", caption: "Lower is better in both panels. Lines are 95% intervals over prompts.", panels, details: all, key: modeKey() });
  }
}

async function benchmarksFigure() {
  const panels = [];
  const all = [];
  for (const [name, title] of [["asr", "ASR"], ["orr", "ORR"]]) {
    const rows = withPath(
      Object.keys(finding(`${name}.benchmarks`) || {}).flatMap((b) => MODES.map((m) => ({ row: b, mode: m.label, path: `${name}.benchmarks.${b}.${m.key}.rate`, at: [name, "benchmarks", b, m.key, "rate"] }))),
    );
    if (!rows.length) continue;
    panels.push({ title: `${title} by benchmark`, spec: intervalSpec(rows, { title: null }) });
    all.push(estimateTable(`${title} by benchmark`, estimatesOf(rows)));
  }
  if (panels.length) {
    await figureElement({ id: "fig-benchmarks", title: "By benchmark", caption: "The same rates (mean over prompts) for each set of prompts.", panels, details: all, key: modeKey() });
  }
}

async function flipsFigure() {
  const panels = [];
  const all = [];
  for (const intent of INTENTS) {
    const i = intent.key;
    const rows = withPath([
      { row: "Changed", path: `flips.${i}`, kind: "flip" },
      { row: "to refusal", path: `flips.${i}_to_refusal`, kind: "refusal" },
      { row: "to compliance", path: `flips.${i}_to_compliance`, kind: "compliance" },
      ...MODES.map((m) => ({ row: m.key === "think" ? "By sampling, thinking" : "By sampling, not", path: `flips.${i}_expected_by_sampling.${m.key}`, kind: "noise" })),
    ]);
    if (!rows.length) continue;
    panels.push({ title: intent.label, spec: flipSpec(rows) });
    all.push(estimateTable(`Flips, ${intent.label.toLowerCase()}`, estimatesOf(rows)), ...transitions(intent));
  }
  if (panels.length) {
    await figureElement({
      id: "fig-flips", title: "Which prompts changed their answer",
      caption: "Share of prompts whose majority label differs between no thinking and thinking, by direction, beside what sampling alone produces (two halves of one mode’s rollouts). Only what exceeds the grey bars is thinking’s doing.",
      panels, details: all, key: [["ink-soft", "Any change"], ["refusal", "To refusal"], ["compliance", "To compliance"], ["unclear", "Sampling alone"], ...(hasTruth() ? [["ink", "Truth", "tick"]] : [])],
    });
  }
}

function flipSpec(rows) {
  const values = rows.map((r) => ({ row: r.row, kind: r.kind, estimate: r.estimate.estimate, low: r.estimate.low ?? r.estimate.estimate, high: r.estimate.high ?? r.estimate.estimate, truth: r.truth }));
  const top = Math.max(...values.map((v) => Math.max(v.high, v.truth ?? 0)), 0.1);
  return () => {
    const color = { field: "kind", scale: { domain: ["flip", "refusal", "compliance", "noise"], range: ["ink-soft", "refusal", "compliance", "unclear"].map(colour) }, legend: null };
    const x = { type: "quantitative", scale: { domain: [0, Math.min(1, top * 1.05)] }, axis: percentAxis(null) };
    return {
      data: { values },
      height: rows.length * 36,
      encoding: { y: { field: "row", type: "nominal", sort: rows.map((r) => r.row), title: null, axis: { labelFontSize: 13, labelColor: colour("ink") } } },
      layer: [
        { mark: { type: "bar", height: 14, cornerRadiusEnd: 2 }, encoding: { x: { ...x, field: "estimate" }, color, tooltip: [{ field: "row", title: "What" }, { field: "estimate", title: "Share", format: ".1%" }, { field: "low", title: "From", format: ".1%" }, { field: "high", title: "To", format: ".1%" }] } },
        { mark: { type: "rule", strokeWidth: 1.5, color: colour("ink") }, encoding: { x: { ...x, field: "low" }, x2: { field: "high" } } },
        ...(hasTruth() ? [{ transform: [{ filter: "datum.truth !== null" }], mark: { type: "tick", thickness: 2.5, size: 24, color: colour("ink"), orient: "vertical" }, encoding: { x: { ...x, field: "truth" } } }] : []),
      ],
    };
  };
}

/// The transition table of majority labels: rows without thinking, columns with.
function transitions(intent) {
  const t = finding(`transitions.${intent.key}`);
  if (!t) return [];
  const heads = ["Without thinking", "Refuses with thinking", "Complies with thinking"];
  const rows = [["Refuses", t.refusal_refusal, t.refusal_compliance], ["Complies", t.compliance_refusal, t.compliance_compliance]];
  const rest = ["ties", "undetermined"].filter((k) => t[k]).map((k) => `${k}: ${plain(t[k])}`);
  const note = rest.length ? [el("p", { class: "note" }, rest.join("; "))] : [];
  return [table(`Majority labels, ${intent.label.toLowerCase()} (prompts)`, heads, rows.map((r) => r.map((c) => (typeof c === "number" ? number(c) : c ?? "–")))), ...note];
}

const complianceOf = (prompt, mode) => prompt.modes[mode]?.compliance ?? null;

async function planeFigure() {
  const panels = INTENTS.map((intent) => {
    const cells = new Map();
    for (const p of of(intent)) {
      const [x, y] = [complianceOf(p, "NO_THINK"), complianceOf(p, "THINK")];
      if (x === null || y === null) continue;
      const key = `${x.toFixed(3)} ${y.toFixed(3)}`;
      const cell = cells.get(key) || { x, y, prompts: 0, side: y > x ? "More with thinking" : y < x ? "Less with thinking" : "Unchanged" };
      cell.prompts++;
      cells.set(key, cell);
    }
    return { intent, values: [...cells.values()] };
  }).filter((p) => p.values.length);
  if (!panels.length) return;
  await figureElement({
    id: "fig-plane", title: "Each prompt, without and with thinking",
    caption: "A prompt’s compliance rate without thinking (across) and with it (up); a larger circle is more prompts. On the diagonal thinking changed nothing; the shaded corners hold the prompts that flipped.",
    panels: panels.map((p) => ({ title: p.intent.label, spec: planeSpec(p.values) })),
    details: panels.map((p) => {
      const count = (side) => p.values.filter((v) => v.side === side).reduce((s, v) => s + v.prompts, 0);
      return table(`Prompts by change of compliance rate, ${p.intent.label.toLowerCase()}`, ["", "Prompts"], ["More with thinking", "Less with thinking", "Unchanged"].map((s) => [s, number(count(s))]));
    }),
    key: [["compliance", "Complies more with thinking"], ["refusal", "Complies less"], ["unclear", "Unchanged"]],
  });
}

const planeSpec = (values) => () => {
  const axis = (title) => ({ title, format: ".0%", values: [0, 0.25, 0.5, 0.75, 1], grid: true });
  const scale = { domain: [-0.04, 1.04], nice: false };
  const x = { field: "x", type: "quantitative", scale, axis: axis("Complies without thinking") };
  const y = { field: "y", type: "quantitative", scale, axis: axis("Complies with thinking") };
  return {
    height: 300,
    layer: [
      { data: { values: [{ x: 0, x2: 0.5, y: 0.5, y2: 1 }, { x: 0.5, x2: 1, y: 0, y2: 0.5 }] }, mark: { type: "rect", color: colour("ink"), opacity: 0.05 }, encoding: { x, x2: { field: "x2" }, y, y2: { field: "y2" } } },
      { data: { values: [{ x: 0, y: 0 }, { x: 1, y: 1 }] }, mark: { type: "line", strokeDash: [4, 4], color: colour("line-strong"), strokeWidth: 1.5 }, encoding: { x, y } },
      {
        data: { values },
        mark: { type: "circle", opacity: 0.78 },
        encoding: {
          x, y,
          size: { field: "prompts", type: "quantitative", scale: { type: "sqrt", range: [45, 600], domain: [1, Math.max(4, ...values.map((v) => v.prompts))] }, legend: null },
          color: { field: "side", scale: { domain: ["More with thinking", "Less with thinking", "Unchanged"], range: ["compliance", "refusal", "unclear"].map(colour) }, legend: null },
          tooltip: [{ field: "prompts", title: "Prompts" }, { field: "x", title: "Without", format: ".1%" }, { field: "y", title: "With", format: ".1%" }],
        },
      },
    ],
  };
};

const BINS = 10;

async function distributionFigure() {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const values = MODES.flatMap((m) => of(intent).map((p) => complianceOf(p, m.name)).filter((r) => r !== null).map((rate) => ({ mode: m.label, bin: Math.min(BINS - 1, Math.floor(rate * BINS + 1e-9)) })));
    if (!values.length) continue;
    const bins = Array.from({ length: BINS }, (_, b) => MODES.map((m) => ({ mode: m.label, from: b / BINS, label: `${b * 10}–${(b + 1) * 10}%`, prompts: values.filter((v) => v.bin === b && v.mode === m.label).length }))).flat();
    panels.push({ title: intent.label, spec: distributionSpec(bins) });
    details.push(table(`Prompts by compliance rate, ${intent.label.toLowerCase()}`, ["Compliance rate", ...MODES.map((m) => m.label)], Array.from({ length: BINS }, (_, b) => [bins[2 * b].label, number(bins[2 * b].prompts), number(bins[2 * b + 1].prompts)])));
  }
  if (panels.length) {
    await figureElement({ id: "fig-distribution", title: "Settled or undecided", caption: "How many prompts the model always refuses (left), always complies with (right), or decides anew each time (between).", panels, details, key: modeKey().slice(0, 2) });
  }
}

const distributionSpec = (values) => () => ({
  data: { values },
  height: 200,
  mark: { type: "bar", cornerRadiusEnd: 2 },
  encoding: {
    x: { field: "label", type: "ordinal", sort: null, title: "Prompt’s compliance rate", scale: { paddingInner: 0.25 }, axis: { labelAngle: 0, labelExpr: "indexof(['0–10%','50–60%','90–100%'], datum.value) >= 0 ? datum.value : ''" } },
    xOffset: { field: "mode", sort: MODES.map((m) => m.label) },
    y: { field: "prompts", type: "quantitative", title: "Prompts", axis: { tickMinStep: 1, tickCount: 4 } },
    color: { field: "mode", scale: modeScale(), legend: null },
    tooltip: [{ field: "mode", title: "Mode" }, { field: "label", title: "Compliance rate" }, { field: "prompts", title: "Prompts" }],
  },
});

/// Counts of rollouts by intent, mode and a mark (0: verdict, 1: ending), from the rollouts themselves.
function counts(intent, mark, names) {
  return MODES.flatMap((m) => {
    const all = of(intent).flatMap((p) => p.modes[m.name]?.marks || []);
    return Object.entries(names).map(([key, label], order) => ({ mode: m.label, label, order, n: all.filter((r) => r[mark] === key).length, share: all.length ? all.filter((r) => r[mark] === key).length / all.length : 0 }));
  });
}

async function sharesFigure({ id, title, caption, mark, names, scale, key, closes }) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const values = counts(intent, mark, names);
    if (!values.some((v) => v.n)) continue;
    panels.push({ title: intent.label, spec: sharesSpec(values, scale) });
    details.push(table(`${title}, ${intent.label.toLowerCase()} (rollouts)`, ["", ...MODES.map((m) => m.label)], Object.values(names).map((label) => [label, ...MODES.map((m) => number(values.find((v) => v.label === label && v.mode === m.label).n))])));
    if (closes) details.push(...closes(intent));
  }
  if (panels.length) await figureElement({ id, title, caption, panels, details, key });
}

const sharesSpec = (values, scale) => () => ({
  data: { values: values.filter((v) => v.n) },
  height: new Set(values.filter((v) => v.n).map((v) => v.mode)).size * 42,
  mark: { type: "bar", height: 22 },
  encoding: {
    y: { field: "mode", type: "nominal", sort: MODES.map((m) => m.label), title: null, axis: { labelFontSize: 13, labelColor: colour("ink") } },
    x: { field: "share", type: "quantitative", stack: "zero", scale: { domain: [0, 1], nice: false }, axis: percentAxis(null) },
    color: { field: "label", scale: scale(), legend: null },
    order: { field: "order" },
    tooltip: [{ field: "mode", title: "Mode" }, { field: "label", title: "What" }, { field: "n", title: "Rollouts" }, { field: "share", title: "Share", format: ".1%" }],
  },
});

const verdictsFigure = () =>
  sharesFigure({
    id: "fig-verdicts", title: "What the judges saw", caption: "The panel’s verdicts on all rollouts. A rollout without an answer is not judged.", mark: 0, names: VERDICTS, scale: verdictScale,
    key: [["refusal", "Refusal"], ["compliance", "Compliance"], ["unclear", "Unclear"], ["unjudged", "Not judged"]],
  });

const endingsFigure = () =>
  sharesFigure({
    id: "fig-endings", title: "How rollouts end", caption: "An unfinished thought is never counted as an answer.", mark: 1, names: ENDINGS, scale: endingScale,
    key: [["ending-1", "Answered"], ["ending-2", "Answer cut"], ["ending-3", "Thought cut"], ["ending-4", "Empty"]],
    closes: (intent) => {
      const of = MODES.map((m) => finding(`closes.${m.key}.${intent.key}`) || {});
      const names = [...new Set(of.flatMap((c) => Object.keys(c)))];
      const rows = names.map((n) => [n.toLowerCase(), ...of.map((c) => plain(c[n] ?? 0))]);
      return rows.length ? [table(`How the thought was closed, ${intent.label.toLowerCase()} (rollouts)`, ["", ...MODES.map((m) => m.label)], rows)] : [];
    },
  });

async function lengthFigure() {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const values = of(intent).flatMap((p) => MODES.flatMap((m) => (p.modes[m.name]?.marks || []).map(([verdict, , tokens]) => ({ mode: m.label, verdict: VERDICTS[verdict], tokens })))).filter((v) => v.tokens > 0);
    const rows = withPath(MODES.map((m) => ({ row: "Thinking tokens", mode: m.label, path: `thinking_length.${m.key}.${intent.key}` })));
    if (rows.length) details.push(estimateTable(`Mean thinking length, ${intent.label.toLowerCase()} (tokens)`, estimatesOf(rows, asTokens)));
    if (values.length) panels.push({ title: intent.label, spec: lengthSpec(values) });
  }
  if (panels.length) {
    await figureElement({
      id: "fig-length", title: "How long it thinks", caption: "Thinking tokens of a rollout by its verdict: the box holds the middle half, the line in it is the median, whiskers reach the extremes.",
      panels, details, key: [["refusal", "Refusal"], ["compliance", "Compliance"], ["unclear", "Unclear"], ["unjudged", "Not judged"]],
    });
  }
}

const lengthSpec = (values) => () => {
  const modes = MODES.map((m) => m.label).filter((m) => values.some((v) => v.mode === m));
  const names = Object.values(VERDICTS).flatMap((v) => modes.map((m) => (modes.length > 1 ? `${v}, ${m.toLowerCase()}` : v)));
  const row = modes.length > 1 ? (v) => `${v.verdict}, ${v.mode.toLowerCase()}` : (v) => v.verdict;
  return {
    data: { values: values.map((v) => ({ ...v, row: row(v) })) },
    height: new Set(values.map(row)).size * 36,
    mark: { type: "boxplot", extent: "min-max", size: 14, median: { color: colour("paper"), strokeWidth: 2 }, rule: { color: colour("ink-soft") }, ticks: false },
    encoding: {
      y: { field: "row", type: "nominal", sort: names, title: null, axis: { labelFontSize: 13, labelColor: colour("ink") } },
      x: { field: "tokens", type: "quantitative", title: "Thinking tokens", axis: { tickCount: 5, grid: true } },
      color: { field: "verdict", scale: verdictScale(), legend: null },
    },
  };
};
