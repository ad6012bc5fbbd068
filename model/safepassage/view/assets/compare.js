// Two runs side by side, under the same chance: what differs, in words, by enclave, and day by day as charts.

import { Strip, niceTop } from "./axis.js";
import { clear, html, set, svg } from "./draw.js";
import { count, dayMonth, plural, short } from "./words.js";

const LEFT = 46, RIGHT = 8, TOP = 18, BOTTOM = 18, GAP = 22;
const displaced = (row) => row.arrived.reduce((sum, n) => sum + n, row.boarded);

/** The three measures, as series over the days of a run. */
const MEASURES = [
  ["displaced", "people displaced by convoy: this run less the other", (run) => run.people.map(displaced)],
  ["killed", "people killed: this run less the other", (run) => run.people.map((row) => row.killed)],
  ["fighting", "days of fighting so far: this run less the other", (run) => {
    let days = 0;
    return run.people.map((row) => (days += row.fighting ? 1 : 0));
  }],
];

/** The panel, shown while there is a run beside. */
export class Compare {
  constructor(panel) {
    this.panel = panel;
    this.words = html("div", "difference", panel);
    this.parent = html("div", "chart", panel);
    this.svg = svg("svg", { class: "compare", role: "img" }, this.parent);
    this.table = html("table", "pairs", html("div", "scroll", panel));
  }

  scene(scene) {
    const { width, height } = this.parent.getBoundingClientRect();
    this.ready = width >= 50 && height >= 50;
    if (!this.ready) return;
    clear(this.svg);
    set(this.svg, "width", Math.round(width));
    set(this.svg, "height", Math.round(height));
    const space = (height - TOP - BOTTOM - 2 * GAP) / 3;
    this.strips = MEASURES.map(([, title], i) => {
      const strip = new Strip(this.svg, title), top = TOP + i * (space + GAP);
      strip.place({ left: LEFT, right: width - RIGHT, top, bottom: top + space }, scene.start, scene.days);
      return strip;
    });
  }

  draw({ run, other, day }) {
    if (!other) return;
    const days = Math.min(run.people.length, other.people.length, run.scene.days);
    const series = MEASURES.map(([, , of]) => [of(run), of(other)]);
    this.tell(run, other, Math.min(day, days - 1), series);
    this.pairs(run, other, day);
    if (!this.ready) return;
    this.strips.forEach((strip, i) => {
      const [here, there] = series[i];
      const gap = here.slice(0, days).map((n, d) => n - there[d]);
      const most = niceTop(gap.reduce((top, n) => Math.max(top, Math.abs(n)), 0));
      strip.scale(-most, most, [-most, 0, most], { dated: i === 2, label: signed });
      strip.draw([["more", strip.area(gap.map((n) => Math.max(n, 0)), gap.map(() => 0))],
        ["fewer", strip.area(gap.map(() => 0), gap.map((n) => Math.min(n, 0)))], ["gap", strip.line(gap)]]);
      strip.mark(day, run.last);
    });
  }

  /** The difference in words, up to the shown day. */
  tell(run, other, day, series) {
    const told = [titleOf(run, other)];
    if (day < 0) told.push("Nothing has happened yet: press Step or play, and the difference grows day by day.");
    else {
      const until = run.over && day === run.scene.days - 1 ? "By the end"
        : `By ${dayMonth(run.scene.start, day)} (day ${day + 1})`;
      const [[d1, d2], [k1, k2], [f1, f2]] = series.map(([a, b]) => [a[day], b[day]]);
      told.push(`${until}: ${more(d1, d2, "people were displaced by convoy")}; ${more(k1, k2, "people were killed")}; `
        + `there was fighting on ${plural(f1, "day", "days")} here and on ${count(f2)} there.`);
      if (!run.over) told.push("The other run has been simulated to its end; this one not yet.");
    }
    const text = told.join("\n");
    if (text === this.told) return;
    this.told = text;
    clear(this.words);
    for (const sentence of told) html("p", "", this.words, sentence);
    set(this.svg, "aria-label", told.slice(1).join(" "));
  }

  /** Where each enclave stands in both runs on the shown day. */
  pairs(run, other, day) {
    const here = run.at(day).enclaves, there = other.at(day).enclaves;
    const names = [...new Set([...here, ...there].map((enclave) => enclave.id))];
    const rows = names.map((id) => {
      const [a, b] = [here, there].map((list) => list.find((enclave) => enclave.id === id));
      return [(a || b).name, standing(a, run.scene), people(a), standing(b, other.scene), people(b)];
    });
    const key = JSON.stringify(rows);
    if (key === this.paired) return;
    this.paired = key;
    clear(this.table);
    const head = html("tr", "", html("thead", "", this.table));
    for (const text of ["Enclave, on the shown day", "this run", "boarded", "other run", "boarded"]) {
      html("th", "", head, text).scope = "col";
    }
    const body = html("tbody", "", this.table);
    for (const row of rows) {
      const line = html("tr", "", body);
      row.forEach((text, i) => html("td", i === 2 || i === 4 ? "number" : "", line, text));
    }
  }
}

function titleOf(run, other) {
  const change = (scene) => (scene.changed.length ? scene.changed.join(", ") : "its own values");
  const same = run.scene.scenario === other.scene.scenario;
  const [here, there] = [run, other].map(({ scene }) => `${same ? "" : `${scene.title}, `}${change(scene)}`);
  const chance = run.scene.seed === other.scene.seed ? `the same seed, ${run.scene.seed}` : "another seed";
  return `Here: ${here}. Beside it: ${there}. Both with ${chance}`
    + (same ? ", so that what differs comes from the levers." : ".");
}

/** "3,204 more people were killed here (3,359, there 155)". */
function more(here, there, what) {
  const gap = here - there;
  if (!gap) return `as many ${what} in both (${count(here)})`;
  return `${count(Math.abs(gap))} ${gap > 0 ? "more" : "fewer"} ${what} (${count(here)}, there ${count(there)})`;
}

function standing(enclave, scene) {
  if (!enclave) return "–";
  return enclave.signed === null ? enclave.stage : `${enclave.stage}, signed ${dayMonth(scene.start, enclave.signed)}`;
}

function people(enclave) {
  return enclave && enclave.boarded ? count(enclave.boarded) : "–";
}

function signed(n) {
  return n > 0 ? `+${short(n)}` : n < 0 ? `−${short(-n)}` : "0";
}
