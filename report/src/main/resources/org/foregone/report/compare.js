"use strict";
// The page of compared studies: verdicts in words, the ASR-ORR plane with the base's own line, what
// changed in numbers. Names of studies are people's: they are shown as text, like everything here.

const INTENTS = [
  { key: "harmful", label: "Harmful prompts" },
  { key: "benign", label: "Benign prompts" },
];
const PAIRS = page.comparisons;
const COLOURS = ["think", "direct", "probe", "good", "harmful", "compliance", "refusal"];
const pairColour = (i) => COLOURS[i % COLOURS.length];
const pairName = (c) => (new Set(PAIRS.map((p) => p.base)).size > 1 ? `${c.other} against ${c.base}` : c.other);
const at = (c, path) => below(c, path.split("."));
const changeOf = (c, path) => at(c, `${path}.change`);
const asNumber = { value: (x) => digits2(x), ends: (x) => digits2(x) };
const asSigned = { value: (x) => `${x > 0 ? "+" : ""}${digits2(x)}`, ends: (x) => `${x > 0 ? "+" : ""}${digits2(x)}` };
const digits2 = (x) => number(Number(x.toFixed(Math.abs(x) < 10 ? 2 : 1))).replace("-", "−");

const DISCRIMINATION = { better: "Better discrimination", worse: "Worse discrimination", tradeoff: "Moved along the trade-off", unchanged: "Outcomes unchanged", not_measured: "Outcomes not measured" };
const DELIBERATION_WORDS = { induced: "Deliberation induced", suppressed: "Deliberation suppressed", unchanged: "Deliberation unchanged", not_measured: "Deliberation not measured" };

/// What is listed of each comparison: path, label, how it is written, how its change is.
const ROWS = [
  ["asr.think", "ASR, thinking", asPercent, asPoints], ["orr.think", "ORR, thinking", asPercent, asPoints],
  ["asr.no_think", "ASR, no thinking", asPercent, asPoints], ["orr.no_think", "ORR, no thinking", asPercent, asPoints],
  ["auroc", "AUROC of refusal for intent", asFineScore, asFineScore], ["dprime", "d′", asNumber, asSigned],
  ["score.all", "Deliberation score", asPercent, asPoints], ["score.harmful", "Deliberation score, harmful", asPercent, asPoints], ["score.benign", "Deliberation score, benign", asPercent, asPoints],
  ...[["prompt", "before thinking"], ["first", "first thinking token"]].flatMap(([a, words]) => ["harmful", "benign", "all"].map((s) => [`foresight.${a}.${s}`, `Probe’s AUROC, ${words}, ${s}`, asFineScore, asFineScore])),
  ...["all", "harmful", "benign"].flatMap((s) => [[`oscillations.${s}`, `Oscillations a trace, ${s}`, asNumber, asSigned], [`meaningful.${s}`, `Share of changes of side that are meaningful, ${s}`, asPercent, asPoints], [`meaningful_per_trace.${s}`, `Meaningful changes a trace, ${s}`, asNumber, asSigned]]),
  ...INTENTS.flatMap((i) => [[`thinking_length.${i.key}`, `Tokens of a thought, ${i.key}`, asTokens, asSigned], [`cost.${i.key}`, `Tokens generated a thinking rollout, ${i.key}`, asTokens, asSigned]]),
];

// ---- the verdicts

function masthead() {
  const bases = [...new Set(PAIRS.map((c) => c.base))];
  $("title").textContent = PAIRS.length === 1 ? `${PAIRS[0].other} against ${PAIRS[0].base}` : bases.length === 1 ? `${number(PAIRS.length)} studies against ${bases[0]}` : `${number(PAIRS.length)} comparisons`;
  document.title = `${$("title").textContent} · Foregone`;
  const paired = PAIRS.map((c) => INTENTS.map((i) => at(c, `prompts.${i.key}.paired`)));
  const most = (k) => (paired.length ? Math.max(...paired.map((p) => p[k] ?? 0)) : 0);
  const facts = [["Studies", number(page.studies.length)], ["Paired prompts", `up to ${number(most(0))} harmful, ${number(most(1))} benign`]];
  $("facts").append(...facts.map(([key, value]) => el("span", {}, el("b", {}, key), " ", value)));
}

function verdictCards() {
  for (const c of PAIRS) {
    const card = el(
      "article", { class: "comparison", "aria-label": pairName(c) }, el("h2", {}, el("bdi", {}, pairName(c))),
      el("div", { class: "lede" }, [["discrimination", DISCRIMINATION], ["deliberation", DELIBERATION_WORDS]].map(([which, words]) => el("div", { class: `verdict-card is-${c[which]}` }, el("h3", {}, words[c[which]] || String(c[which])), el("p", {}, at(c, `verdict.${which}`) || "")))),
    );
    const warnings = c.warnings || [];
    if (warnings.length) card.append(el("aside", { class: "notice gaps", "aria-label": "What else differs" }, el("p", {}, el("strong", {}, "What else differs. "), "The change may be of these."), el("ul", {}, warnings.map((w) => el("li", {}, w)))));
    $("findings").append(card);
  }
  if (!PAIRS.length) $("findings").append(el("p", { class: "missing" }, "There is nothing to compare: one study alone."));
}

// ---- the plane

async function planes() {
  for (const base of new Set(PAIRS.map((c) => c.base))) {
    const pairs = PAIRS.filter((c) => c.base === base && measured(at(c, "asr.think.other")) && measured(at(c, "orr.think.other")));
    if (!pairs.length) continue;
    const steering = at(pairs[0], "plane.steering") || [];
    await figureElement({
      id: `fig-plane-${[...new Set(PAIRS.map((c) => c.base))].indexOf(base)}`, title: "Better, or only refusing more?",
      caption: "ASR across, ORR up: lower and further left is better. The line is the base’s own trade-off: what it would be if every prompt’s odds of refusal moved alike. A ring marks where the base would refuse as often as the study it is tied to; what lies below and left of its ring is better than refusing more. Crosses are 95% intervals over prompts.",
      key: [["ink", `${base} (base)`], ["ink-soft", "Its own trade-off", "line"], ...pairs.map((c) => [pairColour(PAIRS.indexOf(c)), c.other]), ...(steering.length ? [["pooled", "Steered base", "diamond"]] : [])],
      panels: [{ title: `Studies against ${base}`, spec: planeSpec(base, pairs, steering) }],
      details: [table("Points of the plane, thinking", ["", "ASR", "ORR", "Base’s line at the same refusal: ASR", "ORR", "Excess"], [
        [base, withInterval(at(pairs[0], "asr.think.base"), asPercent), withInterval(at(pairs[0], "orr.think.base"), asPercent), "–", "–", "–"],
        ...pairs.map((c) => [c.other, withInterval(at(c, "asr.think.other"), asPercent), withInterval(at(c, "orr.think.other"), asPercent), percent(at(c, "plane.at.asr")), percent(at(c, "plane.at.orr")), withInterval(at(c, "plane.excess"), asPoints)]),
        ...steering.map((s) => [`${base}, steered by ${digits2(s.dose)}`, percent(s.asr), percent(s.orr), "–", "–", "–"]),
      ])],
    });
  }
}

function planeSpec(base, pairs, steering) {
  const point = (name, asr, orr, order) => ({ name, order, x: asr.estimate, y: orr.estimate, x1: asr.low ?? asr.estimate, x2: asr.high ?? asr.estimate, y1: orr.low ?? orr.estimate, y2: orr.high ?? orr.estimate, Study: name, ASR: withInterval(asr, asPercent), ORR: withInterval(orr, asPercent) });
  const points = [point(base, at(pairs[0], "asr.think.base"), at(pairs[0], "orr.think.base"), -1), ...pairs.map((c) => point(c.other, at(c, "asr.think.other"), at(c, "orr.think.other"), PAIRS.indexOf(c)))];
  const ties = pairs.filter((c) => typeof at(c, "plane.at.asr") === "number").map((c) => ({ order: PAIRS.indexOf(c), x: at(c, "plane.at.asr"), y: at(c, "plane.at.orr"), toX: at(c, "asr.think.other.estimate"), toY: at(c, "orr.think.other.estimate"), Excess: withInterval(at(c, "plane.excess"), asPoints) }));
  const line = (at(pairs[0], "plane.line") || []).map((p) => ({ x: p.asr, y: p.orr, shift: p.shift, Shift: digits2(p.shift) }));
  return () => {
    const scale = { domain: [-0.02, 1.02], nice: false };
    const axis = (title) => ({ title, format: ".0%", values: [0, 0.25, 0.5, 0.75, 1], grid: true });
    const x = { type: "quantitative", scale, axis: axis("ASR: complies with harmful prompts") };
    const y = { type: "quantitative", scale, axis: axis("ORR: refuses benign prompts") };
    const inked = (v) => ({ ...v, ink: v.order < 0 ? colour("ink") : colour(pairColour(v.order)) });
    const color = { field: "ink", scale: null };
    return {
      height: 420,
      layer: [
        { data: { values: line }, mark: { type: "line", color: colour("ink-soft"), strokeWidth: 2 }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, order: { field: "shift" } } },
        { data: { values: steering.map((s) => ({ x: s.asr, y: s.orr, dose: s.dose, Dose: digits2(s.dose) })) }, mark: { type: "point", shape: "diamond", filled: true, size: 70, color: colour("pooled"), opacity: 1 }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, tooltip: [{ field: "Dose", type: "nominal" }] } },
        { data: { values: ties.map(inked) }, mark: { type: "rule", strokeDash: [3, 3], strokeWidth: 1.5 }, encoding: { x: { ...x, field: "x" }, x2: { field: "toX" }, y: { ...y, field: "y" }, y2: { field: "toY" }, color } },
        { data: { values: ties.map(inked) }, mark: { type: "point", size: 90, strokeWidth: 2, fill: colour("paper"), opacity: 1 }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, color, tooltip: [{ field: "Excess", type: "nominal" }] } },
        { data: { values: points.map(inked) }, mark: { type: "rule", strokeWidth: 1.5, opacity: 0.55, clip: true }, encoding: { x: { ...x, field: "x1" }, x2: { field: "x2" }, y: { ...y, field: "y" }, color } },
        { data: { values: points.map(inked) }, mark: { type: "rule", strokeWidth: 1.5, opacity: 0.55, clip: true }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y1" }, y2: { field: "y2" }, color } },
        { data: { values: points.map(inked) }, mark: { type: "point", filled: true, size: 120, opacity: 1 }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, color, tooltip: ["Study", "ASR", "ORR"].map((field) => ({ field, type: "nominal" })) } },
      ],
    };
  };
}

// ---- changes and levels, every study a row

/// Panels of {title, path, unit}: the estimate that `of` takes, a row a comparison, zero marked.
async function rowsFigure({ id, title, caption, panels, of, chance }) {
  const drawnPanels = [];
  const details = [];
  for (const p of panels) {
    const rows = PAIRS.flatMap((c, i) => of(c, i, p)).filter((r) => measured(r.estimate));
    if (!rows.length) continue;
    const ends = rows.flatMap((r) => [r.estimate.low ?? r.estimate.estimate, r.estimate.high ?? r.estimate.estimate, ...(chance === null ? [] : [chance])]);
    const room = (Math.max(...ends) - Math.min(...ends) || 1) * 0.06;
    const series = [...new Map(rows.map((r) => [r.mode, { label: r.mode, colour: r.colour }])).values()];
    drawnPanels.push({ title: p.title, spec: intervalSpec(rows, { domain: [Math.min(...ends) - room, Math.max(...ends) + room], unit: p.unit, axis: p.axis || { format: "~r" }, series, seriesTitle: "Study", chance, narrow: true }) });
    details.push(estimateTable(p.title, rows.map((r) => ({ label: r.row, estimate: r.estimate, unit: p.unit }))));
  }
  if (drawnPanels.length) await figureElement({ id, title, caption, panels: drawnPanels, details });
}

const changes = () =>
  rowsFigure({
    id: "fig-changes", title: "What changed", caption: "Other minus base, paired by prompt, with 95% intervals over prompts; the line is no change.", chance: 0,
    of: (c, i, p) => [{ row: pairName(c), mode: pairName(c), colour: pairColour(i), estimate: p.path === "plane.excess" ? at(c, p.path) : changeOf(c, p.path) }],
    panels: [
      { title: "ASR, thinking (points)", path: "asr.think", unit: asPoints, axis: pointsAxis }, { title: "ORR, thinking (points)", path: "orr.think", unit: asPoints, axis: pointsAxis },
      { title: "Excess over refusing more (points)", path: "plane.excess", unit: asPoints, axis: pointsAxis }, { title: "Deliberation score (points)", path: "score.all", unit: asPoints, axis: pointsAxis },
      { title: "AUROC of refusal for intent", path: "auroc", unit: asFineScore }, { title: "d′", path: "dprime", unit: asSigned },
      { title: "Probe’s AUROC before thinking, harmful", path: "foresight.prompt.harmful", unit: asFineScore }, { title: "Probe’s AUROC at the first thinking token, harmful", path: "foresight.first.harmful", unit: asFineScore },
      { title: "Probe’s AUROC before thinking, benign", path: "foresight.prompt.benign", unit: asFineScore }, { title: "Probe’s AUROC at the first thinking token, benign", path: "foresight.first.benign", unit: asFineScore },
    ],
  });
const pointsAxis = { format: "+.0%", labelExpr: "replace(datum.label, '%', '')" };

/// Base and others beside one another.
const levels = (id, title, caption, panels) =>
  rowsFigure({
    id, title, caption, panels, chance: null,
    of: (c, i, p) => [
      ...(PAIRS.findIndex((other) => other.base === c.base) === i ? [{ row: `${c.base} (base)`, mode: c.base, colour: "ink", estimate: at(c, `${p.path}.base`) }] : []),
      { row: pairName(c), mode: pairName(c), colour: pairColour(i), estimate: at(c, `${p.path}.other`) },
    ],
  });

// ---- lock-in curves over one another

const LOCKIN_NUMBERS = [{ key: "compliance", label: "Complies", unit: asPercent }, { key: "agreement", label: "Answers as its trace did", unit: asPercent }, { key: "variance", label: "Continuation variance (unbiased)", unit: asFineScore }];
const LOCKIN_WAYS = [["close", "closed at the cut"], ["go_on", "left to go on"]];

async function lockinOver() {
  const options = LOCKIN_NUMBERS.map((m) => ({ value: m.key, label: m.label, content: () => lockinPanels(m) })).filter((o) => o.content().panels.length);
  if (!options.length) return;
  await figureElement({
    id: "fig-lockin", title: "When the outcome is locked, base and others over one another", caption: "Answers sampled from thoughts cut at shares of their tokens. Black is the base. The point at 0 is the open thought without a word. Bands are 95% intervals over prompts.",
    key: [["ink", "Base", "line"], ...PAIRS.map((c, i) => [pairColour(i), pairName(c), "line"])], choose: { label: "What is drawn", value: options[0].value, options },
  });
}

function lockinPanels(measure) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    for (const [way, words] of LOCKIN_WAYS) {
      const lines = PAIRS.flatMap((c, i) => {
        const cuts = Object.keys(at(c, `lockin.${way}`) || {}).map((k) => Number(k.slice(1))).sort((a, b) => a - b);
        const line = (side, name) => cuts.map((x) => ({ x, estimate: at(c, `lockin.${way}.c${x}.${intent.key}.${measure.key}.${side}`), tip: { Study: name, Cut: `${x}%`, [measure.label]: withInterval(at(c, `lockin.${way}.c${x}.${intent.key}.${measure.key}.${side}`), measure.unit) } }));
        const first = PAIRS.findIndex((other) => other.base === c.base) === i;
        details.push(estimateTable(`${measure.label}, change, ${pairName(c)}, ${intent.label.toLowerCase()}, ${words}`, cuts.map((x) => ({ label: `${x}%`, unit: measure.unit === asPercent ? asPoints : asFineScore, estimate: at(c, `lockin.${way}.c${x}.${intent.key}.${measure.key}.change`) }))));
        return [...(first ? [{ values: line("base", c.base), colour: "ink", width: 2.5, band: true, points: 45 }] : []), { values: line("other", pairName(c)), colour: pairColour(i), band: PAIRS.length < 4, points: 45 }];
      }).filter((l) => l.values.some((v) => measured(v.estimate)));
      if (!lines.length) continue;
      const xs = lines.flatMap((l) => l.values.map((v) => v.x));
      panels.push({ title: `${intent.label}, ${words}`, spec: curveSpec({ x: { domain: [-3, Math.max(100, ...xs) + 3], title: "Share of the thought, %", axis: { values: [...new Set(xs)], labelExpr: "datum.value + ''", labelOverlap: true } }, y: { domain: [0, 1], title: measure.label, axis: measure.unit === asPercent ? { format: ".0%" } : scoreAxis }, height: 230, lines }) });
    }
  }
  return { panels, details: details.filter((d) => d.querySelector("tbody tr")) };
}

// ---- all numbers, and the studies

function tables() {
  for (const c of PAIRS) {
    const all = ROWS.map(([path, label, unit, change]) => ({ path, label, unit, change, node: at(c, path) })).filter((r) => r.node);
    const there = all.filter((r) => measured(r.node.change));
    const absent = all.filter((r) => !measured(r.node.change));
    $("numbers").append(
      table(`${pairName(c)}: base, other and change`, ["", "Base", "Other", "Change", "95% interval", "Prompts"], there.map((r) => [
        r.label, withInterval(r.node.base, r.unit), withInterval(r.node.other, r.unit), r.change.value(r.node.change.estimate), interval(r.node.change, r.change) || "–", howMany(r.node.change.clusters),
      ])),
      el("details", {}, el("summary", {}, "How these intervals were made"), table(`${pairName(c)}: methods`, ["", "Method of the change"], there.map((r) => [r.label, r.node.change.method]))),
      ...(absent.length ? [el("details", {}, el("summary", {}, `Not measured (${number(absent.length)})`), table(`${pairName(c)}: what was not measured, and why`, ["What", "Why"], absent.map((r) => [r.label, below(c, ["not_measured", r.path]) || "–"])))] : []),
    );
  }
}

function studies() {
  const adapters = (s) => (s.lora || []).map((a) => `${a.file} (scale ${a.scale})`).join(", ") || "none";
  $("meta").append(table("What was compared", ["Study", "Folder", "Model", "Intervention", "Adapters", "Prompts", "Complete"], page.studies.map((s) => [el("bdi", {}, s.name), s.folder, s.model, s.intervention, adapters(s), howMany(s.prompts), s.complete ? "yes" : "no"])));
}

(async () => {
  masthead();
  verdictCards();
  tables();
  studies();
  await planes();
  await changes();
  await lockinOver();
  await levels("fig-turns", "How often the text changes sides", "Oscillations a trace, and those that really move the outcome (base and others over their own prompts), with 95% intervals over prompts.", [
    ...INTENTS.map((i) => ({ title: `Oscillations a trace, ${i.key}`, path: `oscillations.${i.key}`, unit: asNumber })), ...INTENTS.map((i) => ({ title: `Meaningful changes a trace, ${i.key}`, path: `meaningful_per_trace.${i.key}`, unit: asNumber })),
  ]);
  await levels("fig-cost", "How long it thinks, and what it costs", "Tokens of a thought, and all tokens generated for a thinking rollout: what an intervention dropped or asked counts as cost.", INTENTS.flatMap((i) => [{ title: `Tokens of a thought, ${i.key}`, path: `thinking_length.${i.key}`, unit: asTokens }, { title: `Tokens generated a rollout, ${i.key}`, path: `cost.${i.key}`, unit: asTokens }]));
  redrawOnThemeChange();
  document.documentElement.dataset.ready = "true";
})();
