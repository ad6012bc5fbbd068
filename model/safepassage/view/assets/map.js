// The map: panels of districts, the roads between them, the boxes of the destinations, and the buses on their way.

import { Buses } from "./buses.js";
import { clear, path, set, svg, write } from "./draw.js";
import { placeLabels } from "./labels.js";
import { KIND_NAMES, groundColour, placeColour } from "./palette.js";
import { makePlan } from "./plan.js";
import { rounded } from "./ways.js";
import { brief, count } from "./words.js";

const NARROW = 104; // a box of so many pixels has room for short words only
const LEAVING = new Set(["signed", "ceasefire", "convoys", "suspended"]);

/** The map in an element that it fills. */
export class Map_ {
  constructor(parent) {
    this.parent = parent;
    this.svg = svg("svg", { class: "map", role: "img", "aria-label": "Map of the districts" }, parent);
  }

  /** Draw the still part for a scene at the present size of the element. */
  scene(scene) {
    this.data = scene;
    const { width, height } = this.parent.getBoundingClientRect();
    this.plan = null;
    if (width < 50 || height < 50) return;
    this.plan = makePlan(scene, Math.round(width), Math.round(height));
    clear(this.svg);
    set(this.svg, "viewBox", `0 0 ${this.plan.width} ${this.plan.height}`);
    set(this.svg, "width", this.plan.width);
    set(this.svg, "height", this.plan.height);
    this.size = width > 800 ? 12.5 : 11;
    this.drawRoads();
    this.panels = this.plan.panels.map((panel) => this.drawPanel(panel));
    this.boxes = this.plan.boxes.map((box, i) => drawBox(this.svg, box, scene.destinations[i], i));
    this.buses = new Buses(this.svg);
    this.buses.plan(this.plan);
  }

  drawRoads() {
    const layer = svg("g", { class: "roads" }, this.svg);
    this.roads = [];
    const draw = (panel, to, name) =>
      svg("path", { class: name, d: rounded(this.plan.roads[panel.index][to]) }, layer);
    for (const panel of this.plan.panels) for (const to of panel.panel.to) draw(panel, to, "casing");
    for (const panel of this.plan.panels) for (const to of panel.panel.to) draw(panel, to, "road");
    for (const panel of this.plan.panels) {
      for (const to of this.data.destinations.keys()) {
        this.roads.push({ panel: panel.index, to, line: draw(panel, to, "road used") });
      }
    }
  }

  drawPanel(panel) {
    const group = svg("g", { class: "panel" }, this.svg);
    const { x, y, w, h } = panel.rect;
    svg("rect", { class: "ground", x, y, width: w, height: h, rx: 6 }, group);
    const lane = svg("g", { class: "lanes" }, group);
    const cells = panel.cells.map((cell) => {
      const shape = svg("path", { class: "cell", d: path(cell.ring, true), "data-district": cell.d }, group);
      const title = svg("title", {}, shape);
      return { ...cell, shape, title };
    });
    group.insertBefore(lane, null);
    const several = panel.panel.cells.length > 1;
    svg("text", { class: "place", x: x + 13, y: y + 13 }, group).textContent =
      several ? `Around ${panel.panel.name}` : panel.panel.name;
    const between = svg("path", { class: "between" }, group);
    const outline = svg("path", { class: "siege" }, group);
    const elsewhere = svg("path", { class: "elsewhere" }, group);
    const assaults = svg("g", { class: "assaults" }, group);
    const labels = svg("g", { class: "labels" }, group);
    return { ...panel, group, lane, cells, between, outline, elsewhere, assaults, labels, peoples: [] };
  }

  /** Draw a day; `beside` is the same day of another run, where there is one. */
  frame(frame, beside, other) {
    if (!this.plan || !frame) return;
    const alike = beside && sameGround(this.data, other.scene);
    for (const panel of this.panels) {
      this.colour(panel, frame);
      this.name(panel, frame);
      for (const { enclave, text } of panel.peoples) write(text, count(frame.enclaves[enclave].people));
      this.attack(panel, frame);
      this.lead(panel, frame);
      const held = (d) => alike && beside.holders[d] !== frame.holders[d];
      const rings = panel.cells.filter(({ d }) => held(d)).map(({ ring }) => path(ring, true));
      set(panel.elsewhere, "d", rings.join(""));
    }
    set(this.svg, "aria-label", labelOf(this.data, frame));
    const used = new Set(frame.convoys.map((c) => `${this.panelOf(c.origin)}/${c.to}`));
    for (const road of this.roads) set(road.line, "visibility", used.has(`${road.panel}/${road.to}`) ? null : "hidden");
    this.boxes.forEach((box, i) => fillBox(box, this.data.destinations[i], frame.places[i]));
    this.buses.convoys(frame.convoys, this.data);
  }

  panelOf(district) {
    const panel = this.panels.find((p) => p.cells.some((cell) => cell.d === district));
    return panel ? panel.index : -1;
  }

  colour(panel, frame) {
    const owner = new Map(frame.enclaves.flatMap((e) => (e.gone ? [] : e.districts.map((d) => [d, e.name]))));
    for (const { d, shape, title } of panel.cells) {
      const { name, damage } = this.data.districts[d];
      set(shape, "fill", groundColour(frame.holders[d], damage));
      write(title, `${name}: ${owner.get(d) || "government"}, ${count(frame.inhabitants[d])} people, `
        + `${Math.round(100 * damage)} % of housing damaged`);
    }
    const besieged = (d) => frame.pockets[d] >= 0;
    set(panel.outline, "d", edges(panel, (a, b) => besieged(a) && (b < 0 || frame.pockets[a] !== frame.pockets[b])));
    set(panel.between, "d", edges(panel, (a, b) => besieged(a) && b > a && owner.get(a) !== owner.get(b)));
  }

  /** Write the names anew where the enclaves of a panel have changed. */
  name(panel, frame) {
    const owner = ({ d }) => frame.enclaves.findIndex((e) => !e.gone && e.districts.includes(d));
    const key = JSON.stringify(panel.cells.map(owner));
    if (panel.named === key) return;
    panel.named = key;
    clear(panel.labels);
    panel.peoples = [];
    const names = this.data.districts.map((district) => district.name);
    const labels = placeLabels(panel, frame, names, this.size);
    for (const { lead, x, y } of labels.filter((label) => label.lead)) {
      svg("path", { class: "lead", d: path([lead, [x, y]]) }, panel.labels);
    }
    for (const label of labels) this.write(panel, label);
  }

  write(panel, label) {
    const step = label.size * 1.2;
    const lines = label.kind === "enclave" ? label.lines.length + 1 : label.lines.length;
    const first = label.y - ((lines - 1) * step) / 2 + label.size * 0.36;
    const text = svg("text", { class: label.kind, "font-size": label.size, "text-anchor": "middle" }, panel.labels);
    label.lines.forEach((line, i) => {
      svg("tspan", { x: label.x, y: first + i * step }, text).textContent = line;
    });
    if (label.kind !== "enclave") return;
    const people = svg("tspan", { class: "people", x: label.x, y: first + label.lines.length * step }, text);
    panel.peoples.push({ enclave: label.enclave, text: people });
  }

  attack(panel, frame) {
    const key = JSON.stringify(frame.assaults);
    if (panel.attacked === key) return;
    panel.attacked = key;
    clear(panel.assaults);
    const places = new Map([...panel.stations, ...panel.cells].map((place) => [place.d, place.at]));
    for (const cell of panel.cells) {
      const sources = frame.assaults.filter(([from, to]) => to === cell.d && places.has(from)).map(([from]) => from);
      if (sources.length) drawAssault(panel.assaults, cell, sources, places);
    }
  }

  /** Lines from the seats of enclaves that are leaving to the gate of their panel. */
  lead(panel, frame) {
    const seats = frame.enclaves.filter((e) => LEAVING.has(e.stage) && e.to !== null).map((e) => e.seat);
    const lines = panel.cells.filter((cell) => seats.includes(cell.d)).map((cell) => path([cell.at, panel.gate]));
    const key = lines.join("|");
    if (panel.led === key) return;
    panel.led = key;
    clear(panel.lane);
    for (const d of lines) svg("path", { class: "lane", d }, panel.lane);
  }

  /** Move the buses to an hour. */
  hour(hour) {
    if (this.buses) this.buses.at(hour);
  }
}

/** Whether two scenarios have the same districts, so that their maps can lie over one another. */
function sameGround(a, b) {
  return a.districts.length === b.districts.length && a.districts.every(({ name }, d) => name === b.districts[d].name);
}

/** The map in words: who holds how many districts, and how many of them are under assault. */
function labelOf({ districts }, frame) {
  const held = new Map();
  for (const kind of frame.holders) held.set(kind, (held.get(kind) || 0) + 1);
  const shares = [...held].map(([kind, n]) => `${n} held by ${KIND_NAMES[kind]}`).join(", ");
  return `Map of ${districts.length} districts: ${shares}; ${new Set(frame.assaults.map(([, to]) => to)).size} under assault`;
}

/** The edges of districts for which `wanted` holds of the district and the one beyond (negative for none). */
function edges(panel, wanted) {
  let line = "";
  for (const { d, ring, beyond } of panel.cells) {
    beyond.forEach((other, k) => {
      if (wanted(d, other)) line += path([ring[k], ring[(k + 1) % ring.length]]);
    });
  }
  return line;
}

/** The edges of a district that are attacked, and an arrow across the longest of them. */
function drawAssault(layer, cell, sources, places) {
  let widest = 0, at = null, from = null;
  cell.beyond.forEach((other, k) => {
    if (!sources.includes(other)) return;
    const a = cell.ring[k], b = cell.ring[(k + 1) % cell.ring.length];
    svg("path", { class: "front", d: path([a, b]) }, layer);
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (length <= widest) return;
    widest = length;
    at = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    from = places.get(other);
  });
  if (!at) {
    from = places.get(sources[0]);
    at = [(2 * cell.at[0] + from[0]) / 3, (2 * cell.at[1] + from[1]) / 3];
  }
  const angle = (Math.atan2(cell.at[1] - from[1], cell.at[0] - from[0]) * 180) / Math.PI;
  const turn = `translate(${Math.round(at[0])},${Math.round(at[1])}) rotate(${Math.round(angle)})`;
  svg("path", { class: "arrow", d: "M-9,-2h7v-4l8,6l-8,6v-4h-7z", transform: turn }, layer);
}

function drawBox(parent, box, destination, number) {
  const group = svg("g", { class: "box", "data-destination": number }, parent);
  const { x, y, w, h } = box;
  svg("rect", { class: "frame", x, y, width: w, height: h, rx: 6 }, group);
  svg("rect", { x, y: y + 4, width: 4, height: h - 8, rx: 2, fill: placeColour(number) }, group);
  svg("text", { class: "name", x: x + 10, y: y + 15 }, group).textContent = destination.name;
  const door = svg("text", { class: "door", x: x + w - 6, y: y + 15, "text-anchor": "end" }, group);
  const arrived = svg("text", { class: "arrived", x: x + 10, y: y + 29 }, group);
  const room = svg("text", { class: "room", x: x + 10, y: y + 41 }, group);
  svg("rect", { class: "rail", x: x + 10, y: y + h - 5, width: Math.max(w - 18, 0), height: 2.5, rx: 1 }, group);
  const bar = svg("rect", { x: x + 10, y: y + h - 5, height: 2.5, rx: 1, fill: placeColour(number) }, group);
  const title = svg("title", {}, group);
  return { group, door, arrived, room, bar, title, width: Math.max(w - 18, 0), narrow: w < NARROW };
}

function fillBox(box, { name, places }, { arrived, unsheltered, door }) {
  const words = { open: "", refuses: "refuses", closed: "closed" }[door];
  set(box.group, "class", `box ${door}`);
  write(box.door, box.narrow && words ? "✕" : words);
  const full = [`${count(arrived)} arrived`, unsheltered > 0 ? `${count(unsheltered)} unsheltered`
    : `room for ${count(Math.max(places - arrived, 0))}`];
  const few = [`${brief(arrived)} in`, unsheltered > 0 ? `${brief(unsheltered)} over` : `room ${brief(Math.max(places - arrived, 0))}`];
  const [first, second] = box.narrow ? few : full;
  write(box.arrived, first);
  write(box.room, second);
  write(box.title, `${name}: ${full.join(", ")}${words ? `, ${words}` : ""}`);
  set(box.room, "class", unsheltered > 0 ? "room short" : "room");
  set(box.bar, "width", Math.round(box.width * Math.min(places ? arrived / places : 1, 1)));
}
