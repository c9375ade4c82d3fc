"use strict";
// Separability: where along the thought refusing and complying rollouts differ, against permuted labels.

const SEPARABILITY = experiment("separability");

async function separability() {
  const s = SEPARABILITY.at("settings") || {};
  const section = experimentSection(SEPARABILITY, {
    nav: "Separability", title: "Where refusing and complying part",
    question: "At evenly spaced positions along each thought, the hidden states of rollouts that go on to refuse are set against those that go on to comply, within one intent. J is the squared distance of their means over their spread; what chance alone would add is taken off, so 0 is no difference.",
    facts: [["Positions", s.positions], ["Traces a prompt", s.rollouts], ["Permutations", s.permutations]],
  });
  if (!section || !SEPARABILITY.root) return;
  await valleyFigure(section);
  const counts = INTENTS.filter((i) => SEPARABILITY.at(i.key, "counts")).map((i) => [i.label, ...["traces", "refusals", "compliances", "left_out"].map((f) => howMany(SEPARABILITY.at(i.key, "counts", f)))]);
  if (counts.length) section.append(el("details", {}, el("summary", {}, "Which traces were read"), table("Traces by verdict", ["", "Traces", "Refusals", "Compliances", "Left out"], counts)));
  gaps(SEPARABILITY, section);
}

/// Layers with a curve for any intent.
const valleyLayers = () => [...new Set(INTENTS.flatMap((i) => Object.entries(SEPARABILITY.at(i.key) || {}).filter(([, v]) => Array.isArray(v?.curve)).map(([k]) => k)))].sort(byLayer);

async function valleyFigure(into) {
  const layers = valleyLayers();
  if (!layers.length) return;
  await figureElement({
    id: "fig-valley", into, title: "The valley along the thought",
    caption: "J at each position from the first thinking token to the last, with its 95% interval over prompts. The grey band holds what permuted labels give 95% of the time; the dashed line is J before chance is taken off.",
    key: [["probe", "J, chance taken off", "line"], ["ink-soft", "J, plain", "dashed"], ["unclear", "Labels permuted", "band"]],
    choose: { label: "Layer", value: layers.at(-1), options: layers.map((layer) => ({ value: layer, label: layerName(layer), content: () => valleys(layer) })) },
  });
}

function valleys(layer) {
  const panels = [];
  const details = [];
  for (const intent of INTENTS) {
    const curve = (SEPARABILITY.at(intent.key, layer, "curve") || []).map((p) => ({ ...p, plain: asEstimate(p.plain) })).filter((p) => measured(p.debiased));
    if (!curve.length) {
      panels.push({ title: intent.label, missing: missing(SEPARABILITY.reason(intent.key, layer, "curve") || SEPARABILITY.reason(intent.key)) });
      continue;
    }
    panels.push({ title: intent.label, said: SEPARABILITY.at(intent.key, layer, "answer", "text"), spec: valleySpec(curve) });
    const estimates = curve.map((p) => p.debiased);
    details.push(
      table(
        `J by position, ${intent.label.toLowerCase()}, ${layerName(layer).toLowerCase()} (${methods(estimates)})`,
        ["Position", "J, chance taken off", "95% interval", "Permuted labels", "J, plain", "n", "Prompts"],
        curve.map((p) => [number(p.position), score(p.debiased.estimate, 3), interval(p.debiased, asFineScore) || "–", hasBand(p) ? `${score(p.null.low, 3)} to ${score(p.null.high, 3)}` : "–", measured(p.plain) ? score(p.plain.estimate, 3) : "–", howMany(p.debiased.n), howMany(p.debiased.clusters)]),
      ),
    );
  }
  return { panels, details };
}

/// A bare number is an estimate without an interval.
const asEstimate = (x) => (typeof x === "number" ? { estimate: x } : x);
const hasBand = (p) => typeof p.null?.low === "number" && typeof p.null?.high === "number";

function valleySpec(curve) {
  const values = curve.flatMap((p) => [p.debiased.low, p.debiased.high, p.debiased.estimate, p.plain?.estimate, p.null?.low, p.null?.high, 0]).filter((v) => typeof v === "number");
  const tip = (p) => ({ Position: number(p.position), "J, chance taken off": withInterval(p.debiased, asFineScore), "J, plain": withInterval(p.plain, asFineScore), "Permuted labels": hasBand(p) ? `${score(p.null.low, 3)} to ${score(p.null.high, 3)}` : "–", n: howMany(p.debiased.n), Prompts: howMany(p.debiased.clusters) });
  const [first, last] = [curve[0].position, curve.at(-1).position];
  return curveSpec({
    x: { domain: [first, last], title: "Position along the thought", axis: { tickCount: 5 } },
    y: { domain: [Math.min(...values), Math.max(...values) * 1.04 || 1], title: "J" },
    bands: [{ colour: "unclear", values: curve.filter(hasBand).map((p) => ({ x: p.position, low: p.null.low, high: p.null.high })) }],
    rules: [{ y: 0, colour: "line-strong" }],
    lines: [
      { values: curve.map((p) => ({ x: p.position, estimate: p.plain })), colour: "ink-soft", dash: [5, 4], width: 1.5 },
      { values: curve.map((p) => ({ x: p.position, estimate: p.debiased, tip: tip(p) })), colour: "probe", band: true, points: 0 },
    ],
  });
}
