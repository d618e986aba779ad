// Corners of outlines: moved, added, taken away. Pure.

import { chains, dist, nearestOn, toMillimetres } from "./geometry.js";

export function movedCorners(shape, moves) {
  const walk = (part) => {
    if (typeof part[0] !== "number") return part.map(walk);
    const move = moves.find(([from]) => dist(from, part) < 0.004);
    return move ? toMillimetres(move[1]) : part;
  };
  return { type: shape.type, coordinates: walk(shape.coordinates) };
}

function mapRings(shape, fn) {
  let k = 0;
  const ring = (r) => fn(r, k++);
  return shape.type === "Polygon"
    ? { type: "Polygon", coordinates: shape.coordinates.map(ring) }
    : { type: "MultiPolygon", coordinates: shape.coordinates.map((rings) => rings.map(ring)) };
}

export function withCorner(shape, at, reach) {
  let best = null;
  [...chains(shape)].forEach(([chain], k) => {
    for (let i = 0; i + 1 < chain.length; i++) {
      const near = nearestOn(at, chain[i], chain[i + 1]);
      if (near.far <= reach && (!best || near.far < best.far)) best = { ...near, k, i };
    }
  });
  if (!best || best.t < 0.02 || best.t > 0.98) return null;
  return mapRings(shape, (ring, k) => (k === best.k ? ring.toSpliced(best.i + 1, 0, toMillimetres(best.at)) : ring));
}

export function withoutCorner(shape, { chain, i }) {
  if (!shape.type.endsWith("Polygon")) return null;
  let fine = true;
  const made = mapRings(shape, (ring, k) => {
    if (k !== chain) return ring;
    const open = ring.slice(0, -1).toSpliced(i, 1);
    fine = open.length >= 3;
    return [...open, open[0]];
  });
  return fine ? made : null;
}
