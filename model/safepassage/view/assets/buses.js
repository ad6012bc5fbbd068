// Convoys as marks with their number of buses, moving along their roads as the hours pass.

import { set, svg, write } from "./draw.js";
import { along } from "./ways.js";
import { count } from "./words.js";

const WIDTH = 34, HEIGHT = 15;
const DOCKED_HOURS = 12; // so long an arrived convoy stays in sight

/** The layer of bus marks. */
export class Buses {
  constructor(parent) {
    this.layer = svg("g", { class: "buses" }, parent);
    this.marks = new Map();
    this.ways = new Map();
  }

  /** A new plan: all ways are found anew. */
  plan(plan) {
    this.plan_ = plan;
    this.home = new Map();
    for (const panel of plan.panels) for (const cell of panel.cells) this.home.set(cell.d, { panel, at: cell.at });
    this.ways.clear();
  }

  /** The convoys of a day. */
  convoys(convoys, scene) {
    this.list = convoys;
    this.scene = scene;
  }

  /** Draw the marks at an hour since the start; returns whether any bus is still to move. */
  at(hour) {
    const seen = new Set();
    const docks = new Map();
    for (const convoy of this.list || []) {
      const state = stateOf(convoy, hour);
      if (!state) continue;
      if (state === "moving") {
        const spot = along(this.way(convoy), (hour - convoy.left) / (convoy.due - convoy.left));
        const lane = ((convoy.n % 3) - 1) * 3;
        this.mark(`${convoy.n}`, convoy.buses, state, spot[0] + lane, spot[1] + lane, tip(convoy, this.scene), seen);
      } else {
        const key = `${state}${convoy.to}`;
        const dock = docks.get(key) || { state, to: convoy.to, buses: 0, tips: [] };
        dock.buses += convoy.buses;
        dock.tips.push(tip(convoy, this.scene));
        docks.set(key, dock);
      }
    }
    for (const [key, dock] of docks) {
      const [x, y] = this.berth(dock);
      this.mark(key, dock.buses, dock.state, x, y, dock.tips.join("\n"), seen);
    }
    for (const [key, mark] of this.marks) {
      if (seen.has(key)) continue;
      mark.group.remove();
      this.marks.delete(key);
    }
  }

  /** The way of a convoy on its present leg. */
  way(convoy) {
    const key = `${convoy.n}/${convoy.to}`;
    if (!this.ways.has(key)) {
      const { boxes, roads } = this.plan_;
      const home = this.home.get(convoy.origin);
      let points = [boxes[convoy.to].door, boxes[convoy.to].door];
      if (convoy.from !== null) points = [boxes[convoy.from].door, boxes[convoy.to].door];
      else if (home) points = [home.at, ...roads[home.panel.index][convoy.to]];
      this.ways.set(key, points);
    }
    return this.ways.get(key);
  }

  /** Where buses stand before a box: those let in on one side of its door, those held on the other. */
  berth({ state, to }) {
    const { boxes, side } = this.plan_;
    const [x, y] = boxes[to].door;
    const away = state === "held" ? 1 : -1;
    if (side === "top") return [x + away * 20, y + 9];
    if (side === "bottom") return [x + away * 20, y - 9];
    return [x + (side === "left" ? 19 : -19), y + away * 11];
  }

  mark(key, buses, state, x, y, title, seen) {
    seen.add(key);
    let mark = this.marks.get(key);
    if (!mark) this.marks.set(key, (mark = makeMark(this.layer)));
    set(mark.group, "class", `bus ${state}`);
    set(mark.group, "transform", `translate(${Math.round(x)},${Math.round(y)})`);
    write(mark.text, String(buses));
    write(mark.title, title);
  }
}

function stateOf(convoy, hour) {
  if (hour < convoy.left) return null;
  if (convoy.arrived !== null && hour >= convoy.arrived) return hour < convoy.arrived + DOCKED_HOURS ? "docked" : null;
  return hour < convoy.due ? "moving" : "held";
}

function tip(convoy, scene) {
  const via = convoy.via.length > 1 ? ` by ${convoy.via.slice(1).join(", ")}` : "";
  return `Convoy ${convoy.n}: ${count(convoy.buses)} buses, ${count(convoy.people)} people, `
    + `to ${scene.destinations[convoy.to].name}${via}`;
}

function makeMark(layer) {
  const group = svg("g", { class: "bus" }, layer);
  const title = svg("title", {}, group);
  svg("rect", { class: "body", x: -WIDTH / 2, y: -HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 4 }, group);
  // A bus from the side: windows and two wheels.
  svg("path", { class: "icon", d: "M-13,-4.5h9a1.5,1.5 0 0 1 1.5,1.5v5h-12v-5a1.5,1.5 0 0 1 1.5,-1.5z" }, group);
  svg("path", { class: "glass", d: "M-13,-3h2.4v2.2h-2.4zM-9.7,-3h2.4v2.2h-2.4zM-6.4,-3h2.4v2.2h-2.4z" }, group);
  svg("circle", { class: "icon", cx: -11.4, cy: 2.6, r: 1.6 }, group);
  svg("circle", { class: "icon", cx: -5.2, cy: 2.6, r: 1.6 }, group);
  const text = svg("text", { x: 7, y: 4, "text-anchor": "middle" }, group);
  return { group, title, text };
}
