"use strict";
// Foresight: could the outcome be read from the hidden state before the model thought? Every curve stands
// beside what the prompt's words, its length, the labels' noise and chance alone would give.

const FORESIGHT = experiment("foresight");
const ANCHORS = [
  { key: "prompt", label: "From the prompt’s last token", colour: "probe" },
  { key: "first", label: "From the first thinking token", colour: "probe-first", dash: [6, 3] },
];
const SCOPES = { harmful: "Harmful prompts", benign: "Benign prompts", pooled: "All prompts pooled", benign_macro: "Benign, mean over benchmarks" };
const CONTROLS = [
  { steps: ["controls", "tfidf_prompt"], last: "auroc", name: "Prompt’s words", long: "words of the prompt (TF-IDF)" },
  { steps: ["controls", "tfidf_first_token"], last: "auroc", name: "First token", long: "first thinking token (TF-IDF)" },
  { steps: ["controls", "prompt_length"], last: "auroc", name: "Length", long: "length of the prompt" },
  { steps: ["controls", "intent"], last: "auroc", name: "Intent", long: "intent of the prompt", only: "pooled" },
  { steps: ["controls", "permutation"], last: "auroc", name: "Permuted", long: "labels permuted", band: true },
  { steps: ["ceiling"], last: "sampling", name: "Ceiling: sampling", long: "ceiling that sampling leaves", ceiling: true },
  { steps: ["ceiling"], last: "judges", name: "Ceiling: judges", long: "ceiling that the judges’ noise leaves", ceiling: true },
];
const controlSteps = (c, scope) => [...c.steps, scope, c.last];
const controlsOf = (scope) => CONTROLS.filter((c) => !c.only || c.only === scope).map((c) => ({ ...c, estimate: FORESIGHT.at(...controlSteps(c, scope)), reason: FORESIGHT.reason(...controlSteps(c, scope)) }));

function anchors() {
  const there = Object.keys(FORESIGHT.at("probe") || {});
  const named = (FORESIGHT.at("settings", "anchors") || []).map(String).filter((a) => there.includes(a));
  return named.length ? named : there;
}
const layers = () => [...new Set(Object.values(FORESIGHT.at("probe") || {}).flatMap((a) => Object.keys(a || {})))].sort(byLayer);
const headlineLayer = () => layerKey(FORESIGHT.at("settings", "headline", "layer") ?? layers().at(-1) ?? "");
const anchorName = (a) => (a === "prompt" ? "Prompt’s last token" : a === "first" ? "First thinking token" : `Anchor ${a.replace(/^a/, "")} along the prompt`);

/// The finding in a sentence for the first screen: null when the study did not ask.
function foresightInWords(scope) {
  if (FORESIGHT.root === undefined) return null;
  const steps = ["probe", "prompt", headlineLayer(), scope, "auroc"];
  const e = FORESIGHT.at(...steps);
  const say = (x, ...of) => numberInWords(x, asScore, FORESIGHT.truth(...of));
  if (!measured(e)) return el("p", { class: "caveat" }, `Whether refusal could be told before thinking was not measured among ${scope} prompts${FORESIGHT.reason(...steps) ? `: ${FORESIGHT.reason(...steps)}` : "."}`);
  if (hasInterval(e) && covers(e, 0.5)) {
    return el("p", {}, "Before it thought at all, refusal could not be told from chance by a linear probe of the prompt: AUROC ", say(e, ...steps), " among ", `${scope} prompts.`);
  }
  const words = ["controls", "tfidf_prompt", scope, "auroc"];
  const control = FORESIGHT.at(...words);
  const beside = measured(control) ? [control.estimate >= e.estimate ? "; the prompt’s words alone do as well: " : "; the prompt’s words alone reach ", say(control, ...words)] : [];
  if (e.estimate < 0.5) return el("p", {}, "Before it thought at all, a linear probe of the prompt did worse than chance: AUROC ", say(e, ...steps), ` among ${scope} prompts.`);
  return el("p", {}, "Before it thought at all, a linear probe of the prompt told refusal from compliance with AUROC ", say(e, ...steps), ` among ${scope} prompts`, ...beside, ".");
}

async function foresight() {
  const s = FORESIGHT.at("settings") || {};
  const section = experimentSection(FORESIGHT, {
    nav: "Foresight", title: "Could it be told before it thought?",
    question: "A linear probe reads the model’s hidden state and predicts whether the answer refuses. It is fitted to some prompts and scores others; near-duplicates stay together. AUROC is the chance that a refused prompt scores above one complied with: .5 is guessing, 1 is certainty. Within one intent it cannot win by telling harmful from benign.",
    facts: [["Headline layer", headlineLayer().replace(/^l/, "")], ["Folds", s.folds], ["Components", s.components], ["C", s.c], ["Mode", s.mode ? String(s.mode).toLowerCase() : null]],
  });
  if (!section || !FORESIGHT.root) return;
  for (const make of [curveFigure, heatFigure, rocFigure, calibrationFigure, foresightBenchmarksFigure, rateFigure]) await make(section);
  const scored = Object.keys(SCOPES).filter((k) => FORESIGHT.at("prompts", k)).map((k) => [SCOPES[k], ...["prompts", "refusals", "compliances", "left_out", "near_duplicates"].map((f) => howMany(FORESIGHT.at("prompts", k, f)))]);
  if (scored.length) section.append(el("details", {}, el("summary", {}, "Which prompts were scored"), table("Prompts by the verdict of their first rollout", ["", "Prompts", "Refusals", "Compliances", "Left out", "Near-duplicates"], scored)));
  gaps(FORESIGHT, section);
}

/// What the controls reach, in one line; reasons where they were not measured.
const controlsNote = (scope) =>
  `Beside it: ${controlsOf(scope).filter((c) => measured(c.estimate) || c.reason).map((c) => `${c.long} ${c.band && hasInterval(c.estimate) ? `${score(c.estimate.low)} to ${score(c.estimate.high)}` : measured(c.estimate) ? withInterval(c.estimate, asScore) : notMeasured(c.reason)}`).join("; ") || "no control was measured"}.`;

const controlRows = (scope) => controlsOf(scope).map((c) => FORESIGHT.row(`Control: ${c.long}`, asFineScore, ...controlSteps(c, scope))).filter((r) => measured(r.estimate) || r.reason);

// ---- AUROC along the prompt

async function curveFigure(into) {
  if (!layers().length) return;
  const options = layers().map((layer) => ({ value: layer, label: layerName(layer), content: () => curves(layer) }));
  const intent = FORESIGHT.at("controls", "intent", "pooled", "auroc");
  await figureElement({
    id: "fig-foresight", into, title: "How early the outcome shows",
    caption: "AUROC of the probe as the hidden state is read further along the prompt, up to its last token and the first thinking token. The band is the 95% interval over prompts; the grey band is what permuted labels give; dotted lines are the controls, dashed ones what sampling and the judges’ noise leave to be had. Only what rises above the controls is foresight." + (measured(intent) ? ` Pooled, knowing the intent alone is worth ${withInterval(intent, asScore)}.` : ""),
    key: [["probe", "Probe, within the intent", "line"], ["pooled", "Probe, all prompts pooled", "line"], ["ink-soft", "Controls", "dotted"], ["ink", "Ceiling", "dashed"], ["unclear", "Labels permuted", "band"], ...(FORESIGHT.hasTruth ? [["ink", "Truth", "line"]] : [])],
    choose: { label: "Layer", value: options.some((o) => o.value === headlineLayer()) ? headlineLayer() : options.at(-1).value, options },
  });
}

function curves(layer) {
  const at = places();
  const line = (scope) => anchors().map((a) => ({ x: at.get(a), estimate: FORESIGHT.at("probe", a, layer, scope, "auroc"), truth: FORESIGHT.truth("probe", a, layer, scope, "auroc"), tip: probeTip(a, layer, scope) }));
  const panels = INTENTS.map((intent) => {
    const own = line(intent.key);
    if (!own.some((v) => measured(v.estimate))) return { title: intent.label, missing: missing(FORESIGHT.reason("probe", anchors()[0], layer, intent.key)) };
    return { title: intent.label, spec: curveOf(intent.key, own, line("pooled"), at) };
  });
  const details = Object.keys(SCOPES).filter((scope) => anchors().some((a) => FORESIGHT.at("probe", a, layer, scope))).map((scope) => {
    const rows = anchors().map((a) => ({ ...FORESIGHT.row(anchorName(a), asFineScore, "probe", a, layer, scope, "auroc"), more: [withInterval(FORESIGHT.at("probe", a, layer, scope, "bacc"), asFineScore)] }));
    return estimateTable(`AUROC by anchor, ${SCOPES[scope].toLowerCase()}, ${layerName(layer).toLowerCase()}`, [...rows, ...controlRows(scope)], ["Balanced accuracy"]);
  });
  return { panels, details };
}

/// Where anchors stand across the picture: those of the prompt evenly, thinking after a gap.
function places() {
  const along = anchors().filter((a) => a !== "first");
  const at = new Map(along.map((a, i) => [a, i]));
  if (anchors().includes("first")) at.set("first", along.length - 1 + Math.max(1, along.length * 0.14));
  return at;
}

function probeTip(a, layer, scope) {
  const [e, b] = ["auroc", "bacc"].map((k) => FORESIGHT.at("probe", a, layer, scope, k));
  return { Read: anchorName(a), Layer: layerName(layer), AUROC: withInterval(e, asFineScore), "Balanced accuracy": withInterval(b, asFineScore), n: howMany(e?.n), Prompts: howMany(e?.clusters) };
}

function curveOf(scope, own, pooled, at) {
  const controls = controlsOf(scope).filter((c) => measured(c.estimate));
  const permuted = controls.find((c) => c.band && hasInterval(c.estimate))?.estimate;
  const rules = controls.filter((c) => !c.band);
  const end = Math.max(...at.values());
  const values = [...own.flatMap((v) => [v.estimate?.estimate, v.estimate?.low]), ...pooled.map((v) => v.estimate?.estimate), ...rules.map((c) => c.estimate.estimate), permuted?.low, 0.5].filter((v) => typeof v === "number");
  const domain = [Math.max(0, Math.floor(10 * Math.min(...values)) / 10), 1];
  const last = pooled.filter((v) => measured(v.estimate)).at(-1);
  const ticks = [["a0", "prompt’s start", "left"], ["prompt", "its end", "right"], ["first", "first thought", at.has("prompt") ? "left" : "center"]].filter(([a]) => at.has(a)).map(([a, text, align]) => ({ at: at.get(a), text, align }));
  return curveSpec({
    x: { domain: [0, end + 0.01], title: null, axis: anchorAxis(ticks) },
    y: { domain, title: "AUROC", axis: scoreAxis },
    bands: permuted ? [{ colour: "unclear", values: [0, end].map((x) => ({ x, low: permuted.low, high: permuted.high })) }] : [],
    rules: [{ y: 0.5, colour: "line-strong" }, ...rules.map((c) => ({ y: c.estimate.estimate, colour: c.ceiling ? "ink" : "ink-soft", dash: c.ceiling ? [7, 4] : [2, 3] }))],
    lines: [{ values: pooled, colour: "pooled", width: 1.5 }, { values: own, colour: "probe", band: true, points: 42 }],
    names: [
      { y: 0.5, text: ".50 Chance", colour: "ink-soft" }, ...(last ? [{ y: last.estimate.estimate, text: `${score(last.estimate.estimate)} Pooled`, colour: "ink-soft" }] : []),
      ...rules.map((c) => ({ y: c.estimate.estimate, text: `${score(c.estimate.estimate)} ${c.name}`, colour: c.ceiling ? "ink" : "ink-soft" })),
    ],
  });
}

/// An axis with words at some places.
const anchorAxis = (ticks) => ({
  values: ticks.map((t) => t.at),
  labelExpr: ticks.reduceRight((rest, t) => `datum.value == ${JSON.stringify(t.at)} ? ${JSON.stringify(t.text)} : ${rest}`, "''"),
  labelAlign: { condition: ticks.filter((t) => t.align !== "center").map((t) => ({ test: `datum.value == ${JSON.stringify(t.at)}`, value: t.align })), value: "center" },
  labelOverlap: false, labelLimit: 200,
});

// ---- by layer and anchor

async function heatFigure(into) {
  if (layers().length < 2) return;
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const cells = layers().flatMap((layer) => anchors().map((a) => ({ anchor: a, layer, estimate: FORESIGHT.at("probe", a, layer, intent.key, "auroc") })));
    const there = cells.filter((c) => measured(c.estimate));
    if (!there.length) {
      panels.push({ title: intent.label, missing: missing(FORESIGHT.reason("probe", anchors()[0], layers()[0], intent.key)) });
      continue;
    }
    panels.push({ title: intent.label, note: controlsNote(intent.key), spec: heatSpec(there, intent.key) });
    const estimates = there.map((c) => c.estimate);
    const cell = (layer, a) => { const e = cells.find((c) => c.layer === layer && c.anchor === a).estimate; return el("span", { title: measured(e) ? withInterval(e, asFineScore) : "not measured" }, measured(e) ? score(e.estimate, 3) : "–"); };
    details.push(table(`AUROC by layer and anchor, ${intent.label.toLowerCase()} (n ${span(estimates, "n")}, prompts ${span(estimates, "clusters")}; ${methods(estimates)})`, ["", ...anchors().map((a) => (/^a\d/.test(a) ? a : anchorName(a)))], layers().map((layer) => [layerName(layer), ...anchors().map((a) => cell(layer, a))])));
  }
  await figureElement({
    id: "fig-foresight-layers", into, title: "Where in the model it shows", caption: "The same AUROC by layer (up) and by where along the prompt the state is read (across). The framed cell is the headline. Intervals are in the tooltips.",
    panels, details, key: [["probe", ".5 to 1", "ramp"], ["direct", "Below chance"]],
  });
}

function heatSpec(cells, scope) {
  const headline = (c) => c.anchor === "prompt" && c.layer === headlineLayer();
  const values = cells.map((c) => ({ anchor: c.anchor, layer: c.layer.replace(/^l/, ""), auroc: c.estimate.estimate, frame: headline(c), ...probeTip(c.anchor, c.layer, scope) }));
  const across = anchors();
  const ticks = [["a0", "start", "left"], ["prompt", "prompt", "right"], ["first", "first", "left"]].filter(([a]) => across.includes(a));
  return () => {
    const x = { field: "anchor", type: "ordinal", scale: { domain: across, paddingInner: 0.06, paddingOuter: 0 }, title: null, axis: { ...anchorAxis(ticks.map(([at, text, align]) => ({ at, text, align }))), labelAngle: 0 } };
    const y = { field: "layer", type: "ordinal", scale: { domain: layers().map((l) => l.replace(/^l/, "")).reverse(), paddingInner: 0.06 }, title: "Layer" };
    const tooltip = ["Read", "Layer", "AUROC", "Balanced accuracy", "n", "Prompts"].map((field) => ({ field, type: "nominal" }));
    return {
      data: { values },
      height: Math.max(layers().length * (layers().length > 12 ? 14 : 30), 60),
      encoding: { x, y },
      layer: [
        { mark: { type: "rect" }, encoding: { color: { field: "auroc", type: "quantitative", scale: { domain: [0.2, 0.5, 1], range: [colour("direct"), colour("sunken"), colour("probe")], interpolate: "rgb", clamp: true }, legend: null }, tooltip } },
        { transform: [{ filter: "datum.frame" }], mark: { type: "rect", filled: false, fill: null, stroke: colour("ink"), strokeWidth: 2 } },
      ],
    };
  };
}

// ---- ROC and calibration at the headline

const atHeadline = (a, scope) => FORESIGHT.at("probe", a, headlineLayer(), scope, "auroc");
const rocPoints = (a, scope) => (FORESIGHT.at("roc", a, scope) || []).filter((p) => p.every((x) => typeof x === "number"));
const anchorKey = () => ANCHORS.map((a) => [a.colour, a.label, a.dash ? "dashed" : "line"]);

async function rocFigure(into) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const lines = ANCHORS.map((a) => ({ ...a, points: rocPoints(a.key, intent.key) })).filter((a) => a.points.length);
    if (!lines.length) {
      panels.push({ title: intent.label, missing: missing(FORESIGHT.reason("roc", "prompt", intent.key) || FORESIGHT.reason("probe", "prompt", headlineLayer(), intent.key)) });
      continue;
    }
    panels.push({ title: intent.label, note: `${lines.map((a) => `${a.label}: AUROC ${withInterval(atHeadline(a.key, intent.key), asScore)}`).join("; ")}. ${controlsNote(intent.key)}`, spec: rocSpec(lines, rocPoints("prompt", "pooled")) });
    details.push(
      table(`True positive rate at a false positive rate, ${intent.label.toLowerCase()}`, ["False positive rate", ...lines.map((a) => a.label)], [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75].map((x) => [percent(x), ...lines.map((a) => percent(Math.max(0, ...a.points.filter(([f]) => f <= x + 1e-9).map(([, t]) => t))))])),
      estimateTable(`AUROC at the headline layer, ${intent.label.toLowerCase()}`, [...lines.map((a) => FORESIGHT.row(a.label, asFineScore, "probe", a.key, headlineLayer(), intent.key, "auroc")), ...controlRows(intent.key)]),
    );
  }
  if (!details.length) return;
  await figureElement({
    id: "fig-foresight-roc", into, title: "What a threshold would catch", caption: "Of the refused prompts, the share above a threshold (up) against the share of those complied with that are above it too (across). The diagonal is guessing.",
    panels, details, key: [...anchorKey(), ["pooled", "All prompts pooled, from the prompt", "line"]],
  });
}

const diagonal = { values: [0, 1].map((x) => ({ x, estimate: { estimate: x } })), colour: "line-strong", dash: [4, 4], width: 1.5 };
const shares = (title) => ({ domain: [0, 1], title, axis: { format: ".0%", values: [0, 0.25, 0.5, 0.75, 1] } });

const rocSpec = (lines, pooled) =>
  curveSpec({
    x: shares("Complied with, above the threshold"), y: shares("Refused, above the threshold"), height: 280,
    lines: [diagonal, ...[{ points: pooled, colour: "pooled", width: 1.5 }, ...lines].map(({ points, colour, dash, width }) => ({ colour, dash, width, values: points.map(([x, y]) => ({ x, estimate: { estimate: y } })) }))],
  });

async function calibrationFigure(into) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const lines = ANCHORS.map((a) => ({ ...a, bins: (FORESIGHT.at("calibration", a.key, intent.key, "bins") || []).filter((b) => measured(b.observed)) })).filter((a) => a.bins.length);
    if (!lines.length) {
      panels.push({ title: intent.label, missing: missing(FORESIGHT.reason("calibration", "prompt", intent.key) || FORESIGHT.reason("probe", "prompt", headlineLayer(), intent.key)) });
      continue;
    }
    const brier = lines.map((a) => `${a.label}: Brier score ${withInterval(FORESIGHT.at("calibration", a.key, intent.key, "brier"), asScore)}`);
    panels.push({ title: intent.label, note: `${brier.join("; ")}.`, spec: calibrationSpec(lines) });
    details.push(
      ...lines.map((a) => estimateTable(`Predicted and observed, ${intent.label.toLowerCase()}, ${a.label.toLowerCase()}`, a.bins.map((b) => ({ label: `Predicted ${percent(b.predicted)}`, unit: asPercent, estimate: b.observed })))),
      estimateTable(`Brier score, ${intent.label.toLowerCase()}`, lines.map((a) => FORESIGHT.row(a.label, asFineScore, "calibration", a.key, intent.key, "brier"))),
    );
  }
  if (!details.length) return;
  await figureElement({
    id: "fig-foresight-calibration", into, title: "Whether its predictions can be taken at their word", caption: "Prompts by the predicted chance of refusal (across) and the share that did refuse (up), at the headline layer. On the diagonal the prediction is honest; a Brier score is the mean squared error, 0 at best.",
    panels, details, key: anchorKey(),
  });
}

const calibrationSpec = (lines) => {
  const values = (l) => l.bins.map((b) => ({ x: b.predicted, estimate: b.observed, tip: { Predicted: percent(b.predicted), Observed: withInterval(b.observed, asPercent), n: howMany(b.observed.n), Prompts: howMany(b.observed.clusters) } }));
  const whiskers = lines.map((l) => ({ colour: l.colour, values: values(l).filter((v) => hasInterval(v.estimate)).map((v) => ({ x: v.x, low: v.estimate.low, high: v.estimate.high })) }));
  return curveSpec({ x: shares("Predicted chance of refusal"), y: shares("Refused"), height: 280, whiskers, lines: [diagonal, ...lines.map((l) => ({ colour: l.colour, dash: l.dash, width: 1.5, opacity: 0.5, points: 60, values: values(l) }))] });
};

// ---- benchmarks, and the prompt's rate as the target

async function foresightBenchmarksFigure(into) {
  const kinds = [{ label: "Among all prompts", colour: "probe", at: "benchmarks" }, { label: "Benchmark held out", colour: "direct", at: "held_out" }];
  const names = [...new Set(kinds.flatMap((k) => Object.keys(FORESIGHT.at(k.at) || {})))];
  if (!names.length) return;
  const panels = [];
  const details = [];
  for (const a of ANCHORS) {
    const rows = names.flatMap((b) => kinds.map((k) => ({ ...FORESIGHT.row(`${b}, ${k.label.toLowerCase()}`, asFineScore, k.at, b, a.key, headlineLayer(), "auroc"), row: b, mode: k.label, more: [k.at === "benchmarks" ? withInterval(FORESIGHT.at(k.at, b, a.key, headlineLayer(), "bacc"), asFineScore) : "–"] })));
    const there = rows.filter((r) => measured(r.estimate));
    const lowest = Math.floor(10 * Math.min(0.5, ...there.map((r) => r.estimate.low ?? r.estimate.estimate))) / 10;
    if (there.length) panels.push({ title: a.label, spec: intervalSpec(there, { domain: [Math.max(0, lowest), 1], unit: asFineScore, axis: scoreAxis, series: kinds, seriesTitle: "Probe fitted", chance: 0.5 }) });
    else panels.push({ title: a.label, missing: missing(FORESIGHT.reason("benchmarks", names[0], a.key)) });
    details.push(estimateTable(`AUROC by benchmark, ${a.label.toLowerCase()}`, rows, ["Balanced accuracy"]));
  }
  await figureElement({
    id: "fig-foresight-benchmarks", into, title: "Within one benchmark, and on a benchmark it never saw", caption: "AUROC within each benchmark at the headline layer: by the same probe as above, and by one fitted to all other benchmarks only. The line is chance.",
    panels, details, key: [...kinds.filter((k) => Object.keys(FORESIGHT.at(k.at) || {}).length).map((k) => [k.colour, k.label]), ...(FORESIGHT.hasTruth ? [["ink", "Truth", "tick"]] : [])],
  });
}

async function rateFigure(into) {
  const rows = (layer) => ANCHORS.flatMap((a) => Object.keys(SCOPES).filter((s) => FORESIGHT.at("rate", a.key, layer, s)).map((s) => ({ ...FORESIGHT.row(`${a.label}, ${SCOPES[s].toLowerCase()}`, asFineScore, "rate", a.key, layer, s, "auroc"), more: [withInterval(FORESIGHT.at("rate", a.key, layer, s, "spearman"), asFineScore)] })));
  const headline = rows(headlineLayer());
  if (!headline.length) return;
  const others = layers().filter((l) => l !== headlineLayer()).map((l) => [l, rows(l)]).filter(([, r]) => r.length);
  await figureElement({
    id: "fig-foresight-rate", into, title: "Predicting how often, not just whether", caption: "The same scores against the prompt’s compliance rate over all its rollouts: AUROC over rollouts, and the rank correlation over prompts.",
    panels: [], shown: [estimateTable("Target: the prompt’s compliance rate, headline layer", headline, ["Rank correlation"])],
    details: others.map(([l, r]) => estimateTable(`Target: the prompt’s compliance rate, ${layerName(l).toLowerCase()}`, r, ["Rank correlation"])),
  });
}
