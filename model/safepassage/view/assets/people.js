// People over time: who is inside and who stayed, who left and where to, and the fighting below. Outlines are the run
// beside; the band is where 80 % of many runs lie.

import { Strip, niceTop, roundTicks } from "./axis.js";
import { clear, html, set, svg, write } from "./draw.js";
import { placeColour, SHARES } from "./palette.js";
import { count } from "./words.js";

const LEFT = 40, RIGHT = 8, TOP = 18, BOTTOM = 18, GAP = 22;
const total = (row) => row.arrived.reduce((sum, n) => sum + n, 0);
const left = (row) => total(row) + row.boarded;
const atHome = (row) => row.inside + row.stayed;

/** The chart in a panel. */
export class People {
  constructor(parent) {
    this.legend = html("div", "legend", parent.querySelector("h3"));
    this.parent = html("div", "chart", parent);
    this.svg = svg("svg", { class: "people", role: "img" }, this.parent);
  }

  /** A new run or another size: everything is drawn anew. */
  scene(scene) {
    this.data = scene;
    const { width, height } = this.parent.getBoundingClientRect();
    this.ready = width >= 50 && height >= 50;
    if (!this.ready) return;
    clear(this.svg);
    this.home = new Strip(this.svg, "inside the enclaves, and stayed under the other side");
    this.away = new Strip(this.svg, "left: arrived, on the road, crossed, killed");
    this.war = new Strip(this.svg, "assault strength, fighters");
    set(this.svg, "width", Math.round(width));
    set(this.svg, "height", Math.round(height));
    const space = height - TOP - BOTTOM - 2 * GAP;
    const box = (top, share) => ({ left: LEFT, right: width - RIGHT, top, bottom: top + share * space });
    const first = box(TOP, 0.26), second = box(first.bottom + GAP, 0.54), third = box(second.bottom + GAP, 0.2);
    this.home.place(first, scene.start, scene.days);
    this.away.place(second, scene.start, scene.days);
    this.war.place(third, scene.start, scene.days);
    this.keyed = "";
  }

  draw({ run, other, band, record, day }) {
    if (!this.ready) return;
    this.keys(record.people, band);
    const { days } = run.scene;
    const rows = run.people, beside = other ? other.people.slice(0, days) : [];
    const share = (name) => [name, SHARES[name], rows.map((row) => row[name])];
    const arrived = this.data.destinations.map((_, i) => [`to${i}`, placeColour(i), rows.map((row) => row.arrived[i])]);
    const most = (list, of) => list.reduce((top, row) => Math.max(top, of(row)), 0);
    const bands = band ? band.people : null;
    const whole = this.data.people;
    this.stack(this.home, [share("inside"), share("stayed")], Math.max(whole, most(beside, atHome)), 2,
      beside.map(atHome), bands && bands.inside);
    const gone = Math.max(most(rows, (row) => whole - atHome(row)), bands ? Math.max(...bands.arrived.high) : 0,
      most(beside, (row) => left(row) + row.crossed + row.killed));
    this.stack(this.away, [...arrived, share("boarded"), share("crossed"), share("killed")],
      niceTop(gone, whole / 100), 4, beside.map(left), bands && bands.arrived);
    const strengths = rows.map((row) => row.strength);
    const top = niceTop(Math.max(most(rows, (row) => row.strength), most(beside, (row) => row.strength)));
    this.war.scale(0, top, [0, top], { dated: true });
    const shapes = [["strength", this.war.area(strengths, strengths.map(() => 0)), { fill: SHARES.strength }]];
    if (beside.length) shapes.push(["beside", this.war.line(beside.map((row) => row.strength))]);
    this.war.draw(shapes);
    for (const strip of [this.home, this.away, this.war]) strip.mark(day, run.last);
    this.tell(record.people);
  }

  stack(strip, series, top, ticks, outline, band) {
    strip.scale(0, top, roundTicks(0, top, ticks));
    const shapes = [];
    let below = series[0][2].map(() => 0);
    for (const [name, fill, values] of series) {
      const above = values.map((v, i) => v + below[i]);
      shapes.push([name, strip.area(above, below), { fill }]);
      below = above;
    }
    if (band) {
      const [low, high] = [band.low, band.high].map((side) => side.slice(0, strip.days));
      shapes.push(["band", strip.area(high, low)]);
      for (const [name, side] of [["low", low], ["high", high]]) { // with a halo: it runs over areas of any colour
        shapes.push([`halo ${name}`, strip.line(side)], [`edge ${name}`, strip.line(side)]);
      }
    }
    if (outline.length) shapes.push(["beside", strip.line(outline)]);
    strip.draw(shapes);
  }

  /** The legend, with the numbers of the shown day, and the band's where there is one. */
  keys(row, band) {
    const names = this.data.destinations.map(({ name }) => name);
    const entries = [["inside", SHARES.inside, row.inside], ["stayed", SHARES.stayed, row.stayed]];
    names.forEach((name, i) => entries.push([name, placeColour(i), row.arrived[i]]));
    entries.push(["on the road", SHARES.boarded, row.boarded], ["crossed", SHARES.crossed, row.crossed],
      ["killed", SHARES.killed, row.killed]);
    const key = JSON.stringify([names, Boolean(band)]);
    if (key !== this.keyed) {
      this.keyed = key;
      clear(this.legend);
      this.numbers = entries.map(([name, colour]) => {
        const entry = html("span", "key", this.legend);
        html("i", "", entry).style.background = colour;
        html("span", "", entry, name);
        return html("b", "", entry);
      });
      if (band) {
        const entry = html("span", "key", this.legend);
        html("i", "swatch band", entry);
        html("span", "", entry, "10–90 % of runs: at home; arrived");
      }
    }
    entries.forEach(([, , n], i) => write(this.numbers[i], count(n)));
  }

  tell(row) {
    const label = `People: ${count(row.inside)} inside the enclaves, ${count(row.stayed)} stayed, `
      + `${count(left(row))} left by convoy, ${count(row.crossed)} crossed the lines, ${count(row.killed)} killed`;
    set(this.svg, "aria-label", label);
  }
}
