// Ways of the buses on the map: in the gutters between the panels, from each panel's gate to the boxes.

export const GUTTER = 18;
export const DOCK = 22; // room before the boxes, where buses arrive

/** Ways in the gutters from each panel's gate to the boxes: `roads[panel][destination]` is a polyline. */
export function layRoads(scene, panels, boxes, side, body) {
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
