// The plan of the map: boxes of the destinations along one rim, a panel for each group of districts in the rest, and
// roads that run in the gutters between the panels, so that no bus drives over a name.

import { DOCK, GUTTER, layRoads } from "./ways.js";

const TITLE = 16;
const MARGIN = 8;
const NAME = 130; // an enclave's name needs so much width
const MOST_CUTTINGS = 3000;
const TUNED = 12; // cuttings whose cuts are moved
const ENOUGH = 80; // pixels across a cell in which names can be read

/** Work out the plan of `scene` for a width and a height in pixels. */
export function makePlan(scene, width, height) {
  const side = rimSide(scene.destinations);
  const across = side === "top" || side === "bottom";
  const depth = scene.destinations.length ? (across ? 50 : 118) : 0;
  const boxes = placeBoxes(scene.destinations, side, width, height, depth);
  const body = bodyRect(side, width, height, depth ? depth + DOCK : 0);
  const frames = pack(scene.panels, body);
  const panels = scene.panels.map((panel, i) => placePanel(panel, shrink(frames.get(panel), body), i));
  for (const panel of panels) panel.gate = gateOf(panel.rect, side);
  const roads = layRoads(scene, panels, boxes, side, body);
  return { width, height, side, boxes, panels, roads };
}

/** The side towards which most destinations lie. */
function rimSide(destinations) {
  let east = 0, south = 0;
  for (const { at } of destinations) {
    const length = Math.hypot(at[0], at[1]) || 1;
    east += at[0] / length;
    south += at[1] / length;
  }
  if (Math.abs(south) >= 0.8 * Math.abs(east)) return south <= 0 ? "top" : "bottom";
  return east > 0 ? "right" : "left";
}

function placeBoxes(destinations, side, width, height, depth) {
  const across = side === "top" || side === "bottom";
  const axis = across ? 0 : 1;
  const order = destinations.map((d, i) => i).sort((a, b) => destinations[a].at[axis] - destinations[b].at[axis]);
  const space = across ? width : height;
  const gap = 8;
  const room = (space - gap * (order.length - 1)) / Math.max(order.length, 1);
  const size = Math.min(room, across ? 210 : 62);
  const between = order.length > 1 ? (space - size * order.length) / (order.length - 1) : 0;
  const boxes = new Array(destinations.length);
  order.forEach((index, k) => {
    const at = order.length > 1 ? k * (size + between) : (space - size) / 2;
    const rect = across
      ? { x: at, y: side === "top" ? 0 : height - depth, w: size, h: depth }
      : { x: side === "left" ? 0 : width - depth, y: at, w: depth, h: size };
    boxes[index] = { ...rect, door: doorOf(rect, side) };
  });
  return boxes;
}

function doorOf(rect, side) {
  const cx = rect.x + rect.w / 2, cy = rect.y + rect.h / 2;
  return { top: [cx, rect.y + rect.h], bottom: [cx, rect.y], left: [rect.x + rect.w, cy], right: [rect.x, cy] }[side];
}

function bodyRect(side, width, height, depth) {
  const rect = { x: 0, y: 0, w: width, h: height };
  if (side === "top") Object.assign(rect, { y: depth, h: height - depth });
  if (side === "bottom") rect.h -= depth;
  if (side === "left") Object.assign(rect, { x: depth, w: width - depth });
  if (side === "right") rect.w -= depth;
  return rect;
}

/** Panels in a rectangle by cuts across it, each in its true direction from the others, as legible as can be. */
function pack(panels, rect) {
  const best = cuttings(panels)
    .map((cutting) => ({ cutting, score: judge(cutting, rect) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, TUNED)
    .map(({ cutting }) => ({ cutting, score: tune(cutting, rect) }))
    .reduce((a, b) => (b.score > a.score ? b : a));
  const frames = new Map();
  spread(best.cutting, rect, (panel, frame) => frames.set(panel, frame));
  return frames;
}

/** All ways of cutting: a panel, or {axis, share, first, second}. Of many panels only cuts near the middle. */
function cuttings(panels) {
  if (panels.length === 1) return [panels[0]];
  const found = [];
  const middle = panels.length / 2, reach = panels.length > 7 ? 1 : panels.length;
  for (const axis of [0, 1]) {
    const sorted = [...panels].sort((a, b) => a.at[axis] - b.at[axis]);
    for (let cut = 1; cut < sorted.length; cut++) {
      if (Math.abs(cut - middle) > reach) continue;
      const share = need(sorted.slice(0, cut)) / need(sorted);
      const seconds = cuttings(sorted.slice(cut));
      for (const first of cuttings(sorted.slice(0, cut))) {
        for (const second of seconds) found.push({ axis, share, first, second });
        if (found.length > MOST_CUTTINGS) return found;
      }
    }
  }
  return found;
}

/** Walk through a cutting with the rectangle of each panel. */
function spread(cutting, rect, each) {
  if (!cutting.first) {
    each(cutting, rect);
    return;
  }
  const [a, b] = split(rect, cutting.axis, cutting.share);
  spread(cutting.first, a, each);
  spread(cutting.second, b, each);
}

function judge(cutting, rect) {
  let score = 0;
  spread(cutting, rect, (panel, frame) => { score += fit(panel, frame); });
  return score;
}

/** Move the cuts, in place, while that makes a plan more legible; returns how legible it is. Cuttings share parts. */
function tune(cutting, rect) {
  const cuts = [];
  const collect = (node) => {
    if (!node.first) return;
    cuts.push(node);
    collect(node.first);
    collect(node.second);
  };
  collect(cutting);
  let score = judge(cutting, rect);
  for (let round = 0; round < 4; round++) {
    for (const cut of cuts) {
      for (const step of [-0.12, -0.05, -0.02, 0.02, 0.05, 0.12]) {
        const before = cut.share;
        cut.share = Math.min(Math.max(before + step, 0.12), 0.88);
        const now = judge(cutting, rect);
        if (now > score) score = now;
        else cut.share = before;
      }
    }
  }
  return score;
}

function need(panels) {
  return panels.reduce((sum, panel) => sum + panel.weight ** 0.7 + 1, 0);
}

function split(rect, axis, share) {
  const { x, y, w, h } = rect;
  if (axis === 0) return [{ x, y, w: w * share, h }, { x: x + w * share, y, w: w * (1 - share), h }];
  return [{ x, y, w, h: h * share }, { x, y: y + h * share, w, h: h * (1 - share) }];
}

/** How well a panel's districts can be read in a rectangle: by the size of a cell, up to where more is little gain. */
function fit(panel, rect) {
  const cell = scaleOf(panel, rect) * Math.sqrt((bounds(panel).w * bounds(panel).h) / panel.weight);
  const narrow = Math.max(NAME + GUTTER - rect.w, 0) + Math.max(NAME / 2 + GUTTER + TITLE - rect.h, 0);
  return (panel.weight + 2) * (Math.log(Math.min(cell, ENOUGH)) + 0.1 * Math.log(cell)) - 0.1 * narrow;
}

function scaleOf(panel, rect) {
  const b = bounds(panel);
  const w = rect.w - GUTTER - 2 * MARGIN, h = rect.h - GUTTER - TITLE - 2 * MARGIN;
  return Math.max(Math.min(w / b.w, h / b.h), 1e-3);
}

function bounds(panel) {
  if (!panel.bounds) {
    const points = panel.cells.flatMap((cell) => cell.ring);
    const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
    const x = Math.min(...xs), y = Math.min(...ys);
    panel.bounds = { x, y, w: Math.max(...xs) - x || 1, h: Math.max(...ys) - y || 1 };
  }
  return panel.bounds;
}

/** Half a gutter less on each side that faces another panel. */
function shrink(rect, body) {
  const g = GUTTER / 2;
  const left = rect.x > body.x + 1 ? g : 0, top = rect.y > body.y + 1 ? g : 0;
  const right = rect.x + rect.w < body.x + body.w - 1 ? g : 0, bottom = rect.y + rect.h < body.y + body.h - 1 ? g : 0;
  return { x: rect.x + left, y: rect.y + top, w: rect.w - left - right, h: rect.h - top - bottom };
}

function placePanel(panel, rect, index) {
  const b = bounds(panel);
  const w = rect.w - 2 * MARGIN, h = rect.h - TITLE - 2 * MARGIN;
  const scale = Math.min(w / b.w, h / b.h, 60);
  const left = rect.x + (rect.w - scale * b.w) / 2, top = rect.y + TITLE + MARGIN + (h - scale * b.h) / 2;
  const place = ([x, y]) => [left + (x - b.x) * scale, top + (y - b.y) * scale];
  const cells = panel.cells.map((cell) => ({
    d: cell.d,
    at: place(cell.at),
    ring: cell.ring.map(place),
    beyond: cell.beyond,
  }));
  const stations = panel.stations.map((station) => ({ ...station, at: kept(place(station.at), rect) }));
  return { index, panel, rect, scale, cells, stations };
}

/** A point moved into a rectangle. */
function kept([x, y], rect) {
  const edge = 10;
  return [Math.min(Math.max(x, rect.x + edge), rect.x + rect.w - edge),
    Math.min(Math.max(y, rect.y + TITLE + edge), rect.y + rect.h - edge)];
}

function gateOf(rect, side) {
  return doorOf(rect, { top: "bottom", bottom: "top", left: "right", right: "left" }[side]);
}
