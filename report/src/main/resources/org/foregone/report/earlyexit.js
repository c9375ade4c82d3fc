"use strict";
// Early exit: how much thinking could be left out, and how many outcomes that would change.

const EXIT_RULES = {
  share: { label: "A share of the thought", setting: (x) => `${digits(typeof x === "number" && x <= 1 ? 100 * x : Number(x))}%`, colour: "go-on", shape: "circle" },
  tokens: { label: "So many tokens", setting: (x) => `${number(Number(x))} tokens`, colour: "close", shape: "square" },
  agree: { label: "When the answers agree", setting: (x) => `${plain(x)} answers`, colour: "probe", shape: "triangle-up" },
  probe: { label: "When the probe is sure", setting: (x) => `sure by ${plain(x)}`, colour: "good", shape: "diamond" },
};
const exitRule = (rule) => EXIT_RULES[rule] || { label: plain(rule), setting: plain, colour: "ink-soft", shape: "cross" };
/// Settings may be strings such as c40 or numbers.
const exitSetting = (r) => (r.setting === null || r.setting === undefined ? "" : /^c?-?[\d.]+$/.test(String(r.setting)) ? exitRule(r.rule).setting(typeof r.setting === "number" ? r.setting : Number(String(r.setting).replace(/^c/, ""))) : plain(r.setting));

async function earlyExitFigure(into) {
  const rules = LOCKIN.at("early_exit", "rules") || [];
  const shown = rules.filter((r) => measured(r.saved) && measured(r.changed));
  const base = LOCKIN.at("early_exit", "base") || {};
  if (!rules.length) return;
  const kinds = [...new Set(shown.map((r) => r.rule))];
  const chance = shown.map((r) => r.changed_by_sampling).filter(measured);
  const cells = (r) => [exitRule(r.rule).label, exitSetting(r), ...["saved", "changed", "changed_by_sampling", "asr", "orr"].map((k) => withInterval(r[k], asPercent)), measured(r.extra_answers) ? withInterval(r.extra_answers, asTokens) : typeof r.extra_answers === "number" ? digits(r.extra_answers) : "–", howMany(r.changed?.clusters)];
  const whole = measured(base.asr) || measured(base.orr) ? [["The whole thought", "", "0%", "0%", "–", withInterval(base.asr, asPercent), withInterval(base.orr, asPercent), "0", howMany((base.asr || base.orr)?.clusters)]] : [];
  await figureElement({
    id: "fig-early-exit", into, title: "What stopping early would save, and cost",
    caption: `Each mark is a rule for stopping at one setting: the share of thinking tokens it saves (across) against the share of outcomes that differ from those of the whole thought (up), with 95% intervals over prompts. ${chance.length ? "The dotted line is how often two answers to the same whole thought differ: below it nothing is lost that sampling would not lose." : ""} Lower and further right is better.${measured(base.tokens) ? ` A whole thought has ${withInterval(base.tokens, asTokens)} tokens.` : ""}`,
    key: kinds.map((k) => [exitRule(k).colour, exitRule(k).label, exitRule(k).shape]),
    panels: shown.length ? [{ title: "Tokens saved and outcomes changed", spec: exitSpec(shown, kinds, chance[0]) }] : [{ title: "Tokens saved and outcomes changed", missing: missing(LOCKIN.reason("early_exit")) }],
    shown: [table(`Early exit (${methods(shown.map((r) => r.changed)) || "no intervals"})`, ["Rule", "Setting", "Tokens saved", "Outcomes changed", "By sampling alone", "ASR", "ORR", "Extra answers", "Prompts"], [...whole, ...rules.map(cells)])],
  });
}

function exitSpec(rules, kinds, chance) {
  const values = rules.map((r) => ({
    rule: exitRule(r.rule).label, setting: exitSetting(r), order: rules.indexOf(r), x: r.saved.estimate, y: r.changed.estimate, x1: r.saved.low, x2: r.saved.high, y1: r.changed.low, y2: r.changed.high,
    Rule: exitRule(r.rule).label, Setting: exitSetting(r), Saved: withInterval(r.saved, asPercent), Changed: withInterval(r.changed, asPercent), ASR: withInterval(r.asr, asPercent), ORR: withInterval(r.orr, asPercent),
  }));
  const top = Math.min(1, 1.08 * Math.max(0.05, ...values.map((v) => v.y2 ?? v.y), chance?.estimate ?? 0));
  const low = Math.min(0, ...values.map((v) => v.x));
  return () => {
    const x = { type: "quantitative", scale: { domain: [low, 1], nice: false }, axis: percentAxis("Thinking tokens saved") };
    const y = { type: "quantitative", scale: { domain: [0, top], nice: false }, axis: percentAxis("Outcomes changed") };
    const color = { field: "rule", scale: { domain: kinds.map((k) => exitRule(k).label), range: kinds.map((k) => colour(exitRule(k).colour)) }, legend: null };
    const shape = { field: "rule", scale: { domain: kinds.map((k) => exitRule(k).label), range: kinds.map((k) => exitRule(k).shape) }, legend: null };
    const tooltip = ["Rule", "Setting", "Saved", "Changed", "ASR", "ORR"].map((field) => ({ field, type: "nominal" }));
    return {
      data: { values }, height: 320,
      layer: [
        ...(chance ? [{ data: { values: [{}] }, mark: { type: "rule", color: colour("ink-soft"), strokeDash: [2, 3], strokeWidth: 1.5 }, encoding: { y: { ...y, datum: chance.estimate } } }, { data: { values: [{}] }, mark: { type: "text", align: "right", dx: -4, dy: -7, fontSize: 11, color: colour("ink-soft"), text: "two answers to one thought" }, encoding: { x: { ...x, datum: 1 }, y: { ...y, datum: chance.estimate } } }] : []),
        { mark: { type: "line", strokeWidth: 1.5, opacity: 0.6 }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, color, order: { field: "order" } } },
        { transform: [{ filter: "isValid(datum.y1)" }], mark: { type: "rule", strokeWidth: 1.5, opacity: 0.45, clip: true }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y1" }, y2: { field: "y2" }, color } },
        { transform: [{ filter: "isValid(datum.x1)" }], mark: { type: "rule", strokeWidth: 1.5, opacity: 0.45, clip: true }, encoding: { x: { ...x, field: "x1" }, x2: { field: "x2" }, y: { ...y, field: "y" }, color } },
        { mark: { type: "point", filled: true, size: 100, opacity: 1 }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, color, shape, tooltip } },
        { mark: { type: "text", dy: -12, fontSize: 10.5, clip: true }, encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, text: { field: "setting" }, color } },
      ],
    };
  };
}
