// Where a point of the drawing hand goes: corners and edges of walls, right angles, lines with corners, the grid.

import { dist, nearestOn, toMillimetres, chains } from "./geometry.js";

const KINDS = ["unit", "level", "fixture", "zone", "detail"];
const CORNER_PX = 11, EDGE_PX = 9, ALIGN_PX = 6;

export class Snapping {
  enabled = true;
  #index = null;

  constructor(plan, view) {
    Object.assign(this, { plan, view });
    plan.addEventListener("change", () => (this.#index = null));
  }

  // The grid's step in metres, by how near one looks.
  get step() {
    const px = this.view.scale;
    return px > 90 ? 0.05 : px > 35 ? 0.1 : px > 12 ? 0.25 : px > 5 ? 0.5 : 1;
  }

  #of(level) {
    if (this.#index?.level !== level) {
      const corners = [], edges = [];
      const add = (item) => {
        for (const [chain] of chains(item.shape)) {
          chain.forEach((p, i) => {
            corners.push([p, item.id, item.kind]);
            if (i + 1 < chain.length) edges.push([p, chain[i + 1], item.id, item.kind]);
          });
        }
      };
      const floor = this.plan.get(level);
      if (floor?.shape) add(floor);
      for (const item of this.plan.on(level)) if (item.shape && KINDS.includes(item.kind)) add(item);
      this.#index = { level, corners, edges };
    }
    return this.#index;
  }

  // Snap a point. `from`: the last corner (for right angles); `but`: ids that do not count; `free`: grid only in
  // millimetres (Alt); `strict`: keep to multiples of 45° from `from` (Shift). Returns {at, kind, guides, edge}.
  snap(raw, level, { from = null, but = null, free = false, strict = false, kinds = null } = {}) {
    if (free || !this.enabled) return { at: toMillimetres(raw), kind: "free", guides: [] };
    const px = 1 / this.view.scale;
    const { corners, edges } = this.#of(level);
    const counts = (id, kind) => !(but && but.has(id)) && !(kinds && !kinds.includes(kind));
    if (strict && from) return this.#strict(raw, from);
    let best = null;
    for (const [p, id, kind] of corners) {
      if (Math.abs(p[0] - raw[0]) > CORNER_PX * px || !counts(id, kind)) continue;
      const far = dist(p, raw);
      if (far <= CORNER_PX * px && (!best || far < best.far)) best = { at: p, far, kind: "corner", guides: [] };
    }
    if (best) return best;
    const onEdge = this.#edge(raw, edges, counts, px);
    const lines = this.#aligned(raw, from, corners, counts, px);
    if (onEdge) return this.#edgeWithLines(onEdge, lines, px);
    return this.#onGrid(raw, lines);
  }

  #edge(raw, edges, counts, px) {
    let best = null;
    for (const [a, b, id, kind] of edges) {
      if (!counts(id, kind)) continue;
      const { at, far } = nearestOn(raw, a, b);
      if (far <= EDGE_PX * px && (!best || far < best.far)) best = { at, far, a, b, id };
    }
    return best;
  }

  // The x and y of corners (and of the last one) that the point nearly shares.
  #aligned(raw, from, corners, counts, px) {
    const found = { x: null, y: null };
    const consider = (axis, p, weight) => {
      const far = Math.abs(p[axis === "x" ? 0 : 1] - raw[axis === "x" ? 0 : 1]);
      if (far <= ALIGN_PX * px && (!found[axis] || far * weight < found[axis].cost)) found[axis] = { p, cost: far * weight };
    };
    if (from) {
      consider("x", from, 0.1);
      consider("y", from, 0.1);
    }
    for (const [p, id, kind] of corners) {
      if (!counts(id, kind) || dist(p, raw) > 60) continue;
      consider("x", p, 1);
      consider("y", p, 1);
    }
    return found;
  }

  #edgeWithLines(edge, lines, px) {
    const { a, b } = edge;
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    for (const axis of ["x", "y"]) {
      if (!lines[axis]) continue;
      const i = axis === "x" ? 0 : 1, d = i ? dy : dx;
      if (Math.abs(d) < 1e-9) continue;
      const t = (lines[axis].p[i] - a[i]) / d;
      const at = [a[0] + t * dx, a[1] + t * dy];
      if (t >= 0 && t <= 1 && dist(at, edge.at) < 2 * EDGE_PX * px) {
        return { at: toMillimetres(at), kind: "edge", guides: [[lines[axis].p, at]], edge: [a, b] };
      }
    }
    const length = Math.hypot(dx, dy), step = this.step;
    const along = Math.round(dist(a, edge.at) / step) * step;
    const at = along > 0 && along < length ? [a[0] + (dx / length) * along, a[1] + (dy / length) * along] : edge.at;
    return { at: toMillimetres(at), kind: "edge", guides: [], edge: [a, b] };
  }

  #onGrid(raw, lines) {
    const step = this.step, at = [Math.round(raw[0] / step) * step, Math.round(raw[1] / step) * step];
    const guides = [];
    if (lines.x) at[0] = lines.x.p[0];
    if (lines.y) at[1] = lines.y.p[1];
    if (lines.x) guides.push([lines.x.p, at]);
    if (lines.y) guides.push([lines.y.p, at]);
    return { at: toMillimetres(at), kind: guides.length ? "line" : "grid", guides };
  }

  #strict(raw, from) {
    const far = Math.round(dist(from, raw) / this.step) * this.step;
    const turn = (Math.round(Math.atan2(raw[1] - from[1], raw[0] - from[0]) / (Math.PI / 4)) * Math.PI) / 4;
    const at = toMillimetres([from[0] + Math.cos(turn) * far, from[1] + Math.sin(turn) * far]);
    return { at, kind: "line", guides: [[from, at]] };
  }

  // The wall edge of a level nearest to a point: {a, b, at, t, far, ids} or null beyond `reach` metres.
  wall(raw, level, reach) {
    const kinds = ["unit", "level"];
    let best = null;
    for (const [a, b, id, kind] of this.#of(level).edges) {
      if (!kinds.includes(kind) || dist(a, b) < 0.3) continue;
      const near = nearestOn(raw, a, b);
      if (near.far <= reach && (!best || near.far < best.far - 1e-6)) best = { ...near, a, b, id };
    }
    return best;
  }
}
