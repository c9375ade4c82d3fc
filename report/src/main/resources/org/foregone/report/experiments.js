"use strict";
// What the sections of the further experiments share: how an experiment's findings are read, the section
// itself, and why a number is not there.

/// One experiment's findings: `at` reads by steps, `row` makes a table's row, `reason` says what was not measured.
function experiment(name) {
  const root = page.findings[name];
  const reasons = Object.entries(below(root ?? {}, ["not_measured"]) || {}).map(([path, why]) => [path === name ? "" : path.startsWith(`${name}.`) ? path.slice(name.length + 1) : path, plain(why)]);
  const covering = (path) => reasons.filter(([p]) => p === "" || p === path || path.startsWith(`${p}.`)).sort((a, b) => b[0].length - a[0].length)[0];
  const within = (path) => reasons.find(([p]) => p.startsWith(`${path}.`));
  const at = (...steps) => below(root, steps);
  const reason = (...steps) => (covering(steps.join(".")) || within(steps.join(".")) || [])[1] || "";
  return {
    name, root, reasons, at, reason,
    truth: (...steps) => known([name, ...steps].join(".")),
    hasTruth: Object.keys(page.findings.truth || {}).some((path) => path.startsWith(`${name}.`)),
    row: (label, unit, ...steps) => ({ label, unit, estimate: at(...steps), truth: known([name, ...steps].join(".")), reason: reason(...steps) }),
  };
}

/// The section of an experiment, before the reader, with its place in the navigation; null when the
/// findings do not speak of it.
function experimentSection(of, { nav, title, question, facts = [] }) {
  if (of.root === undefined) return null;
  const section = el(
    "section", { id: of.name, class: "experiment", "aria-labelledby": `${of.name}-title` },
    el("h2", { id: `${of.name}-title` }, title), el("p", { class: "prose" }, question),
    el("p", { class: "facts" }, facts.filter(([, value]) => value !== undefined && value !== null && value !== "").map(([key, value]) => el("span", {}, el("b", {}, key), " ", el("bdi", {}, plain(value))))),
  );
  $("reader").before(section);
  $("nav-reader").before(el("a", { href: `#${of.name}` }, nav));
  if (of.root === null) section.append(el("p", { class: "missing" }, "Not measured in this study."));
  return section;
}

/// All that an experiment did not measure, and why; open where there is nothing else to read.
function gaps(of, section) {
  if (!of.reasons.length) {
    if (of.root && !section.querySelector("figure")) section.append(el("p", { class: "missing" }, "Not measured in this study."));
    return;
  }
  const open = section.querySelector(".chart") ? {} : { open: true };
  const paths = Map.groupBy(of.reasons, ([, why]) => why);
  const rows = [...paths].map(([why, which]) => [el("bdi", {}, inShort(which.map(([path]) => path || "all of it"))), why]);
  section.append(el("details", open, el("summary", {}, `Not measured (${number(of.reasons.length)})`), table("What was not measured, and why", ["What", "Why"], rows)));
}

/// Few paths as they are, many by what they belong to.
function inShort(paths) {
  if (paths.length <= 6) return paths.join(", ");
  return [...Map.groupBy(paths, (path) => path.split(".", 1)[0])].map(([part, all]) => `${part} (${number(all.length)})`).join(", ");
}

const missing = (reason) => (reason ? `Not measured: ${reason}` : "Not measured in this study.");

/// A layer as findings name it: `l8`, whether settings say `l8` or 8.
const layerKey = (layer) => (typeof layer === "number" ? `l${layer}` : String(layer));
const layerName = (key) => (key === "l0" ? "Layer 0 (embeddings)" : `Layer ${key.replace(/^l/, "")}`);
const byLayer = (a, b) => Number(a.replace(/^l/, "")) - Number(b.replace(/^l/, ""));

/// What several estimates were made with, said once.
const methods = (estimates) => [...new Set(estimates.filter(measured).map((e) => e.method).filter(Boolean))].join("; ");

/// From the least to the most of a count over estimates.
function span(estimates, field) {
  const all = estimates.filter(measured).map((e) => e[field]).filter((n) => typeof n === "number");
  if (!all.length) return "–";
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return low === high ? number(low) : `${number(low)} to ${number(high)}`;
}
