"use strict";
// Puts the page together: first what is small and read first, then charts, then the reader.

function provenance() {
  const value = (text) => el("span", { class: "value" }, text);
  const dotted = ([key]) => key.includes("."); // the study's own keys first, then model, engine, ...
  const meta = Object.entries(page.meta).sort((a, b) => dotted(a) - dotted(b));
  const parts = [
    table("How this study was made", ["Key", "Value"], meta.map(([key, text]) => [key, value(text)])),
    table("Judges", ["Judge", "Version", "Hash"], page.judges.map((j) => [j.judge, j.version, value(j.hash)])),
  ];
  if (page.failures.length) {
    parts.push(table("Units of work that failed", ["Prompt", "Step", "Error"], page.failures.map((f) => [f.prompt, f.step, value(f.error)])));
  }
  $("meta").append(...parts);
}

function citation() {
  const study = page.findings.study || {};
  const hash = page.meta["model.sha256"];
  $("citation").textContent = [
    `${study.name || "Study"}: think against no-think, measured with Foregone ${page.meta["foregone.version"] || ""}`.trim(),
    `model ${study.model || page.meta["model.file"] || "unknown"}${hash ? ` (sha256 ${hash})` : ""}`,
    `seed ${study.seed ?? page.meta.seed ?? "unknown"}, ${number(page.prompts.length)} prompts; method: arXiv 2606.25013`,
  ].join("\n");
}

/// Folded details open for print, so that paper holds the tables too.
function printWhole() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("#findings details:not([open]), #charts details:not([open])")];
    opened.forEach((d) => (d.open = true));
  });
  addEventListener("afterprint", () => opened.forEach((d) => (d.open = false)));
}

(async () => {
  page.prompts = await unpack("index");
  masthead();
  notices();
  headline();
  numbers();
  provenance();
  citation();
  printWhole();
  startReader();
  for (const draw of [figures, foresight, separability, steering, lockin, deliberation, causality]) await draw();
  redrawOnThemeChange();
  document.documentElement.dataset.ready = "true";
})();
