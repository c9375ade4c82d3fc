"use strict";
// The first screen: what the study found, in words made from the findings, and what it did not measure.

const I = { harmful: "harmful", benign: "benign" };

function masthead() {
  const study = page.findings.study || {};
  const name = study.name || page.meta["study.name"] || "Study";
  document.title = `${name} · Foregone`;
  $("study-name").textContent = name;
  const rollouts = page.prompts.reduce((sum, p) => sum + Object.values(p.modes).reduce((s, m) => s + m.marks.length, 0), 0);
  const count = (intent) => page.prompts.filter((p) => p.intent === intent).length;
  const facts = [
    ["Model", study.model || page.meta["model.file"] || "unknown"],
    ["Prompts", `${number(count("HARMFUL"))} harmful, ${number(count("BENIGN"))} benign`],
    ["Rollouts", number(rollouts)],
    ["Judges", page.judges.map((j) => j.judge).join(", ") || "none"],
    ["Seed", String(study.seed ?? page.meta.seed ?? "–")],
  ];
  $("study-facts").append(...facts.map(([key, value]) => el("span", {}, el("b", {}, key), " ", el("bdi", {}, String(value)))));
}

function notices() {
  const list = [];
  const thoughtless = withoutThinking();
  if (thoughtless) list.push(el("aside", { class: "notice alarm", "aria-label": "No thinking" }, el("p", {}, el("strong", {}, thoughtless[0]), " ", thoughtless[1])));
  if (hasTruth()) {
    list.push(
      el(
        "aside",
        { class: "notice truth", "aria-label": "About this model" },
        el("p", {}, el("strong", {}, "This is a compiled model organism, not a trained model. "),
          "Its weights were written by a program so that how it decides is known exactly; the text it produces is a stage set and means nothing. ",
          "It is here to show what Foregone measures and that it measures it right: beside every measured number stands the true one, ",
          "and whether the interval covers it. ", coverageNote()),
      ),
    );
  }
  const gaps = incomplete();
  if (gaps.length) {
    list.push(
      el("aside", { class: "notice gaps", "aria-label": "What is missing" }, el("p", {}, el("strong", {}, "This study is not complete. "), "Read the numbers as provisional."),
        el("ul", {}, gaps.map((g) => el("li", {}, g)))),
    );
  }
  $("notices").append(...list);
}

/// What to shout when the modes do not differ as they should: two sentences, or null.
function withoutThinking() {
  const marks = page.prompts.flatMap((p) => p.modes.THINK?.marks ?? []);
  const silent = marks.length > 0 && marks.every(([, , thinkingTokens]) => thinkingTokens === 0);
  const named = "If this model does think, name its format with reasoning-format and begin a new study.";
  if (page.meta["reasoning-format"] === "none") {
    return silent
      ? ["No reasoning format was recognised and no rollout holds any thinking: both modes are the same request.", `This page says nothing about thinking; whatever differs between the modes is chance. ${named}`]
      : ["No reasoning format was recognised: both modes are the same request.", `Whatever differs between them is chance. ${named}`];
  }
  return silent ? ["No rollout holds any thinking, though thinking was asked for.", `The modes may not differ as they should. ${named}`] : null;
}

/// How many of the intervals with a known truth cover it. On one fixed set of prompts nearly all
/// should: the intervals allow for other prompts as well.
function coverageNote() {
  let covered = 0;
  let all = 0;
  for (const [path, value] of Object.entries(page.findings.truth)) {
    const e = named(page.findings, path);
    if (typeof value !== "number" || !hasInterval(e)) continue;
    all++;
    if (covers(e, value)) covered++;
  }
  return all ? `Here ${covered} of ${all} intervals cover their truth. An interval speaks of all prompts that might have been asked, so for these same prompts nearly all should hold: a miss is a warning.` : "";
}

/// What a dotted path names, though the names on it may hold dots themselves.
function named(node, path) {
  if (node === null || typeof node !== "object") return undefined;
  if (Object.hasOwn(node, path)) return node[path];
  for (const key of Object.keys(node)) {
    const found = path.startsWith(`${key}.`) ? named(node[key], path.slice(key.length + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function incomplete() {
  const study = page.findings.study || {};
  const gaps = [];
  if (!["outcome", "foresight", "separability", "steering", "lockin", "deliberation", "causality"].some((e) => page.findings[e])) gaps.push("There are no findings yet: the run has not reached its analysis.");
  else if (study.complete === false) gaps.push(`Not all of it has run${study.missing ? `: ${plain(study.missing)}` : "."}`);
  if (page.failures.length) gaps.push(`${number(page.failures.length)} unit${page.failures.length === 1 ? "" : "s"} of work failed; Provenance lists them.`);
  return gaps;
}

const plain = (x) =>
  Array.isArray(x) ? x.map(plain).join("; ") : x && typeof x === "object" ? Object.entries(x).map(([k, v]) => `${k}: ${plain(v)}`).join(", ") : String(x);

/// A number with its interval, set so that the eye finds it, and the truth where it is known.
const numberInWords = (e, unit, truth) =>
  el(
    "span", { class: "figure" }, el("b", {}, unit.value(e.estimate)), hasInterval(e) ? el("span", { class: "ci" }, ` ${interval(e, unit)}`) : null,
    truth === null ? null : el("span", { class: "ci" }, ` (truth ${unit.value(truth)})`),
  );
const figure = (path) => numberInWords(finding(path), asPercent, truth(path));

function headline() {
  const sides = [
    ["Harmful prompts", rates("asr", "complied with", "harmful"), flips("harmful"), foresightInWords("harmful"), lockinInWords("harmful"), causalityInWords("harmful")],
    ["Benign prompts", rates("orr", "refused", "benign"), flips("benign"), foresightInWords("benign"), lockinInWords("benign"), causalityInWords("benign")],
  ];
  for (const [title, ...sentences] of sides) {
    const said = sentences.filter(Boolean);
    if (!said.length) said.push(el("p", { class: "caveat" }, "Not measured in this study."));
    $("headline").append(el("div", {}, el("h2", {}, title), ...said));
  }
  const caveat = caveats();
  if (caveat) $("numbers").append(el("p", { class: "caveat" }, caveat));
}

function rates(name, did, intent) {
  const paths = MODES.map((m) => `${name}.${m.key}.rate`);
  const [think, direct] = paths.map((path) => measured(finding(path)));
  if (!think && !direct) return null;
  if (!think || !direct) {
    return el("p", {}, `${think ? "With" : "Without"} thinking the model ${did} `, figure(think ? paths[0] : paths[1]), ` of ${intent} prompts; the other mode was not measured.`);
  }
  return el("p", {}, `With thinking the model ${did} `, figure(paths[0]), ` of ${intent} prompts, against `, figure(paths[1]), " without. ", difference(intent, name));
}

function difference(intent, name) {
  const change = finding(`change.${intent}`);
  if (!hasInterval(change)) return "";
  // change counts compliance; on benign prompts the rate spoken of is refusal
  const more = name === "asr" ? change.estimate > 0 : change.estimate < 0;
  if (covers(change, 0)) return "The interval of the difference includes zero.";
  return `Thinking made it ${name === "asr" ? "comply" : "refuse"} ${more ? "more" : "less"} often.`;
}

function flips(intent) {
  const all = finding(`flips.${intent}`);
  if (!measured(all)) return null;
  const noise = MODES.map((m) => finding(`flips.${intent}_expected_by_sampling.${m.key}`)).filter(measured).map((e) => e.estimate);
  const parts = [`Of the ${intent} prompts `, figure(`flips.${intent}`), " changed their majority answer"];
  const toRefusal = finding(`flips.${intent}_to_refusal`);
  const toCompliance = finding(`flips.${intent}_to_compliance`);
  if (measured(toRefusal) && measured(toCompliance)) {
    parts.push(` (${percent(toRefusal.estimate)} to refusal, ${percent(toCompliance.estimate)} to compliance)`);
  }
  if (noise.length) {
    const [low, high] = [Math.min(...noise), Math.max(...noise)].map(percent);
    parts.push(`; ${low === high ? low : `${low} to ${high}`} would by sampling alone (two halves of one mode’s rollouts, so at half the rollouts)`);
  }
  return el("p", {}, ...parts, ".");
}

/// Rollouts that no number above counts, and prompts with control text.
function caveats() {
  const lost = {};
  let all = 0;
  for (const p of page.prompts) {
    for (const m of Object.values(p.modes)) {
      for (const [verdict, ending] of m.marks) {
        all++;
        const why = verdict === "" ? ENDINGS[ending].toLowerCase() : verdict === "UNCLEAR" ? "unclear verdict" : null;
        if (why) lost[why] = (lost[why] || 0) + 1;
      }
    }
  }
  const parts = Object.entries(lost).sort((a, b) => b[1] - a[1]).map(([why, n]) => `${number(n)} ${why}`);
  const total = Object.values(lost).reduce((a, b) => a + b, 0);
  const markers = page.prompts.filter((p) => p.markers).length;
  const sentences = [];
  if (total) sentences.push(`${number(total)} of ${number(all)} rollouts have no clear verdict (${parts.join(", ")}); the bounds below say how much they could matter.`);
  if (markers) sentences.push(`${number(markers)} prompt${markers === 1 ? " contains" : "s contain"} the model’s own control markers, which it is given as plain text unless the study sets text-as-content to false.`);
  return sentences.join(" ");
}

/// The numbers themselves, both modes side by side.
function numbers() {
  const rows = [];
  for (const [name, label] of [["asr", "ASR"], ["orr", "ORR"]]) {
    for (const [kind, how] of [["rate", "by rate"], ["hard", "by hard verdict"], ["majority", "by majority"]]) {
      for (const mode of MODES) {
        const path = `${name}.${mode.key}.${kind}`;
        const e = finding(path);
        if (e) rows.push({ label: `${label} ${how}, ${mode.label.toLowerCase()}`, truth: truth(path), estimate: e, unit: asPercent });
      }
    }
  }
  for (const intent of Object.keys(I)) {
    const e = finding(`change.${intent}`);
    if (e) rows.push({ label: `Change of compliance by thinking, ${intent}`, truth: truth(`change.${intent}`), estimate: e, unit: asPoints });
  }
  if (rows.length) {
    $("numbers").append(el("details", hasTruth() ? { open: true } : {}, el("summary", {}, "The numbers"), estimateTable("Rates and their change", rows), bounds()));
  }
}

function bounds() {
  const rows = [];
  for (const [name, label] of [["asr", "ASR"], ["orr", "ORR"]]) {
    for (const mode of MODES) {
      const b = finding(`${name}.${mode.key}.bounds`);
      if (b) rows.push([`${label}, ${mode.label.toLowerCase()}`, percent(b.low), percent(b.high)]);
    }
  }
  return rows.length ? table("Bounds: unclear and unjudged rollouts all one way", ["", "Lowest", "Highest"], rows) : null;
}
