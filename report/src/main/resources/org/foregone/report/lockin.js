"use strict";
// Lock-in: what answers come from a thought that was cut, closed there or left to go on. Both ways always
// stand beside one another, the cut before any word apart, and what the model was made to think on marked.

const LOCKIN = experiment("lockin");
const WAYS = [
  { key: "close", label: "Closed at the cut", verb: "closed", colour: "close", dash: [6, 3] },
  { key: "go_on", label: "Left to go on", verb: "left to go on", colour: "go-on" },
];
const LOCKIN_MEASURES = [
  { key: "compliance", label: "Complies", y: "Answers" },
  { key: "majority", label: "Complies by majority", y: "Prompts" },
  { key: "unchanged", label: "Has its final majority answer", y: "Prompts" },
  { key: "agreement", label: "Answers as its trace did", y: "Answers" },
  { key: "unchanged_traces", label: "Has its final majority answer, trace by trace", y: "Traces" },
  { key: "locked_by", label: "Keeps its final majority answer from here on", y: "Prompts" },
];
const STRANDS = 60;

/// Measured cuts in percent, ascending.
function cutPercents() {
  const named = (LOCKIN.at("settings", "cuts") || []).map((c) => Number(String(c).replace(/^c/, "")));
  const there = WAYS.flatMap((w) => Object.keys(LOCKIN.at(w.key) || {})).filter((k) => /^c\d+$/.test(k)).map((k) => Number(k.slice(1)));
  return [...new Set([...named, ...there])].filter((c) => c >= 0).sort((a, b) => a - b);
}
const cutName = (c) => (c === 0 ? "Before a word" : c === 100 ? "Whole thought" : c > 100 ? `${c}%, extended` : `${c}%`);
const lockinSteps = (way, c, scope, measure) => (measure === "locked_by" ? [way, "locked_by", ...scope, `c${c}`] : [way, `c${c}`, ...scope, ...measure.split(".")]);
const lockinAt = (...which) => LOCKIN.at(...lockinSteps(...which));
const lockinScopes = () => INTENTS.map((i) => ({ ...i, scope: [i.key] }));
const lockinBenchmarks = () => [...new Set(WAYS.flatMap((w) => cutPercents().flatMap((c) => Object.keys(LOCKIN.at(w.key, `c${c}`, "benchmarks") || {}))))].sort();

/// The finding in a sentence for the first screen.
function lockinInWords(intent) {
  if (!LOCKIN.root) return null;
  const c = cutPercents().find((x) => x > 0);
  const say = (way) => numberInWords(lockinAt(way, c, [intent], "unchanged"), asPercent, LOCKIN.truth(...lockinSteps(way, c, [intent], "unchanged")));
  const there = WAYS.filter((w) => measured(lockinAt(w.key, c, [intent], "unchanged")));
  if (!there.length) return null;
  return el("p", {}, `After ${c}% of the thinking, `, ...there.flatMap((w, i) => [i ? ", and " : "", say(w.key), i ? ` ${w.key === "go_on" ? "when it may go on" : "when closed there"}` : ` of ${intent} prompts already give their final majority answer ${w.key === "go_on" ? "when the model may go on" : "when the thought is closed there"}`]), ".");
}

async function lockin() {
  const s = LOCKIN.at("settings") || {};
  const section = experimentSection(LOCKIN, {
    nav: "Lock-in", title: "When is the outcome locked?",
    question: "Stored thoughts are cut at shares of their own tokens and answers are sampled from every cut, in two ways: the thought is closed right there, or the model thinks on and answers when it likes. A forced answer does not measure commitment: it says what the model would say now, not whether more thinking could still change it. So read both ways together.",
    facts: [["Cuts", cutPercents().map((c) => `${c}%`).join(", ")], ["Traces a prompt", s.traces], ["Answers a cut", s.branches]],
  });
  if (!section || !LOCKIN.root) return;
  for (const make of [lockinFigure, varianceFigure, variancePartsFigure, earlyExitFigure]) await make(section);
  lockinCounts(section);
  gaps(LOCKIN, section);
}

// ---- the curves

async function lockinFigure(into) {
  const options = LOCKIN_MEASURES.filter((m) => WAYS.some((w) => INTENTS.some((i) => cutPercents().some((c) => measured(lockinAt(w.key, c, [i.key], m.key)))))).map((m) => ({ value: m.key, label: m.label, content: () => lockinCurves(m) }));
  if (!options.length) return;
  const extended = cutPercents().some((c) => c > 100);
  await figureElement({
    id: "fig-lockin", into, title: "The outcome along the thought, closed and left to go on",
    caption: `Share by how much of the thought the model had when it was cut, with 95% intervals over prompts; beside each way the other one is drawn again in grey. The point at 0 is the open thought without a word, not the mode without thinking.${extended ? " Beyond 100% the model’s close was banned and it made the thought longer itself." : ""}`,
    key: [["close", "Closed at the cut", "dashed"], ["go-on", "Left to go on", "line"], ["ink-soft", "The other way", "dotted"], ["unclear", strandsInWords(), "line"], ...(extended ? [["line-strong", "Extended", "band"]] : []), ...(LOCKIN.hasTruth ? [["ink", "Truth", "tick"]] : [])],
    choose: { label: "What is drawn", value: options[0].value, options },
  });
}

function lockinCurves(measure) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    for (const way of WAYS) {
      const title = `${intent.label}, ${way.label.toLowerCase()}`;
      const values = curveValues(way, [intent.key], measure);
      const other = curveValues(WAYS.find((w) => w !== way), [intent.key], measure);
      if (!values.some((v) => measured(v.estimate))) panels.push({ title, missing: missing(LOCKIN.reason(...lockinSteps(way.key, cutPercents()[0], [intent.key], measure.key)) || LOCKIN.reason(way.key)) });
      else panels.push({ title, said: way.key === "go_on" ? bothInWords(intent.key, measure) : null, spec: alongSpec({ y: measure.y, mean: values, other, way, strands: measure.key === "compliance" ? strands(intent, way.key) : [] }) });
      details.push(estimateTable(`${measure.label}, ${title[0].toLowerCase()}${title.slice(1)}`, cutPercents().map((c) => LOCKIN.row(cutName(c), asPercent, ...lockinSteps(way.key, c, [intent.key], measure.key))).filter((r) => r.estimate !== undefined || r.reason)));
    }
  }
  for (const b of lockinBenchmarks()) {
    const rows = WAYS.flatMap((w) => cutPercents().map((c) => LOCKIN.row(`${cutName(c)}, ${w.verb}`, asPercent, ...lockinSteps(w.key, c, ["benchmarks", b], measure.key)))).filter((r) => r.estimate !== undefined || r.reason);
    if (rows.length) details.push(estimateTable(`${measure.label}, benchmark ${b}`, rows));
  }
  return { panels, details: details.filter((d) => d.querySelector("tbody tr")) };
}

/// Estimates along the cuts, with what the tooltip says of each.
const curveValues = (way, scope, measure) =>
  cutPercents().map((c) => {
    const e = lockinAt(way.key, c, scope, measure.key);
    return { x: c, estimate: e, truth: LOCKIN.truth(...lockinSteps(way.key, c, scope, measure.key)), tip: { Cut: cutName(c), Way: way.label, [measure.label || "Value"]: withInterval(e, measure.unit || asPercent), n: howMany(e?.n), Prompts: howMany(e?.clusters) } };
  });

/// What the two ways say together: where they part, the thought was not settled, only cut short.
function bothInWords(intent, measure) {
  const c = cutPercents().find((x) => x > 0);
  const [closed, open] = WAYS.map((w) => lockinAt(w.key, c, [intent], measure.key));
  if (!measured(closed) || !measured(open) || measure.key === "compliance") return "A forced answer does not measure commitment.";
  const both = `At ${c}% it is ${withInterval(closed, asPercent)} when closed and ${withInterval(open, asPercent)} when left to go on. `;
  const apart = hasInterval(closed) && hasInterval(open) && (closed.low > open.high || open.low > closed.high);
  return `${both}${apart ? "A forced answer does not measure commitment: here the thinking that was cut off still had a say." : "A forced answer does not measure commitment; here the two ways do not differ by more than their intervals."}`;
}

const cutPrompts = (intent) => of(intent).filter((p) => p.traces?.length);

function strandsInWords() {
  const most = Math.max(...INTENTS.map((i) => cutPrompts(i.key).length));
  return `Single prompts (where it complies)${most > STRANDS ? `, ${STRANDS} of ${number(most)} evenly chosen` : ""}`;
}

/// Each prompt's own rate at each cut, from its branches; at most so many prompts, evenly chosen.
function strands(intent, way) {
  const prompts = cutPrompts(intent);
  const chosen = prompts.length <= STRANDS ? prompts : Array.from({ length: STRANDS }, (_, i) => prompts[Math.floor((i * prompts.length) / STRANDS)]);
  return chosen.flatMap((p, id) => cutPercents().filter((c) => c > 0).map((c) => ({ id, x: c, y: promptRate(p, way, c) })).filter((v) => v.y !== null));
}

/// Mean over a prompt's traces of the rate at a cut; null without.
function promptRate(p, way, percent) {
  const rates = p.traces.map((t) => t.rates.find(([w, at]) => w === way && at === Math.floor((t.tokens * percent) / 100))).filter((r) => r && r[3] > 0).map(([, , complied, n]) => complied / n);
  return rates.length ? rates.reduce((a, b) => a + b, 0) / rates.length : null;
}

/// Curves over the cuts: the point before a word apart, dashed beyond the thought's own end.
function alongSpec({ y, mean, other = [], way, strands: thin = [], more = [], unit = "percent", domain = [0, 1] }) {
  const all = cutPercents();
  const last = Math.max(100, all.at(-1));
  const named = (line) => [
    { ...line, values: line.values.filter((v) => v.x > 0 && v.x <= 100) },
    { ...line, dash: [2, 3], values: line.values.filter((v) => v.x >= 100) },
    { ...line, width: 0.001, values: line.values.filter((v) => v.x === 0) },
  ].filter((l) => l.values.some((v) => measured(v.estimate)));
  const start = mean.find((v) => v.x === 0 && hasInterval(v.estimate));
  return curveSpec({
    x: { domain: [-3, last + 3], title: "Share of the thought, %", axis: { values: all, labelExpr: "datum.value + ''", labelOverlap: true } },
    y: { domain, title: y, axis: unit === "percent" ? { format: ".0%" } : scoreAxis }, height: 230,
    zones: last > 100 ? [{ from: 100, to: last + 3, text: "extended" }] : [],
    strands: [{ values: thin.filter((v) => v.x <= 100), colour: way.colour }, { values: thin.filter((v) => v.x >= 100), colour: way.colour }],
    whiskers: start ? [{ values: [{ x: 0, low: start.estimate.low, high: start.estimate.high }], colour: way.colour }] : [],
    lines: [
      ...named({ values: other, colour: "ink-soft", dash: [2, 3], width: 1.5, opacity: 0.8 }),
      ...more.flatMap(named),
      ...named({ values: mean, colour: way.colour, dash: way.dash, band: true, points: 55 }),
    ],
  });
}

// ---- variance

async function varianceFigure(into) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    for (const way of WAYS) {
      const title = `${intent.label}, ${way.label.toLowerCase()}`;
      const line = (kind, label) => curveValues(way, [intent.key], { key: `variance.${kind}`, label, unit: asFineScore });
      const unbiased = line("unbiased", "Unbiased");
      if (!unbiased.some((v) => measured(v.estimate))) {
        panels.push({ title, missing: missing(LOCKIN.reason(...lockinSteps(way.key, cutPercents()[0], [intent.key], "variance.unbiased")) || LOCKIN.reason(way.key)) });
        continue;
      }
      const coin = cutPercents().map((c) => ({ x: c, estimate: asEstimate(lockinAt(way.key, c, [intent.key], "variance.random_line")) }));
      panels.push({ title, spec: alongSpec({ y: "Variance of an answer", way, unit: "score", mean: unbiased, other: coin, more: [{ values: line("plugin", "Plug-in"), colour: "ink", width: 1.5, dash: [7, 4] }] }) });
      const rows = cutPercents().map((c) => ({ ...LOCKIN.row(cutName(c), asFineScore, ...lockinSteps(way.key, c, [intent.key], "variance.unbiased")), more: [withInterval(lockinAt(way.key, c, [intent.key], "variance.plugin"), asFineScore), withInterval(asEstimate(lockinAt(way.key, c, [intent.key], "variance.random_line")), asFineScore)] })).filter((r) => r.estimate !== undefined || r.reason);
      details.push(estimateTable(`Continuation variance (unbiased), ${title[0].toLowerCase()}${title.slice(1)}`, rows, ["Plug-in", "Random line of the plug-in"]));
    }
  }
  if (!details.length) return;
  await figureElement({
    id: "fig-variance", into, title: "How open the answer still is",
    caption: "Continuation variance, 4q(1−q) averaged over cuts: 0 when every answer from a cut is the same, 1 when each is a coin’s. The dashed line is the plug-in as the study has it, which falls short for few answers; the dotted line is what the plug-in would be if every answer were a coin. The coloured line is unbiased.",
    key: [["close", "Unbiased, closed", "dashed"], ["go-on", "Unbiased, left to go on", "line"], ["ink", "Plug-in", "dashed"], ["ink-soft", "Random line", "dotted"], ...(LOCKIN.hasTruth ? [["ink", "Truth", "tick"]] : [])],
    panels, details,
  });
}

const PARTS = [
  { key: "prompt_share", label: "Decided by the prompt", colour: "part-prompt" },
  { key: "prefix_share", label: "Decided by the thinking so far", colour: "part-thought" },
  { key: "within_share", label: "Still open", colour: "part-open" },
];

async function variancePartsFigure(into) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    for (const way of WAYS) {
      const title = `${intent.label}, ${way.label.toLowerCase()}`;
      const values = cutPercents().flatMap((c) => PARTS.map((p, order) => ({ row: cutName(c), part: p.label, order, estimate: lockinAt(way.key, c, [intent.key], `variance.${p.key}`) }))).filter((v) => measured(v.estimate));
      if (!values.length) panels.push({ title, missing: missing(LOCKIN.reason(...lockinSteps(way.key, cutPercents().at(-1), [intent.key], "variance.prefix_share")) || LOCKIN.reason(way.key)) });
      else panels.push({ title, spec: stackSpec(values, PARTS) });
      const rows = cutPercents().flatMap((c) => PARTS.map((p) => LOCKIN.row(`${cutName(c)}: ${p.label.toLowerCase()}`, asPercent, ...lockinSteps(way.key, c, [intent.key], `variance.${p.key}`)))).filter((r) => measured(r.estimate) || r.reason);
      const parts = cutPercents().flatMap((c) => ["within", "prefix", "prompt"].map((k) => LOCKIN.row(`${cutName(c)}: ${{ within: "within prefixes", prefix: "between prefixes of a prompt", prompt: "between prompts" }[k]}`, asFineScore, ...lockinSteps(way.key, c, [intent.key], `variance.${k}`)))).filter((r) => measured(r.estimate));
      if (rows.length) details.push(estimateTable(`Shares of the variance, ${title[0].toLowerCase()}${title.slice(1)}`, rows));
      if (parts.length) details.push(estimateTable(`Parts of the variance, ${title[0].toLowerCase()}${title.slice(1)}`, parts));
    }
  }
  if (!panels.some((p) => p.spec)) return;
  await figureElement({
    id: "fig-variance-parts", into, title: "What decided it: the prompt, the thinking, or nothing yet",
    caption: "The variance of an outcome taken apart at each cut: between prompts, between the thoughts of one prompt, and between answers to one cut thought. What the middle part gains along the thought is what thinking decided. With one prefix a prompt the parts cannot be told apart.",
    key: PARTS.map((p) => [p.colour, p.label, "block"]), panels, details,
  });
}

/// Shares that add up to one, a bar a row, with their percentages in the bars: colour is not all there is.
function stackSpec(values, parts, { height = 30, title = null } = {}) {
  const rows = [...new Set(values.map((v) => v.row))];
  const data = rows.flatMap((row) => {
    let end = 0;
    return values.filter((v) => v.row === row).sort((a, b) => a.order - b.order).map((v) => {
      const from = end;
      end += Math.max(0, v.estimate.estimate);
      return { row, part: v.part, order: v.order, from, to: end, middle: (from + end) / 2, text: end - from >= 0.09 ? percent(v.estimate.estimate) : "", Share: withInterval(v.estimate, asPercent), n: howMany(v.estimate.n) };
    });
  });
  return () => {
    const y = { field: "row", type: "nominal", sort: rows, title: null, axis: { labelFontSize: 12.5, labelColor: colour("ink"), grid: false } };
    const x = { type: "quantitative", scale: { domain: [0, Math.max(1, ...data.map((d) => d.to))], nice: false }, axis: percentAxis(title) };
    return {
      data: { values: data.map((d) => ({ ...d, fill: colour(parts[d.order].colour), ink: colour(`on-${parts[d.order].colour}`) })) },
      height: rows.length * height,
      encoding: { y },
      layer: [
        { mark: { type: "bar", height: height - 9, stroke: colour("paper"), strokeWidth: 1.5 }, encoding: { x: { ...x, field: "from" }, x2: { field: "to" }, color: { field: "fill", scale: null }, tooltip: [{ field: "row", title: "Where" }, { field: "part", title: "What" }, { field: "Share", type: "nominal" }, { field: "n", type: "nominal" }] } },
        { mark: { type: "text", fontSize: 11, baseline: "middle" }, encoding: { x: { ...x, field: "middle" }, text: { field: "text" }, color: { field: "ink", scale: null } } },
      ],
    };
  };
}

function lockinCounts(section) {
  const words = { prompts: "Prompts", traces: "Traces", forced: "Closed by the cap", no_thought: "Rollouts without a thought", unsettled: "Branches without a verdict" };
  const there = INTENTS.filter((i) => LOCKIN.at("counts", i.key));
  if (!there.length) return;
  const short = there.flatMap((i) => Object.entries(LOCKIN.at("counts", i.key, "short_of") || {}).map(([c, n]) => [i.label, cutName(Number(c.replace(/^c/, ""))), howMany(n)]));
  section.append(el("details", {}, el("summary", {}, "Which thoughts were cut"),
    table("Prompts, traces and branches", ["", ...Object.values(words)], there.map((i) => [i.label, ...Object.keys(words).map((k) => howMany(LOCKIN.at("counts", i.key, k)))])),
    ...(short.length ? [table("Traces that the thinking cap keeps from a cut", ["", "Cut", "Traces"], short)] : [])));
}
