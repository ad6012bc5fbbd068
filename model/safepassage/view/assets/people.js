// People over time: who is inside and who stayed, who left and where to, and the fighting below.

import { Strip, roundTicks } from "./axis.js";
import { html, set, svg, write } from "./draw.js";
import { placeColour, SHARES } from "./palette.js";
import { count } from "./words.js";

const LEFT = 40, RIGHT = 8, TOP = 18, BOTTOM = 18, GAP = 22;

/** The chart in a panel. */
export class People {
  constructor(parent) {
    this.legend = html("div", "legend", parent.querySelector("h3"));
    this.parent = html("div", "chart", parent);
    this.svg = svg("svg", { class: "people" }, this.parent);
    this.home = new Strip(this.svg, "inside the enclaves, and stayed under the other side");
    this.away = new Strip(this.svg, "left: on the road, arrived, crossed, killed");
    this.war = new Strip(this.svg, "assault strength, fighters");
  }

  scene(scene) {
    this.data = scene;
    const { width, height } = this.parent.getBoundingClientRect();
    if (width < 50 || height < 50) return;
    set(this.svg, "width", Math.round(width));
    set(this.svg, "height", Math.round(height));
    const space = height - TOP - BOTTOM - 2 * GAP;
    const box = (top, share) => ({ left: LEFT, right: width - RIGHT, top, bottom: top + share * space });
    const first = box(TOP, 0.26), second = box(first.bottom + GAP, 0.54), third = box(second.bottom + GAP, 0.2);
    this.home.place(first, scene.start, scene.days);
    this.away.place(second, scene.start, scene.days);
    this.war.place(third, scene.start, scene.days);
    this.keys(scene);
    this.ready = true;
  }

  /** The legend, with the numbers of the last day. */
  keys(scene) {
    this.legend.replaceChildren();
    const entries = [["inside", SHARES.inside], ["stayed", SHARES.stayed], ["on the road", SHARES.boarded]];
    scene.destinations.forEach(({ name }, i) => entries.push([name, placeColour(i)]));
    entries.push(["crossed", SHARES.crossed], ["killed", SHARES.killed]);
    this.numbers = entries.map(([name, colour]) => {
      const key = html("span", "key", this.legend);
      html("i", "", key).style.background = colour;
      html("span", "", key, name);
      return html("b", "", key);
    });
  }

  draw(story) {
    if (!this.ready) return;
    const last = story.people[story.people.length - 1] || this.data.first;
    [last.inside, last.stayed, last.boarded, ...last.arrived, last.crossed, last.killed]
      .forEach((n, i) => write(this.numbers[i], count(n)));
    const rows = story.people;
    const share = (name) => [name, SHARES[name], rows.map((row) => row[name])];
    const arrived = this.data.destinations.map((_, i) => [`to${i}`, placeColour(i), rows.map((row) => row.arrived[i])]);
    this.stack(this.home, [share("inside"), share("stayed")], this.data.people, 2);
    const away = [share("killed"), share("crossed"), ...arrived, share("boarded")];
    const gone = this.data.people - last.inside - last.stayed;
    this.stack(this.away, away, niceTop(gone, this.data.people), 4);
    const strengths = rows.map((r) => r.strength);
    const most = niceTop(strengths.reduce((a, b) => Math.max(a, b), 1), 1);
    this.war.scale(0, most, [0, most], { dated: true });
    this.war.shape("strength", this.war.area(strengths, strengths.map(() => 0)), { fill: SHARES.strength });
  }

  stack(strip, series, top, ticks) {
    strip.scale(0, top, roundTicks(0, top, ticks));
    let below = series[0][2].map(() => 0);
    for (const [name, fill, values] of series) {
      const above = values.map((v, i) => v + below[i]);
      strip.shape(name, strip.area(above, below), { fill });
      below = above;
    }
  }
}

/** A round number at or above a value. */
function niceTop(value, whole) {
  const least = Math.max(value, whole / 100, 1);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((m) => m * power).find((top) => top >= least);
}
