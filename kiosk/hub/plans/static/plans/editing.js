// Acts on the plan that touch more than one thing: rooms push halls aside, doors go with their walls, copies get new ids.

import { ask } from "./api.js";
import {
  bounds, boxesMeet, chains, contains, dist, isSound, mapShape, nearestOn, toMillimetres, translate, turnPoint,
} from "./geometry.js";
import { isGround, isShaft, newId } from "./plan.js";
import { spotOf } from "./painter.js";

const ON_EDGE_M = 0.05;

export class Editing {
  fitHalls = true;

  constructor(plan, say) {
    Object.assign(this, { plan, tell: say });
  }

  // Commit `edits` (pairs [id, item or null]); halls make room for rooms that were placed and take what was freed.
  async commit(edits, label = "") {
    this.#busy(1);
    try {
      return await this.#commit(new Map(edits), label);
    } finally {
      this.#busy(-1);
    }
  }

  // On the page for tests: something is being worked out.
  #busy(by) {
    this.working = (this.working ?? 0) + by;
    document.getElementById("plan-editor").dataset.busy = String(this.working > 0);
  }

  async #commit(after, label) {
    for (const item of after.values()) {
      if (item?.shape && !isSound(item.shape)) {
        this.plan.preview([]);
        this.tell("边线互相交叉，已还原。", "The outline crosses itself; it was put back.", "warn");
        return false;
      }
    }
    if (this.fitHalls) {
      for (const [id, shape] of await this.madeRoom(after)) {
        const ground = after.get(id) ?? this.plan.items().get(id);
        if (ground) after.set(id, shape ? { ...ground, shape } : null);
      }
    }
    return this.plan.change(after, label);
  }

  // The halls' new shapes [[id, shape or null]] when `after` (id → item or null) is put into `former`.
  async madeRoom(after, former = this.plan.items()) {
    const changes = [];
    const levels = new Set();
    const units = (item) => item?.kind === "unit" && !isGround(item);
    for (const [id, item] of after) {
      const old = former.get(id);
      for (const unit of [item, old]) if (unit?.kind === "unit" && (units(unit) || !item || !old)) levels.add(unit.level);
    }
    for (const level of levels) {
      const floor = after.get(level) ?? former.get(level);
      if (!floor || after.get(level) === null) continue;
      const placed = [], freed = [], others = [], grounds = {};
      for (const [id, item] of after) {
        const old = former.get(id);
        if (item?.kind === "unit" && item.level === level && (!isGround(item) || !old)) placed.push(item.shape);
        if (old?.kind === "unit" && old.level === level && !isGround(old)) freed.push(old.shape);
      }
      const box = bounds([...placed, ...freed]);
      if (!box) continue;
      for (const unit of former.values()) {
        if (unit.kind !== "unit" || unit.level !== level || after.has(unit.id)) continue;
        if (!boxesMeet(bounds([unit.shape]), box, 0.05)) continue;
        if (isGround(unit)) grounds[unit.id] = unit.shape;
        else others.push(unit.shape);
      }
      if (!Object.keys(grounds).length) continue;
      try {
        const made = await ask("/shapes/make-room", {
          method: "POST", json: { level: floor.shape ?? null, grounds, others, placed, freed },
        });
        changes.push(...Object.entries(made.grounds));
      } catch (error) {
        this.tell(error.message, error.message, "warn");
      }
    }
    return changes;
  }

  // The edits that move, turn or reshape `ids`: `map` takes a point to its new place.
  transformed(ids, map, { turn = 0, alone = false } = {}) {
    const edits = new Map();
    const all = alone ? new Set(ids) : this.#company(ids);
    for (const id of all) {
      const item = this.plan.items().get(id);
      if (!item?.shape) continue;
      const moved = { ...item, shape: mapShape(item.shape, map) };
      if (item.spot) moved.spot = toMillimetres(map(item.spot));
      for (const key of ["bearing_deg", "facing_deg"]) {
        if (turn && item[key] !== null && item[key] !== undefined) moved[key] = (item[key] + turn + 360) % 360;
      }
      edits.set(id, moved);
    }
    return edits;
  }

  // What goes along: doors in the walls of a room, what stands in it, a counter's window, a lift's other floors.
  #company(ids) {
    const all = new Set(ids);
    for (const id of ids) {
      const item = this.plan.items().get(id);
      if (item?.kind === "unit") {
        for (const twin of this.#twins(item)) all.add(twin.id);
      }
    }
    for (const id of [...all]) {
      const item = this.plan.items().get(id);
      if (item?.kind === "unit" && !isGround(item)) {
        for (const other of this.plan.on(item.level)) {
          if (!other.shape || all.has(other.id) || other.kind === "unit" || other.kind === "zone" || other.kind === "detail") continue;
          if (other.kind === "opening" ? edgeUnder(item.shape, other.shape) : contains(item.shape, spotOf(other))) all.add(other.id);
        }
      }
      if (item?.kind === "fixture" && item.anchor) {
        for (const other of this.plan.on(item.level)) if (other.kind === "occupant" && other.anchor === item.anchor) all.add(other.id);
      }
    }
    return all;
  }

  // The same shaft on other floors, when it has the same outline there.
  #twins(unit) {
    const connector = isShaft(unit) ? this.plan.connectorOf(unit.id) : null;
    if (!connector) return [];
    const box = bounds([unit.shape]);
    return connector.stops.filter((id) => id !== unit.id).map((id) => this.plan.get(id)).filter((other) =>
      other && bounds([other.shape]).every((v, i) => Math.abs(v - box[i]) < 0.02));
  }

  move(ids, [dx, dy], alone = false) {
    return this.transformed(ids, ([x, y]) => [x + dx, y + dy], { alone });
  }

  turn(ids, degrees, around) {
    return this.transformed(ids, (p) => turnPoint(p, degrees, around), { turn: degrees });
  }

  // The edits after rooms got new outlines (same number of corners): doors stay on their walls.
  reshaped(shapes) {
    const edits = new Map();
    for (const [id, shape] of shapes) {
      const old = this.plan.items().get(id);
      edits.set(id, { ...old, shape });
      if (old.kind !== "unit" && old.kind !== "level") continue;
      for (const door of this.plan.on(old.level ?? old.id)) {
        if (door.kind !== "opening" || edits.has(door.id) || door.shape.type !== "LineString") continue;
        const moved = doorAfter(door.shape, old.shape, shape);
        if (moved) edits.set(door.id, { ...door, shape: moved });
      }
    }
    return edits;
  }

  // All rooms of the level whose corner lies at `at`: [[id, path]] (halls follow by themselves).
  sharing(level, at, but) {
    const found = [];
    for (const item of this.plan.on(level)) {
      if (item.kind !== "unit" || isGround(item) || item.id === but) continue;
      for (const [chain] of chains(item.shape)) if (chain.some((p) => dist(p, at) < 0.004)) {
        found.push(item.id);
        break;
      }
    }
    return found;
  }

  async remove(ids) {
    const edits = new Map();
    for (const id of ids) {
      const item = this.plan.items().get(id);
      if (!item || item.kind === "venue") continue;
      edits.set(id, null);
      if (item.kind === "level") for (const other of this.plan.on(id)) edits.set(other.id, null);
      if (item.kind === "unit" && !isGround(item)) {
        for (const door of this.plan.on(item.level)) if (door.kind === "opening" && this.#onlyHere(door, item)) edits.set(door.id, null);
      }
    }
    for (const connector of this.plan.of("connector")) {
      if (edits.has(connector.id)) continue;
      const stops = connector.stops.filter((stop) => edits.get(stop) !== null);
      if (stops.length < connector.stops.length) edits.set(connector.id, stops.length > 1 ? { ...connector, stops } : null);
    }
    return this.commit(edits, "delete");
  }

  // A door that led into this room, and into a hall or outside: without the room it leads nowhere.
  #onlyHere(door, room) {
    if (!edgeUnder(room.shape, door.shape)) return false;
    return !this.plan.on(room.level).some((unit) => unit.kind === "unit" && unit.id !== room.id && !isGround(unit) && edgeUnder(unit.shape, door.shape));
  }

  // Copies with new ids, anchors and connections of their own; windows lose their numbers unless `numbers`.
  copies(items, level, by = [0, 0]) {
    const ids = new Map(items.map((item) => [item.id, newId()]));
    const anchors = new Map();
    const anchor = (old) => {
      if (!old) return null;
      if (!anchors.has(old)) anchors.set(old, newId());
      return anchors.get(old);
    };
    return items.filter((item) => item.shape && item.kind !== "level").map((item) => {
      const copy = { ...item, id: ids.get(item.id), level, shape: translate(item.shape, by) };
      if (item.spot) copy.spot = [item.spot[0] + by[0], item.spot[1] + by[1]];
      if ("anchor" in item) copy.anchor = anchor(item.anchor);
      if (item.kind === "occupant") Object.assign(copy, { number: null, matters: [] });
      return copy;
    });
  }
}

// The edge of an outline that a door lies on: [chain index, edge index, a, b] or null.
export function edgeUnder(shape, door) {
  const ends = door.coordinates;
  let chainIndex = 0;
  for (const [chain] of chains(shape)) {
    for (let i = 0; i + 1 < chain.length; i++) {
      const [a, b] = [chain[i], chain[i + 1]];
      if (nearestOn(ends[0], a, b).far < ON_EDGE_M && nearestOn(ends.at(-1), a, b).far < ON_EDGE_M) return [chainIndex, i, a, b];
    }
    chainIndex++;
  }
  return null;
}

function doorAfter(door, before, after) {
  const on = edgeUnder(before, door);
  if (!on) return null;
  const [chainIndex, i, a, b] = on;
  const chain = [...chains(after)][chainIndex]?.[0];
  if (!chain || !chain[i + 1]) return null;
  const [c, d] = [chain[i], chain[i + 1]];
  if (dist(a, c) < 1e-6 && dist(b, d) < 1e-6) return null;
  const [p, q] = [door.coordinates[0], door.coordinates.at(-1)];
  const width = dist(p, q), length = dist(c, d), old = dist(a, b) || 1;
  const half = Math.min(width, length) / 2;
  const t = (dist(a, p) + dist(a, q)) / 2 / old;
  const at = Math.max(half, Math.min(length - half, t * length));
  const u = [(d[0] - c[0]) / (length || 1), (d[1] - c[1]) / (length || 1)];
  return { type: "LineString", coordinates: [at - half, at + half].map((s) => toMillimetres([c[0] + u[0] * s, c[1] + u[1] * s])) };
}


