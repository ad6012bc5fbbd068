// Where names go on a panel: enclaves first, then districts, then the government's places around, none over another.

import { textWidth } from "./draw.js";

const LINE = 1.2; // height of a line, in font sizes
// Where the name of a place around may go instead, in font sizes.
const SHIFTS = [[0, 0], [0, -1], [0, 1], [-2, 0], [2, 0], [-2, -1], [2, 1], [-2, 1], [2, -1], [-4, 0], [4, 0]];

/** Labels of a panel: {kind, lines, x, y, size, lead, enclave} with the centre of each block of lines. */
export function placeLabels(panel, frame, names, size) {
  const taken = [{ x: panel.rect.x, y: panel.rect.y, w: 90, h: 14 }];
  const labels = [];
  for (const enclave of enclavesHere(panel, frame)) {
    const label = placeEnclave(panel, enclave, size, taken);
    labels.push(label);
    taken.push(blockOf(label));
  }
  const cells = [...panel.cells].sort((a, b) => widthOf(b) - widthOf(a));
  for (const cell of cells) {
    const label = placeDistrict(panel, cell, names[cell.d], size - 2, taken);
    if (!label) continue;
    labels.push(label);
    taken.push(blockOf(label));
  }
  for (const station of panel.stations) {
    const label = placeStation(panel, station, size - 2, taken);
    if (!label) continue;
    labels.push(label);
    taken.push(blockOf(label));
  }
  return labels;
}

/** Living enclaves that hold districts of a panel, the most populous first. */
function enclavesHere(panel, frame) {
  const here = new Set(panel.cells.map((cell) => cell.d));
  return frame.enclaves
    .map((enclave, number) => ({ ...enclave, number, own: enclave.districts.filter((d) => here.has(d)) }))
    .filter((enclave) => !enclave.gone && enclave.own.length)
    .sort((a, b) => b.people - a.people);
}

function placeEnclave(panel, enclave, size, taken) {
  const cells = panel.cells.filter((cell) => enclave.own.includes(cell.d));
  const middle = mean(cells.map((cell) => cell.at));
  const letters = Math.min(19, Math.floor((panel.rect.w - 12) / (0.58 * size)));
  const lines = [...wrap(shortName(enclave.name), letters), "888,888"];
  const label = { kind: "enclave", enclave: enclave.number, size, lines };
  const near = (p) => Math.hypot(p[0] - middle[0], p[1] - middle[1]);
  const others = panel.cells.filter((cell) => !cells.includes(cell));
  // A name over somebody else's districts misleads; beside all of them, with a line to its own, it does not.
  const cost = (l) => near([l.x, l.y]) + 200 * shareOver(l, others);
  const candidates = [middle, ...cells.map((cell) => cell.at), ...grid(panel)]
    .map((p) => clamp(panel, { ...label, x: p[0], y: p[1] }));
  const chosen = candidates.filter((l) => free(l, taken)).reduce((a, b) => (a && cost(a) <= cost(b) ? a : b), null)
    || candidates[0];
  chosen.lines = chosen.lines.slice(0, -1);
  const home = nearest(cells, chosen);
  if (!cells.some(({ ring }) => inside([chosen.x, chosen.y], ring))) chosen.lead = home.at;
  chosen.height = (chosen.lines.length + 1) * size * LINE;
  chosen.width = Math.max(...[...chosen.lines, "888,888"].map((line) => textWidth(line, font(chosen))));
  return chosen;
}

/** Points of a grid over a panel. */
function grid({ rect: { x, y, w, h } }) {
  const points = [];
  for (let i = 1; i < 16; i++) for (let j = 1; j < 16; j++) points.push([x + (i * w) / 16, y + (j * h) / 16]);
  return points;
}

function placeDistrict(panel, cell, name, size, taken) {
  const base = { kind: "district", d: cell.d, size, lines: [name] };
  if (textWidth(name, font(base)) > 1.1 * widthOf(cell)) {
    base.lines = wrap(name, 9);
    if (Math.max(...base.lines.map((line) => textWidth(line, font(base)))) > 1.1 * widthOf(cell)) return null;
  }
  for (const dy of [0, size, -size, 1.6 * size, -1.6 * size]) {
    const label = { ...base, x: cell.at[0], y: cell.at[1] + dy };
    if (within(panel, label) && free(label, taken)) return label;
  }
  return null;
}

function placeStation(panel, station, size, taken) {
  const base = { kind: "station", d: station.d, size, lines: wrap(station.name, 17) };
  for (const [dx, dy] of SHIFTS) {
    const label = clamp(panel, { ...base, x: station.at[0] + dx * size, y: station.at[1] + dy * size });
    if (free(label, taken) && !shareOver(label, panel.cells)) return label;
  }
  return null;
}

/** How much of a label lies over districts. */
function shareOver(label, cells) {
  const { x, y, w, h } = blockOf(label);
  const spots = [0, 0.25, 0.5, 0.75, 1].flatMap((i) => [0, 0.5, 1].map((j) => [x + i * w, y + j * h]));
  return spots.filter((spot) => cells.some(({ ring }) => inside(spot, ring))).length / spots.length;
}

function inside([x, y], ring) {
  let odd = false;
  ring.forEach(([ax, ay], k) => {
    const [bx, by] = ring[(k + 1) % ring.length];
    if ((ay > y) !== (by > y) && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
  });
  return odd;
}

/** "Ahrar al-Sham in Harasta" without its place, which the map shows; but "Groups in Dumayr" whole. */
function shortName(name) {
  const [group, place] = name.split(" in ");
  return place && group.includes(" ") ? group : name;
}

/** Lines of at most so many letters, where words allow. */
function wrap(text, letters) {
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && `${lines[last]} ${word}`.length <= letters) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function font(label) {
  return `${label.kind === "enclave" ? 600 : 400} ${label.size}px Roboto, sans-serif`;
}

function blockOf(label) {
  const w = label.width || Math.max(...label.lines.map((line) => textWidth(line, font(label))));
  const h = label.height || label.lines.length * label.size * LINE;
  return { x: label.x - w / 2, y: label.y - h / 2, w, h };
}

function free(label, taken) {
  const a = blockOf(label);
  return taken.every((b) => a.x + a.w + 2 < b.x || b.x + b.w + 2 < a.x || a.y + a.h < b.y || b.y + b.h < a.y);
}

function within(panel, label) {
  const a = blockOf(label), r = panel.rect;
  return a.x >= r.x + 2 && a.x + a.w <= r.x + r.w - 2 && a.y >= r.y + 2 && a.y + a.h <= r.y + r.h - 2;
}

function clamp(panel, label) {
  const a = blockOf(label), r = panel.rect;
  const x = Math.min(Math.max(label.x, r.x + 4 + a.w / 2), Math.max(r.x + r.w - 4 - a.w / 2, r.x + r.w / 2));
  const y = Math.min(Math.max(label.y, r.y + 3 + a.h / 2), r.y + r.h - 3 - a.h / 2);
  return { ...label, x, y };
}

function nearest(cells, { x, y }) {
  const far = (cell) => Math.hypot(cell.at[0] - x, cell.at[1] - y);
  return cells.reduce((best, cell) => (far(cell) < far(best) ? cell : best));
}

function mean(points) {
  return [0, 1].map((axis) => points.reduce((sum, p) => sum + p[axis], 0) / points.length);
}

function widthOf(cell) {
  const xs = cell.ring.map((p) => p[0]);
  return Math.max(...xs) - Math.min(...xs);
}
