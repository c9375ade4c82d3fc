"use strict";
// Charts in vega-lite, in the page's own colours, drawn without eval (vega's expression interpreter)
// and drawn again when the theme changes.

const drawn = [];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function chartConfig() {
  const ink = colour("ink-soft");
  const font = getComputedStyle(document.body).getPropertyValue("--sans").trim();
  return {
    background: "transparent",
    font,
    view: { stroke: null },
    axis: {
      labelColor: ink, titleColor: ink, gridColor: colour("line"), domainColor: colour("line-strong"), tickColor: colour("line-strong"),
      labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelPadding: 6, titlePadding: 10, labelLimit: 150, ticks: false, domain: false,
    },
    legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", orient: "top", direction: "horizontal", title: null, labelLimit: 300, offset: 8, symbolStrokeWidth: 0 },
    title: { color: colour("ink"), fontSize: 13, fontWeight: 600, anchor: "start", offset: 10 },
    text: { color: ink, font, fontSize: 12 },
  };
}

const modeScale = () => ({ domain: MODES.map((m) => m.label), range: [colour("think"), colour("direct")] });
const verdictScale = () => ({ domain: Object.values(VERDICTS), range: ["refusal", "compliance", "unclear", "unjudged"].map(colour) });
const endingScale = () => ({ domain: Object.values(ENDINGS), range: ["ending-1", "ending-2", "ending-3", "ending-4"].map(colour) });

/// Draws a chart into an element; spec is a function, so that it takes the theme's colours anew.
async function draw(target, spec) {
  const chart = { target, spec };
  drawn.push(chart);
  await render(chart);
}

async function render({ target, spec }) {
  const full = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", autosize: { type: "fit-x", contains: "padding" }, config: chartConfig(), ...spec() };
  const result = await vegaEmbed(target, full, { renderer: "svg", actions: false, ast: true, mode: "vega-lite", tooltip: { theme: "foregone" } });
  target.querySelector("svg")?.setAttribute("aria-hidden", "true"); // its table says the same in words
  return result;
}

function redrawOnThemeChange() {
  const redraw = () => drawn.forEach(render);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

/// A figure: a title, what to see in it, panels side by side, and its numbers as a table.
function figureElement({ id, title, caption, panels, details, key }) {
  const boxes = panels.map((p) => el("div", { class: "panel" }, p.title ? el("h4", {}, p.title) : null, el("div", { class: "chart", role: "img", "aria-label": p.label || `${title}: ${p.title || ""}` })));
  const element = el(
    "figure",
    { id, class: panels.length > 1 ? "pair" : "" },
    el("figcaption", {}, el("h3", {}, title), el("p", {}, caption)),
    key ? legend(key) : null,
    el("div", { class: "panels" }, boxes),
    details && details.length ? el("details", {}, el("summary", {}, "The numbers in this chart"), ...details) : null,
  );
  $("figures").append(element);
  return Promise.all(panels.map((p, i) => draw(boxes[i].querySelector(".chart"), p.spec)));
}

/// A key of colours in words: pairs of [CSS colour name, label, shape].
const legend = (pairs) => el("p", { class: "legend" }, pairs.map(([name, label, shape]) => el("span", { class: `key ${shape || "dot"} c-${name}` }, label)));

const percentAxis = (title, more = {}) => ({ title, format: ".0%", tickCount: 5, grid: true, ...more });

/// Points with intervals, one row a label, one colour a mode, and a mark at the truth where it is known.
function intervalSpec(rows, { rowTitle = null, domain = [0, 1], title, format = ".1%", signed = false }) {
  const values = rows.map((r) => ({
    row: r.row, mode: r.mode, estimate: r.estimate.estimate, low: r.estimate.low ?? r.estimate.estimate, high: r.estimate.high ?? r.estimate.estimate,
    truth: r.path ? truth(r.path) : null, method: r.estimate.method, n: r.estimate.n,
  }));
  const order = [...new Set(values.map((v) => v.row))];
  const modes = [...new Set(values.map((v) => v.mode))];
  return () => {
    const y = { field: "row", type: "nominal", sort: order, title: rowTitle, axis: { labelFontSize: 13, grid: false, labelColor: colour("ink") } };
    const yOffset = modes.length > 1 ? { yOffset: { field: "mode", sort: MODES.map((m) => m.label), scale: { paddingOuter: 0.55 } } } : {};
    const color = { field: "mode", type: "nominal", scale: modeScale(), legend: null };
    const tooltip = [
      { field: "row", title: "What" }, { field: "mode", title: "Mode" }, { field: "estimate", title: "Measured", format },
      { field: "low", title: "From", format }, { field: "high", title: "To", format }, { field: "n", title: "n" },
    ];
    const x = { type: "quantitative", scale: { domain, nice: false, zero: false }, axis: percentAxis(title, signed ? { format: "+.0%" } : {}) };
    return {
      data: { values },
      height: order.length * (modes.length > 1 ? 52 : 36),
      encoding: { y, ...yOffset },
      layer: [
        ...(signed ? [{ data: { values: [{}] }, mark: { type: "rule", color: colour("line-strong") }, encoding: { x: { datum: 0 }, y: null, yOffset: null } }] : []),
        { mark: { type: "rule", strokeWidth: 2.5, strokeCap: "round", opacity: 0.55 }, encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, color } },
        { mark: { type: "point", filled: true, size: 95, opacity: 1 }, encoding: { x: { ...x, field: "estimate" }, color, tooltip } },
        ...(values.some((v) => v.truth !== null)
          ? [{ transform: [{ filter: "datum.truth !== null" }], mark: { type: "tick", thickness: 2.5, size: 20, color: colour("ink"), orient: "vertical" }, encoding: { x: { ...x, field: "truth" } } }]
          : []),
      ],
    };
  };
}
