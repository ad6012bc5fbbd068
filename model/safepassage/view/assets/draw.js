// Small helpers for SVG and HTML: make an element, and touch an attribute or a text only where it differs.

const SVG = "http://www.w3.org/2000/svg";

/** A new SVG element with attributes, added to `parent` where one is given. */
export function svg(name, attributes = {}, parent = null) {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (parent) parent.appendChild(element);
  return element;
}

/** A new HTML element with a class and a text, added to `parent` where one is given. */
export function html(name, className = "", parent = null, text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

/** Set an attribute, if it differs. */
export function set(element, name, value) {
  const known = element.known || (element.known = {});
  if (known[name] === value) return;
  known[name] = value;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Set the text of an element, if it differs. */
export function write(element, text) {
  if (element.written === text) return;
  element.written = text;
  element.textContent = text;
}

/** Take all children out of an element. */
export function clear(element) {
  element.replaceChildren();
}

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** Width in pixels of a text in a CSS font such as "600 11px Roboto". */
export function textWidth(text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    ruler.font = font;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

/** The path of points [[x, y], …], closed or open. */
export function path(points, closed = false) {
  const steps = points.map(([x, y]) => `${round(x)},${round(y)}`);
  return steps.length ? `M${steps.join("L")}${closed ? "Z" : ""}` : "";
}

export function round(x) {
  return Math.round(x * 10) / 10;
}
