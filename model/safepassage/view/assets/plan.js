// The plan of the map: boxes of the destinations along one rim, a panel for each group of districts in the rest, and
// roads that run in the gutters between the panels, so that no bus drives over a name.

const GUTTER = 18;
const DOCK = 22; // room before the boxes, where buses arrive
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

/** Ways in the gutters from each panel's gate to the boxes: `roads[panel][destination]` is a polyline. */
function layRoads(scene, panels, boxes, side, body) {
  const across = side === "top" || side === "bottom";
  // The street before the boxes, half way between them and the panels.
  const street = { top: body.y - DOCK / 2, bottom: body.y + body.h + DOCK / 2, left: body.x - DOCK / 2,
    right: body.x + body.w + DOCK / 2 }[side];
  const out = (point) => (across ? [point[0], street] : [street, point[1]]);
  const grid = gutters(panels, boxes, across, street, body);
  return panels.map((panel) => {
    const start = exitOf(panel, side, body, street);
    return scene.destinations.map((_, to) => {
      const { door } = boxes[to];
      return straightened([panel.gate, ...way(grid, start, out(door)), door]);
    });
  });
}

/** The point before a panel's gate: on the street, or in the gutter. */
function exitOf({ rect, gate }, side, body, street) {
  const g = GUTTER / 2;
  const [x, y] = gate;
  if (side === "top") return [x, rect.y <= body.y + 1 ? street : y - g];
  if (side === "bottom") return [x, rect.y + rect.h >= body.y + body.h - 1 ? street : y + g];
  if (side === "left") return [rect.x <= body.x + 1 ? street : x - g, y];
  return [rect.x + rect.w >= body.x + body.w - 1 ? street : x + g, y];
}

/** Lines along which roads may run, and the panels that they must not cross. */
function gutters(panels, boxes, across, street, body) {
  const xs = new Set(), ys = new Set();
  for (const { rect } of panels) {
    for (const x of [rect.x - GUTTER / 2, rect.x + rect.w + GUTTER / 2]) if (inside(x, body.x, body.w)) xs.add(x);
    for (const y of [rect.y - GUTTER / 2, rect.y + rect.h + GUTTER / 2]) if (inside(y, body.y, body.h)) ys.add(y);
  }
  for (const { door } of boxes) (across ? xs : ys).add(door[across ? 0 : 1]);
  (across ? ys : xs).add(street);
  return { xs: [...xs], ys: [...ys], walls: panels.map((p) => p.rect) };
}

function inside(value, start, length) {
  return value > start && value < start + length;
}

/** The shortest way between two points along the lines of a grid, with few turns. */
function way(grid, from, to) {
  const nodes = [];
  const add = (x, y) => nodes.push({ x, y, edges: [] }) - 1;
  const columns = [...new Set([...grid.xs, from[0], to[0]])].sort((a, b) => a - b);
  const rows = [...new Set([...grid.ys, from[1], to[1]])].sort((a, b) => a - b);
  const at = rows.map((y) => columns.map((x) => add(x, y)));
  const join = (a, b, turn) => {
    if (grid.walls.some((wall) => crosses(nodes[a], nodes[b], wall))) return;
    const length = Math.abs(nodes[a].x - nodes[b].x) + Math.abs(nodes[a].y - nodes[b].y);
    nodes[a].edges.push([b, length, turn]);
    nodes[b].edges.push([a, length, turn]);
  };
  rows.forEach((_, r) => columns.forEach((_, c) => {
    if (c + 1 < columns.length) join(at[r][c], at[r][c + 1], 0);
    if (r + 1 < rows.length) join(at[r][c], at[r + 1][c], 1);
  }));
  const start = at[rows.indexOf(from[1])][columns.indexOf(from[0])];
  const end = at[rows.indexOf(to[1])][columns.indexOf(to[0])];
  return shortest(nodes, start, end) || [from, to];
}

function crosses(a, b, { x, y, w, h }) {
  const e = 0.5;
  return Math.max(a.x, b.x) > x + e && Math.min(a.x, b.x) < x + w - e
    && Math.max(a.y, b.y) > y + e && Math.min(a.y, b.y) < y + h - e;
}

/** Dijkstra's search over (node, direction), a turn costing as much as 30 pixels. */
function shortest(nodes, start, end) {
  const cost = new Map([[start * 2, 0], [start * 2 + 1, 0]]);
  const before = new Map();
  const open = new Set(cost.keys());
  while (open.size) {
    let state = null;
    for (const s of open) if (state === null || cost.get(s) < cost.get(state)) state = s;
    open.delete(state);
    const node = state >> 1, direction = state & 1;
    if (node === end) {
      const points = [];
      for (let s = state; s !== undefined; s = before.get(s)) points.unshift([nodes[s >> 1].x, nodes[s >> 1].y]);
      return points;
    }
    for (const [next, length, turn] of nodes[node].edges) {
      const reached = next * 2 + turn, total = cost.get(state) + length + (turn === direction ? 0 : 30);
      if (!cost.has(reached) || total < cost.get(reached)) {
        cost.set(reached, total);
        before.set(reached, state);
        open.add(reached);
      }
    }
  }
  return null;
}

/** Without the points in the middle of a straight line. */
function straightened(points) {
  return points.filter((p, i) => {
    const a = points[i - 1], b = points[i + 1];
    return !a || !b || !((a[0] === p[0] && p[0] === b[0]) || (a[1] === p[1] && p[1] === b[1]));
  });
}

/** A polyline as an SVG path with rounded corners. */
export function rounded(points, radius = 8) {
  let d = `M${points[0].join(",")}`;
  for (let i = 1; i < points.length; i++) {
    const [x, y] = points[i], next = points[i + 1];
    if (!next) {
      d += `L${x},${y}`;
      continue;
    }
    const [px, py] = points[i - 1];
    const r = Math.min(radius, Math.hypot(x - px, y - py) / 2, Math.hypot(next[0] - x, next[1] - y) / 2);
    const a = towards([x, y], [px, py], r), b = towards([x, y], next, r);
    d += `L${a.join(",")}Q${x},${y} ${b.join(",")}`;
  }
  return d;
}

function towards([x, y], [tx, ty], by) {
  const length = Math.hypot(tx - x, ty - y) || 1;
  return [x + ((tx - x) * by) / length, y + ((ty - y) * by) / length];
}

/** The point at a share of a polyline's length. */
export function along(points, share) {
  const parts = points.slice(1).map(([x, y], i) => Math.hypot(x - points[i][0], y - points[i][1]));
  const length = parts.reduce((sum, part) => sum + part, 0);
  let left = Math.max(0, Math.min(1, share)) * length;
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1], [bx, by] = points[i];
    const part = parts[i - 1];
    if (left <= part || i === points.length - 1) {
      const t = part ? Math.min(left / part, 1) : 0;
      return [ax + t * (bx - ax), ay + t * (by - ay)];
    }
    left -= part;
  }
  return points[0];
}
