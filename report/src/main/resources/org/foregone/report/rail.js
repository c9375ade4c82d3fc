"use strict";
// The rail beside a thought: the compliance rate at each cut, at the height of the place in the text where
// the thought was cut. Lock-in's cuts with their intervals, causality's with their sizes and the effects between.

const SVG = "http://www.w3.org/2000/svg";

/// An SVG element; text children stay text.
function svg(name, attributes, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(key, value);
  element.append(...children.filter((c) => c !== null));
  return element;
}

/// Says a sentence beside an element while it is pointed at or has the focus.
function explained(element, words) {
  const show = () => {
    const tip = $("trace-tip") || document.body.appendChild(el("div", { id: "trace-tip", role: "tooltip" }));
    tip.textContent = words();
    tip.hidden = false;
    const box = element.getBoundingClientRect();
    const width = Math.min(320, innerWidth - 24);
    tip.style.width = `${width}px`;
    tip.style.left = `${Math.max(12, Math.min(innerWidth - width - 12, box.left + box.width / 2 - width / 2))}px`;
    const above = box.top - tip.offsetHeight - 8;
    tip.style.top = `${above > 60 ? above : box.bottom + 8}px`;
  };
  const hide = () => { const tip = $("trace-tip"); if (tip) tip.hidden = true; };
  for (const on of ["pointerenter", "focus"]) element.addEventListener(on, show);
  for (const off of ["pointerleave", "blur", "click"]) element.addEventListener(off, hide);
  return element;
}

const cutPlace = (c, tokens) => (c.opened ? "Before a word" : `After ${number(c.at)} of ${number(tokens)} tokens (${percent(c.at / Math.max(1, tokens))}${c.at > tokens ? ", extended" : ""})`);
const wayWords = (c) => WAYS.find((w) => w.key === c.way)?.verb || c.way;

function cutInWords(c, tokens) {
  const what = c.experiment === "causality" ? `causal test, ${wayWords(c)}` : wayWords(c);
  const rate = c.settled ? `${outOf(c.complied, c.settled)} of the answers comply${c.low === null ? "" : ` [${digits(100 * c.low)}, ${digits(100 * c.high)}]`}` : "no settled answer";
  return `${cutPlace(c, tokens)}, ${what}: ${rate}${c.omitted >= 0 ? "; a segment was left out" : ""}`;
}

/// The rail of a trace. `segments` are the elements of `pieces`, whose places the rail takes; `choose` shows the
/// answers of what a person picks.
function railElement({ t, cuts, pieces, segments, choose }) {
  const drawn = cuts.filter((c) => c.settled > 0 && c.omitted < 0);
  const holder = el("div", { class: "rail-plot", role: "group", "aria-label": "Compliance rate at each cut; arrow keys go from cut to cut" });
  const head = el("div", { class: "rail-head", "aria-hidden": "true" }, el("span", {}, "0%"), el("span", {}, "complies"), el("span", {}, "100%"));
  const element = el("div", { class: "rail" }, head, holder);
  const causal = (at, omitted) => cuts.find((c) => c.experiment === "causality" && c.at === at && c.omitted === omitted);
  const chooseChange = (c) => {
    holder.querySelectorAll(".chosen").forEach((x) => x.classList.remove("chosen"));
    holder.querySelector(`[data-change="${c.place}"]`)?.classList.add("chosen");
    choose(changeInWords(c), [{ title: "Before the change", cut: causal(c.pre, c.omitted) }, { title: "After it", cut: causal(c.post, -1) }]);
  };
  const chooseCut = (c, mark) => {
    holder.querySelectorAll(".chosen").forEach((x) => x.classList.remove("chosen"));
    mark.classList.add("chosen");
    choose(cutInWords(c, t.tokens), [{ title: "Answers sampled here", cut: c }]);
  };
  const draw = (body) => {
    const top = body.getBoundingClientRect().top;
    const boxes = segments.map((s) => { const b = s.getBoundingClientRect(); return { top: b.top - top, height: b.height }; });
    holder.replaceChildren(railDrawing({ t, cuts: drawn, pieces, boxes, width: holder.clientWidth, height: body.clientHeight, chooseCut, chooseChange }));
  };
  holder.addEventListener("keydown", railKey);
  let seen = "";
  const start = (body) => {
    if (!drawn.length) return;
    new ResizeObserver(() => {
      const size = `${holder.clientWidth} ${body.clientHeight}`;
      if (size !== seen && element.isConnected) draw(body);
      seen = size;
    }).observe(body);
  };
  return { element, empty: !drawn.length, start, chooseChange };
}

/// Arrow keys go from mark to mark, from the top down; only one of them takes part in the page's tabbing.
function railKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const mark = event.target.closest(".cut, .effect");
  if (!mark) return;
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); mark.dispatchEvent(new MouseEvent("click", { bubbles: true })); }
  if (step === undefined) return;
  event.preventDefault();
  const marks = [...event.currentTarget.querySelectorAll(".cut, .effect")].sort((a, b) => a.dataset.y - b.dataset.y);
  const next = marks[Math.max(0, Math.min(marks.length - 1, marks.indexOf(mark) + step))];
  marks.forEach((m) => m.setAttribute("tabindex", m === next ? "0" : "-1"));
  next.focus();
}

const DODGE = { close: -4, go_on: 4 }; // so that marks of both ways at one place can be told apart
const EXTENDED = 34; // pixels that a cut beyond the text takes

function railDrawing({ t, cuts, pieces, boxes, width, height, chooseCut, chooseChange }) {
  const beyond = [...new Set(cuts.filter((c) => c.at > t.tokens).map((c) => c.at))].sort((a, b) => a - b);
  const room = 14;
  const total = height + beyond.length * EXTENDED + (beyond.length ? 8 : 0);
  const x = (rate) => room + (width - 2 * room) * rate;
  const y = (at, opened) => (opened ? 10 : at > t.tokens ? height + EXTENDED * (beyond.indexOf(at) + 1) - 8 : heightOf(at, pieces, boxes));
  const root = svg("svg", { class: "rail-svg", width, height: total, viewBox: `0 0 ${width} ${total}` });
  root.append(
    svg("rect", { class: "side-refuse", x: x(0), y: 0, width: x(0.5) - x(0), height: total }), svg("rect", { class: "side-comply", x: x(0.5), y: 0, width: x(1) - x(0.5), height: total }),
    ...[0, 0.5, 1].map((r) => svg("line", { class: "grid", x1: x(r), x2: x(r), y1: 0, y2: total })),
    ...(beyond.length ? [svg("line", { class: "edge", x1: 0, x2: width, y1: height + 4, y2: height + 4 }), svg("text", { class: "words", x: x(0), y: height + 16 }, ["extended"])] : []),
  );
  for (const w of WAYS) {
    const line = cuts.filter((c) => c.experiment === "lockin" && c.way === w.key && !c.opened).sort((a, b) => a.at - b.at);
    const d = line.map((c, i) => `${i ? "L" : "M"}${x(c.complied / c.settled).toFixed(1)} ${(y(c.at) + DODGE[w.key]).toFixed(1)}`).join("");
    if (line.length > 1) root.append(svg("path", { class: `line-${w.key}`, d }));
  }
  for (const c of t.changes.filter((e) => e.kind === "changes" && effectSize(e) !== null)) root.append(effectMark(c, x, y, () => chooseChange(c)));
  for (const c of cuts) root.append(cutMark(c, t.tokens, x, y(c.at, c.opened) + (c.experiment === "lockin" ? DODGE[c.way] : 0), width, chooseCut));
  root.querySelector(".cut")?.setAttribute("tabindex", "0");
  return root;
}

/// How far down the text a cut stands: within a segment its tokens are taken to be equally long.
function heightOf(at, pieces, boxes) {
  const i = pieces.findIndex((s) => at <= s.end);
  if (i < 0) return boxes.at(-1).top + boxes.at(-1).height;
  const s = pieces[i];
  const part = s.end > s.start ? Math.max(0, (at - s.start) / (s.end - s.start)) : 1;
  return boxes[i].top + part * boxes[i].height;
}

function cutMark(c, tokens, x, y, width, choose) {
  const words = cutInWords(c, tokens);
  const at = x(c.complied / c.settled);
  const causal = c.experiment === "causality";
  const shape = causal
    ? svg("path", { class: "mark m-causal", d: `M${at} ${y - 6}L${at + 6} ${y}L${at} ${y + 6}L${at - 6} ${y}Z` })
    : c.way === "close" ? svg("rect", { class: `mark m-close${c.opened ? " hollow" : ""}`, x: at - 4.5, y: y - 4.5, width: 9, height: 9 }) : svg("circle", { class: `mark m-go_on${c.opened ? " hollow" : ""}`, cx: at, cy: y, r: 5 });
  const mark = svg("g", { class: "cut", role: "button", tabindex: "-1", "aria-label": words, "data-y": y }, [
    c.low === null ? null : svg("line", { class: `whisker w-${c.way}`, x1: x(c.low), x2: x(c.high), y1: y, y2: y }),
    svg("rect", { class: "touch", x: at - 12, y: y - 12, width: 24, height: 24 }), shape,
    causal && width > 150 ? svg("text", { class: "words", x: at > width * 0.75 ? at - 9 : at + 9, y: y + 4, "text-anchor": at > width * 0.75 ? "end" : "start" }, [`n ${number(c.settled)}`]) : null,
  ]);
  mark.addEventListener("click", () => choose(c, mark));
  return explained(mark, () => words);
}

/// From the rate before a change to the rate after it.
function effectMark(c, x, y, choose) {
  const [x1, y1, x2, y2] = [x(c.compliedPre / c.nPre), y(c.pre), x(c.compliedPost / c.nPost), y(c.post)];
  const kind = effectOf(c);
  const bend = (y1 + y2) / 2;
  const d = `M${x1} ${y1}C${x1} ${bend} ${x2} ${bend} ${x2} ${y2}`;
  const mark = svg("g", { class: `effect e-${kind} to-${toSide(effectSize(c))}`, role: "button", tabindex: "-1", "aria-label": changeInWords(c), "data-y": bend, "data-change": c.place }, [
    svg("path", { class: "touch", d }), svg("path", { class: "path", d }),
    kind === "meaningful" ? svg("path", { class: "head", d: `M${x2 - 5} ${y2 - 13}L${x2 + 5} ${y2 - 13}L${x2} ${y2 - 5}Z` }) : null,
  ]);
  mark.addEventListener("click", choose);
  return explained(mark, () => changeInWords(c));
}
