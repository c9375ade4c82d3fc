"use strict";
// What every part of the page uses: the data, elements made of text only, and how numbers are written.

const $ = (id) => document.getElementById(id);

/// An element; children are nodes or text. Text is never markup: nothing here parses HTML.
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "on") Object.entries(value).forEach(([event, f]) => element.addEventListener(event, f));
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((c) => c !== null && c !== undefined));
  return element;
}

/// Unpacks a block of the page: base64 of gzip of JSON.
async function unpack(id) {
  const base64 = $(id).textContent;
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(json).text());
}

const page = {
  ...JSON.parse($("data").textContent),
  /// The list of prompts; filled by start.js.
  prompts: [],
};

const MODES = [
  { key: "think", name: "THINK", label: "Thinking" },
  { key: "no_think", name: "NO_THINK", label: "No thinking" },
];
const VERDICTS = { REFUSAL: "Refusal", COMPLIANCE: "Compliance", UNCLEAR: "Unclear", "": "Not judged" };
const ENDINGS = { ANSWERED: "Answered", ANSWER_CUT: "Answer cut", THOUGHT_CUT: "Thought cut", EMPTY: "Empty" };

/// What stands below a node by its steps, or undefined. A step is a whole name, whatever it holds.
const below = (node, steps) => steps.reduce((n, key) => (n !== null && typeof n === "object" && Object.hasOwn(n, key) ? n[key] : undefined), node);

/// The finding at a path below outcome (dotted, or its steps where a name may hold a dot), or undefined.
const finding = (path) => below(page.findings.outcome, Array.isArray(path) ? path : path.split("."));

/// The known value at a path below findings, where the model's truth is known; null where it is not.
function known(path) {
  const value = below(page.findings.truth || {}, [path]);
  return typeof value === "number" ? value : null;
}
const truth = (path) => known(`outcome.${path}`);

const hasTruth = () => Object.keys(page.findings.truth || {}).length > 0;
const measured = (e) => !!e && typeof e.estimate === "number";
const hasInterval = (e) => measured(e) && typeof e.low === "number" && typeof e.high === "number";
const covers = (e, value) => value >= e.low - 1e-12 && value <= e.high + 1e-12;

const number = (n) => n.toLocaleString("en-US");
const percent = (x) => (x === null || x === undefined ? "–" : `${digits(100 * x)}%`);
const signedPoints = (x) => `${x > 0 ? "+" : x < 0 ? "−" : ""}${digits(Math.abs(100 * x))}`;
function digits(x) {
  const rounded = Math.abs(x) < 10 && x !== 0 ? x.toFixed(1) : x.toFixed(0);
  return rounded.replace(/\.0$/, "").replace("-", "−");
}

/// How an estimate of one kind is written: its value, and its interval.
const asPercent = { value: percent, ends: (x) => digits(100 * x) };
const asPoints = { value: (x) => `${signedPoints(x)} pts`, ends: signedPoints };
const score = (x, places = 2) => x.toFixed(places).replace(/^(-?)0\./, "$1.").replace("-", "−");
const asScore = { value: (x) => score(x), ends: (x) => score(x) };
const asFineScore = { value: (x) => score(x, 3), ends: (x) => score(x, 3) };
const asTokens = { value: (x) => number(Math.round(x * 10) / 10), ends: (x) => number(Math.round(x * 10) / 10) };

const interval = (e, unit) => (hasInterval(e) ? `[${unit.ends(e.low)}, ${unit.ends(e.high)}]` : "");
const withInterval = (e, unit) => (measured(e) ? `${unit.value(e.estimate)} ${interval(e, unit)}`.trim() : "not measured");

/// A table of estimates: rows of {label, estimate, unit, truth, reason, more}; the truth beside them
/// where it is known, the reason where nothing was measured; `more` are cells under `moreHeads`.
function estimateTable(caption, rows, moreHeads = []) {
  const truths = rows.some((r) => typeof r.truth === "number");
  const heads = ["", "Measured", "95% interval", ...(truths ? ["Truth", "Covered"] : []), ...moreHeads, "n", "Prompts", "Method"];
  return table(
    caption,
    heads,
    rows.map((r) => {
      const e = r.estimate;
      const value = r.truth ?? null;
      return [
        r.label,
        measured(e) ? r.unit.value(e.estimate) : notMeasured(r.reason),
        interval(e, r.unit) || "–",
        ...(truths ? [value === null ? "–" : r.unit.value(value), coverage(e, value)] : []),
        ...moreHeads.map((_, i) => r.more?.[i] ?? "–"),
        howMany(e?.n),
        howMany(e?.clusters),
        e?.method ?? "–",
      ];
    }),
  );
}

const notMeasured = (reason) => `not measured${reason ? `: ${reason}` : ""}`;
const howMany = (n) => (typeof n === "number" ? number(n) : "–");

function coverage(e, value) {
  if (value === null || !hasInterval(e)) return "–";
  return covers(e, value) ? el("span", { class: "yes" }, "yes") : el("span", { class: "no" }, "no");
}

/// A plain table; the first column heads its rows.
function table(caption, heads, rows) {
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el(
      "table",
      {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, heads.map((h) => el("th", { scope: "col" }, h)))),
      el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((c, i) => (i === 0 ? el("th", { scope: "row" }, c) : el("td", {}, c)))))),
    ),
  );
}
