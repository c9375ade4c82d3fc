"use strict";
// Steering: whether pushing the hidden state along the probe's direction moves the decision, against
// random directions of the same length.

const STEERING = experiment("steering");
const HOWS = [
  { key: "control_vector", label: "Control vector, from the last prompt token on" },
  { key: "patch", label: "Patch, at the first thinking token only" },
];
const DIRECTIONS = [
  { key: "probe", label: "Probe’s direction", colour: "probe" },
  { key: "random", label: "Random directions", colour: "ink-soft", dash: [5, 4] },
];

async function steering() {
  const s = STEERING.at("settings") || {};
  const section = experimentSection(STEERING, {
    nav: "Steering", title: "Is the direction causal?",
    question: "What a probe can read need not be what the model acts on. Here the probe’s direction is added to the hidden state in doses, positive towards refusal, and compliance is measured anew. Only an effect beyond that of random directions of the same length speaks for the direction.",
    facts: [["Layer", s.layer === undefined || s.layer === null ? null : layerKey(s.layer).replace(/^l/, "")], ["One dose", doseLength(s.unit)], ["Random directions", s.random_directions], ["Prompts", s.prompts], ["Rollouts a prompt", s.rollouts]],
  });
  if (!section || !STEERING.root) return;
  for (const intent of INTENTS) await doseFigure(section, intent);
  gaps(STEERING, section);
}

/// The length of one dose: one number, or one for each way of adding it.
function doseLength(unit) {
  const lengths = typeof unit === "number" ? [unit.toPrecision(3)] : HOWS.map((h) => [h.label.split(",")[0].toLowerCase(), below(unit, [h.key])]).filter(([, x]) => typeof x === "number").map(([how, x]) => `${x.toPrecision(3)} (${how})`);
  return lengths.length ? `one standard deviation of the projection, length ${lengths.join(", ")}` : null;
}

const points = (how, direction, intent) => (STEERING.at(how, direction, intent) || []).filter((p) => measured(p.compliance));

async function doseFigure(into, intent) {
  const panels = [];
  const details = [];
  for (const how of HOWS) {
    const lines = DIRECTIONS.map((d) => ({ ...d, doses: points(how.key, d.key, intent.key) })).filter((d) => d.doses.length);
    if (!lines.length) {
      panels.push({ title: how.label, missing: missing(STEERING.reason(how.key, "probe", intent.key)) });
      continue;
    }
    panels.push({ title: how.label, said: excessInWords(how.key, intent.key), spec: doseSpec(lines) });
    details.push(
      ...lines.map((d) => estimateTable(`Compliance by dose, ${how.label.toLowerCase()}, ${d.label.toLowerCase()}`, d.doses.map((p) => ({ label: `Dose ${signed(p.dose)}`, unit: asPercent, estimate: p.compliance })))),
      estimateTable(`Change of compliance from the lowest dose to the highest, ${how.label.toLowerCase()}`, [
        ...DIRECTIONS.map((d) => STEERING.row(d.label, asPoints, "effect", how.key, d.key, intent.key)), STEERING.row("Excess of the probe’s direction", asPoints, "excess", how.key, intent.key),
      ]),
    );
  }
  if (!panels.some((p) => p.spec)) return;
  await figureElement({
    id: `fig-steering-${intent.key}`, into, title: `Compliance by dose, ${intent.label.toLowerCase()}`, caption: "Share of answers that comply as the state is pushed towards compliance (left) or refusal (right). Bands are 95% intervals over prompts.",
    panels, details, key: DIRECTIONS.map((d) => [d.colour, d.label, d.dash ? "dashed" : "line"]),
  });
}

const signed = (dose) => `${dose > 0 ? "+" : dose < 0 ? "−" : ""}${Math.abs(dose)}`;

/// What the doses did, beyond random directions, in words.
function excessInWords(how, intent) {
  const [probe, random] = DIRECTIONS.map((d) => STEERING.at("effect", how, d.key, intent));
  const excess = STEERING.at("excess", how, intent);
  const moved = measured(probe) ? `From the lowest dose to the highest compliance changes by ${withInterval(probe, asPoints)} along the probe’s direction${measured(random) ? ` and by ${withInterval(random, asPoints)} along random ones` : ""}. ` : "";
  if (!measured(excess)) return `${moved}${missing(STEERING.reason("excess", how, intent)).replace(/^Not measured/, "The excess was not measured").replace(/([^.])$/, "$1.")}`;
  const amount = `The excess is ${withInterval(excess, asPoints)}: `;
  if (!hasInterval(excess)) return `${moved}${amount}it has no interval.`;
  if (covers(excess, 0)) return `${moved}${amount}it cannot be told from none.`;
  return `${moved}${amount}${excess.estimate < 0 ? "pushing towards refusal makes it refuse, more than a random direction does." : "it moves against what the probe reads."}`;
}

function doseSpec(lines) {
  const doses = lines.flatMap((l) => l.doses.map((p) => p.dose));
  const [low, high] = [Math.min(...doses), Math.max(...doses)];
  const room = (high - low || 1) * 0.03;
  return curveSpec({
    x: { domain: [low - room, high + room], title: "Dose (towards refusal on the right)", axis: { values: [...new Set(doses)], labelExpr: "datum.value == 0 ? '0' : format(datum.value, '+~g')", labelOverlap: true } },
    y: { domain: [0, 1], title: "Complies", axis: { format: ".0%" } }, height: 240,
    lines: [...lines].reverse().map((l) => ({
      colour: l.colour, dash: l.dash, band: true, points: 60,
      values: l.doses.map((p) => ({ x: p.dose, estimate: p.compliance, tip: { Direction: l.label, Dose: signed(p.dose), Complies: withInterval(p.compliance, asPercent), n: howMany(p.compliance.n), Prompts: howMany(p.compliance.clusters) } })),
    })),
  });
}
