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
  const redraw = () => drawn.filter((c) => c.target.isConnected).forEach(render);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

/// A figure: a title, what to see in it, panels side by side, and its numbers as a table. A panel without
/// a spec says in words why (`missing`); `note` stands over a chart, `said` is what it shows in words. With `choose` ({label, value, options: [{value, label, content}]})
/// a person picks which panels and tables are shown.
function figureElement({ id, title, caption, key, choose, into = $("figures"), ...content }) {
  const body = el("div", {});
  const show = (c) => {
    const open = body.querySelector("details")?.open;
    const boxes = c.panels.map((p) => panelElement(title, p));
    body.className = boxes.length > 1 ? "pair" : "";
    body.replaceChildren(
      ...(boxes.length ? [el("div", { class: "panels" }, boxes)] : []), ...(c.shown || []),
      ...(c.details?.length ? [el("details", open ? { open } : {}, el("summary", {}, "The numbers in this chart"), ...c.details)] : []),
    );
    return Promise.all(c.panels.map((p, i) => (p.spec ? draw(boxes[i].querySelector(".chart"), p.spec) : null)));
  };
  into.append(el("figure", { id }, el("figcaption", {}, el("h3", {}, title), el("p", {}, caption)), key ? legend(key) : null, choose ? chooser(choose, show) : null, body));
  return show(choose ? choose.options.find((o) => o.value === choose.value).content() : content);
}

const panelElement = (title, p) =>
  el(
    "div", { class: "panel" }, el("h4", {}, p.title), el("p", { class: "note" }, p.note || null),
    p.spec ? el("div", { class: "chart", role: "img", "aria-label": `${title}: ${p.title}` }) : el("p", { class: "missing" }, p.missing),
    el("p", { class: "said" }, p.said || null),
  );

/// A choice between contents; nothing to choose when there is only one.
function chooser({ label, value, options }, show) {
  if (options.length < 2) return null;
  const select = el("select", { on: { change: () => show(options[select.selectedIndex].content()) } }, options.map((o) => el("option", { selected: o.value === value }, o.label)));
  return el("label", { class: "choose" }, label, select);
}

/// A key of colours in words: pairs of [CSS colour name, label, shape].
const legend = (pairs) => el("p", { class: "legend" }, pairs.map(([name, label, shape]) => el("span", { class: `key ${shape || "dot"} c-${name}` }, label)));

const scoreAxis = { format: ".1f", labelExpr: "datum.value == 0 ? '0' : replace(datum.label, '0.', '.')" };
const percentAxis = (title, more = {}) => ({ title, format: ".0%", tickCount: 5, grid: true, ...more });

const modeSeries = () => MODES.map((m, i) => ({ label: m.label, colour: ["think", "direct"][i] }));

/// Points with intervals, one row a label, one colour a series (by default the modes), a mark at the truth
/// where it is known, and a line at what chance alone gives. `narrow`: a row has one mark, whatever its series.
function intervalSpec(rows, { domain = [0, 1], title = null, unit = asPercent, axis = {}, series = modeSeries(), seriesTitle = "Mode", chance = null, narrow = false }) {
  const values = rows.map((r) => ({
    row: r.row, mode: r.mode, estimate: r.estimate.estimate, low: r.estimate.low ?? r.estimate.estimate, high: r.estimate.high ?? r.estimate.estimate,
    truth: r.truth ?? null, Measured: withInterval(r.estimate, unit), n: howMany(r.estimate.n), Prompts: howMany(r.estimate.clusters),
  }));
  const order = [...new Set(values.map((v) => v.row))];
  const modes = [...new Set(values.map((v) => v.mode))];
  return () => {
    const y = { field: "row", type: "nominal", sort: order, title: null, axis: { labelFontSize: 13, grid: false, labelColor: colour("ink"), labelLimit: 210 } };
    const yOffset = modes.length > 1 && !narrow ? { yOffset: { field: "mode", sort: series.map((m) => m.label), scale: { paddingOuter: 0.55 } } } : {};
    const color = { field: "mode", type: "nominal", scale: { domain: series.map((m) => m.label), range: series.map((m) => colour(m.colour)) }, legend: null };
    const tooltip = [{ field: "row", title: "What" }, { field: "mode", title: seriesTitle }, ...["Measured", "n", "Prompts"].map((field) => ({ field, type: "nominal" }))];
    const x = { type: "quantitative", scale: { domain, nice: false, zero: false }, axis: percentAxis(title, axis) };
    return {
      data: { values },
      height: order.length * (modes.length > 1 && !narrow ? 52 : 36),
      encoding: { y, ...yOffset },
      layer: [
        ...(chance === null ? [] : [{ data: { values: [{}] }, mark: { type: "rule", color: colour("line-strong") }, encoding: { x: { datum: chance }, y: null, yOffset: null } }]),
        { mark: { type: "rule", strokeWidth: 2.5, strokeCap: "round", opacity: 0.55 }, encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, color } },
        { mark: { type: "point", filled: true, size: 95, opacity: 1 }, encoding: { x: { ...x, field: "estimate" }, color, tooltip } },
        ...(values.some((v) => v.truth !== null)
          ? [{ transform: [{ filter: "datum.truth !== null" }], mark: { type: "tick", thickness: 2.5, size: 20, color: colour("ink"), orient: "vertical" }, encoding: { x: { ...x, field: "truth" } } }]
          : []),
      ],
    };
  };
}

/// Curves over a number with all that they must be read against in the same picture.
///
/// lines: {values: [{x, estimate, tip, truth}], colour, dash, width, opacity, band, points}; band draws
/// the intervals, opacity is the curve's own, points is their size (0: only the tooltip), tip is what
/// the tooltip says. bands: {values: [{x, low, high}], colour}. rules: {y, colour, dash}.
/// names: {y, text, colour} at the right edge, moved apart where they would overlap. strands: {values: [{id, x, y}],
/// colour}, thin lines behind all others. whiskers: {values: [{x, low, high}], colour}. zones: {from, to, text}, shaded.
function curveSpec({ x, y, height = 260, lines, bands = [], rules = [], names = [], strands = [], whiskers = [], zones = [] }) {
  return () => {
    const xs = { field: "x", type: "quantitative", scale: { domain: x.domain, nice: false, zero: false }, axis: { title: x.title, grid: false, ...x.axis } };
    const ys = { type: "quantitative", scale: { domain: y.domain, nice: false, zero: false }, axis: { title: y.title, grid: true, tickCount: 5, ...y.axis } };
    const area = (values, name, opacity) => ({ data: { values }, mark: { type: "area", color: colour(name), opacity, clip: true }, encoding: { x: xs, y: { ...ys, field: "low" }, y2: { field: "high" } } });
    return {
      height,
      layer: [
        ...zones.flatMap((z) => [
          { data: { values: [z] }, mark: { type: "rect", color: colour("line-strong"), opacity: 0.16 }, encoding: { x: { ...xs, field: "from" }, x2: { field: "to" } } },
          { data: { values: [z] }, mark: { type: "text", text: z.text, align: "left", baseline: "top", dx: 6, fontSize: 11, color: colour("ink-soft") }, encoding: { x: { ...xs, field: "from" }, y: { value: 4 } } },
        ]),
        ...strands.filter((t) => t.values.length).map((t) => ({ data: { values: t.values }, mark: { type: "line", color: colour(t.colour), strokeWidth: 1, opacity: 0.22, clip: true }, encoding: { x: xs, y: { ...ys, field: "y" }, detail: { field: "id", type: "nominal" } } })),
        ...bands.map((b) => area(b.values, b.colour, b.opacity ?? 0.28)),
        ...lines.filter((l) => l.band).map((l) => area(l.values.map((v) => ({ x: v.x, low: v.estimate?.low ?? null, high: v.estimate?.high ?? null })), l.colour, 0.16)),
        ...rules.map((r) => ({ data: { values: [{}] }, mark: { type: "rule", color: colour(r.colour), strokeWidth: 1.5, strokeDash: r.dash || [1, 0] }, encoding: { y: { ...ys, datum: r.y } } })),
        ...whiskers.map((w) => ({ data: { values: w.values }, mark: { type: "rule", strokeWidth: 2, opacity: 0.5, color: colour(w.colour), clip: true }, encoding: { x: xs, y: { ...ys, field: "low" }, y2: { field: "high" } } })),
        ...lines.flatMap((l) => lineLayers(l, xs, ys)),
        ...nameLayers(names, y.domain, height),
      ],
    };
  };
}

function lineLayers(line, xs, ys) {
  const values = line.values.map((v) => ({ ...v.tip, x: v.x, y: measured(v.estimate) ? v.estimate.estimate : null, truth: v.truth ?? null }));
  const color = colour(line.colour);
  const tooltip = Object.keys(line.values[0]?.tip || {}).map((field) => ({ field, type: "nominal" }));
  return [
    { data: { values }, mark: { type: "line", color, strokeWidth: line.width || 2.5, opacity: line.opacity ?? 1, strokeDash: line.dash || [1, 0], clip: true }, encoding: { x: xs, y: { ...ys, field: "y" } } },
    ...(line.points !== undefined ? [{ data: { values: values.filter((v) => v.y !== null) }, mark: { type: "point", filled: true, size: line.points || 60, color, opacity: line.points ? 1 : 0 }, encoding: { x: xs, y: { ...ys, field: "y" }, ...(tooltip.length ? { tooltip } : {}) } }] : []),
    ...(values.some((v) => v.truth !== null) ? [{ data: { values: values.filter((v) => v.truth !== null) }, mark: { type: "tick", thickness: 2.5, size: 18, color: colour("ink"), orient: "horizontal" }, encoding: { x: xs, y: { ...ys, field: "truth" } } }] : []),
  ];
}

/// Names of lines at the right edge, at the height of what they name or as near as the others let them.
function nameLayers(names, [low, high], height) {
  const apart = 14;
  const placed = names.map((n) => ({ ...n, at: Math.min(height, Math.max(0, (height * (high - n.y)) / (high - low))) })).sort((a, b) => a.at - b.at);
  placed.forEach((n, i) => (n.place = i ? Math.max(n.at, placed[i - 1].place + apart) : n.at));
  for (let i = placed.length - 1, most = height; i >= 0; most = placed[i].place - apart, i--) placed[i].place = Math.min(placed[i].place, most);
  const right = (pixels) => ({ value: { expr: `width + ${pixels}` } });
  return placed.flatMap((n) => [
    { data: { values: [{}] }, mark: { type: "rule", color: colour(n.colour), strokeWidth: 1 }, encoding: { x: right(1), x2: right(8), y: { value: n.at }, y2: { value: n.place } } },
    { data: { values: [{}] }, mark: { type: "text", align: "left", baseline: "middle", fontSize: 11, color: colour(n.colour), text: n.text }, encoding: { x: right(11), y: { value: n.place } } },
  ]);
}
