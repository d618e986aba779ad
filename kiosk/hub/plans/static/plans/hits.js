// What lies under the pointer, the topmost first.

import { area, bounds, contains, dist, distanceTo, middleOf } from "./geometry.js";
import { isGround } from "./plan.js";
import { spotOf } from "./painter.js";

const ORDER = ["occupant", "amenity", "panel", "opening", "fixture", "unit", "zone", "level"];

// The items of a level at a point (metres); `reach` is how near counts as hit, in metres.
export function hits(plan, level, at, reach) {
  const found = [];
  for (const item of plan.on(level)) {
    if (!item.shape || item.kind === "detail") continue;
    const near = nearness(item, at, reach);
    if (near !== null) found.push([rank(item), near, item]);
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return found.map(([, , item]) => item);
}

function rank(item) {
  return ORDER.indexOf(item.kind) + (isGround(item) ? 1.5 : 0);
}

function nearness(item, at, reach) {
  if (item.kind === "occupant" || item.kind === "amenity") {
    const far = dist(item.shape.coordinates, at);
    return far <= reach * 1.6 ? far : null;
  }
  if (item.kind === "panel") {
    const far = dist(spotOf(item), at);
    return far <= reach * 1.6 || contains(item.shape, at) ? far : null;
  }
  if (item.kind === "opening") {
    const far = distanceTo(item.shape, at);
    return far <= reach ? far : null;
  }
  if (item.kind === "zone") return distanceTo(item.shape, at) <= reach ? 0 : null; // zones are taken by their edge
  return contains(item.shape, at) || distanceTo(item.shape, at) <= reach / 2 ? area(item.shape) : null;
}

// The items that lie wholly in a box.
export function inside(plan, level, box) {
  return plan.on(level).filter((item) => {
    if (!item.shape || item.kind === "detail") return false;
    const own = bounds([item.shape]);
    return own[0] >= box[0] && own[1] >= box[1] && own[2] <= box[2] && own[3] <= box[3];
  });
}

// Where an item is, to go there.
export function placeOf(plan, item) {
  if (item.kind === "connector") return placeOf(plan, plan.get(item.stops[0]));
  if (item.kind === "level") return { level: item.id, at: middleOf(plan.box(item.id)) };
  return item.shape ? { level: item.level, at: spotOf(item) } : null;
}
