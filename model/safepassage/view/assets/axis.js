// A strip of a chart: a time axis shared by all strips of a panel, a scale of its own, and areas or lines in it.

import { clear, set, svg } from "./draw.js";
import { dateOf, monthName, short } from "./words.js";

/** Ticks of a date axis: the first of each month, or of each year in long runs, or mondays in short ones. */
export function dateTicks(start, days, most = 9) {
  const ticks = [];
  for (let day = 0; day <= days; day++) {
    const date = dateOf(start, day);
    const first = date.getUTCDate() === 1;
    const wanted = days > 500 ? first && date.getUTCMonth() === 0 : days > 75 ? first : date.getUTCDay() === 1;
    if (wanted) ticks.push({ day, text: tickText(date, days) });
  }
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % every === 0);
}

function tickText(date, days) {
  if (days > 500) return `${date.getUTCFullYear()}`;
  return days > 75 ? monthName(date) : `${date.getUTCDate()} ${monthName(date)}`;
}

/** Round numbers up to the top of a scale: 1, 2 or 5 times a power of ten, about `wanted` of them. */
export function roundTicks(low, high, wanted) {
  const rough = (high - low) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high + step * 1e-6; k++) ticks.push(k * step);
  return ticks;
}

/** A round number at or above a value. */
export function niceTop(value, least = 1) {
  const wanted = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((m) => m * power).find((top) => top >= wanted * (1 - 1e-9));
}

/** One strip: `x` and `y` turn days and values into pixels. */
export class Strip {
  constructor(parent, title) {
    this.group = svg("g", { class: "strip" }, parent);
    this.axis = svg("g", { class: "axis" }, this.group);
    this.marks = svg("g", { class: "marks" }, this.group);
    this.veil = svg("rect", { class: "veil", visibility: "hidden" }, this.group);
    this.now = svg("path", { class: "now" }, this.group);
    this.title = svg("text", { class: "what" }, this.group);
    this.title.textContent = title;
    this.shapes = new Map();
  }

  /** Place it: left, right, top and bottom in pixels, and the days across. */
  place(box, start, days) {
    this.box = box;
    this.days = days;
    this.start = start;
    this.scaled = "";
    set(this.title, "x", box.left + 3);
    set(this.title, "y", box.top - 4);
  }

  x(day) {
    return this.box.left + ((day + 0.5) / this.days) * (this.box.right - this.box.left);
  }

  y(value) {
    const share = (value - this.low) / (this.high - this.low || 1);
    return this.box.bottom - share * (this.box.bottom - this.box.top);
  }

  /** Set the scale, with tick labels (a function of the value) and dates below if `dated`. */
  scale(low, high, ticks, { dated = false, label = short } = {}) {
    const key = `${low}|${high}|${ticks.join()}|${dated}`;
    this.low = low;
    this.high = high;
    if (key === this.scaled) return;
    this.scaled = key;
    clear(this.axis);
    const { left, right, top, bottom } = this.box;
    for (const tick of ticks) {
      const y = Math.round(this.y(tick)) + 0.5;
      svg("line", { class: tick === 0 ? "base" : "grid", x1: left, x2: right, y1: y, y2: y }, this.axis);
      svg("text", { class: "tick", x: left - 5, y: y + 3, "text-anchor": "end" }, this.axis).textContent = label(tick);
    }
    for (const { day, text } of dateTicks(this.start, this.days, Math.floor((right - left) / 48))) {
      const x = Math.round(this.x(day - 0.5)) + 0.5;
      svg("line", { class: "grid", x1: x, x2: x, y1: top, y2: bottom + (dated ? 4 : 0) }, this.axis);
      if (!dated) continue;
      const near = right - x < 40;
      const place = { x: x + (near ? -3 : 3), y: bottom + 12, "text-anchor": near ? "end" : "start" };
      svg("text", { class: "tick", ...place }, this.axis).textContent = text;
    }
  }

  /** Draw exactly these shapes, [name, path, attributes]; what was drawn before and is not among them goes. */
  draw(shapes) {
    const wanted = new Set(shapes.map(([name]) => name));
    for (const [name, shape] of this.shapes) {
      if (wanted.has(name)) continue;
      shape.remove();
      this.shapes.delete(name);
    }
    for (const [name, d, attributes = {}] of shapes) {
      if (!this.shapes.has(name)) this.shapes.set(name, svg("path", { class: name.split(" ")[0] }, this.marks));
      const shape = this.shapes.get(name);
      for (const key in attributes) set(shape, key, attributes[key]);
      set(shape, "d", d);
    }
  }

  /** Mark the shown day, and pale what comes after it up to the last known one. */
  mark(day, last) {
    const { right, top, bottom } = this.box;
    const x = Math.min(Math.max(this.x(day + 0.5), this.box.left), right), later = day < last;
    set(this.now, "d", later ? `M${point(x)},${top}V${bottom}` : "");
    set(this.veil, "visibility", later ? null : "hidden");
    if (!later) return;
    set(this.veil, "x", point(x));
    set(this.veil, "y", top - 1);
    set(this.veil, "width", point(Math.max(right - x, 0)));
    set(this.veil, "height", bottom - top);
  }

  /** The path between two series of values (over all days, null where there is none), for an area. */
  area(top, bottom) {
    const days = every(top.length, this.box.right - this.box.left);
    if (!days.length) return "";
    const upper = days.map((day) => `${point(this.x(day))},${point(this.y(top[day]))}`);
    const lower = days.map((day) => `${point(this.x(day))},${point(this.y(bottom[day]))}`).reverse();
    return `M${upper.join("L")}L${lower.join("L")}Z`;
  }

  /** The path of a series; it breaks where the value is null. */
  line(values) {
    let d = "", pen = false;
    for (const day of every(values.length, this.box.right - this.box.left)) {
      const value = values[day];
      if (value === null || value === undefined || Number.isNaN(value)) {
        pen = false;
        continue;
      }
      d += `${pen ? "L" : "M"}${point(this.x(day))},${point(this.y(value))}`;
      pen = true;
    }
    return d;
  }
}

function point(x) {
  return Math.round(x * 10) / 10;
}

/** Days to draw: all, or as many as there are pixels. */
function every(days, pixels) {
  const step = Math.max(1, Math.floor(days / Math.max(pixels, 50)));
  const list = [];
  for (let day = 0; day < days; day += step) list.push(day);
  if (days && list[list.length - 1] !== days - 1) list.push(days - 1);
  return list;
}
