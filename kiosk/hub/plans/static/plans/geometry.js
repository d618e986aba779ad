// Plane geometry on GeoJSON shapes in metres. Pure; nothing here knows the plan.

export const dist = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const mid = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
export const round = (v, digits = 3) => Number(v.toFixed(digits)) + 0;
export const toMillimetres = (p) => [round(p[0]), round(p[1])];

const DEPTH = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 };

// Every chain of points of a shape: [chain, isRing].
export function* chains(shape) {
  if (!shape) return;
  const isRing = shape.type.endsWith("Polygon");
  const walk = function* (part, depth) {
    if (depth <= 1) yield [depth === 0 ? [part] : part, isRing];
    else for (const inner of part) yield* walk(inner, depth - 1);
  };
  yield* walk(shape.coordinates, DEPTH[shape.type]);
}

export function mapShape(shape, fn) {
  const walk = (part, depth) => (depth === 0 ? toMillimetres(fn(part)) : part.map((inner) => walk(inner, depth - 1)));
  return { type: shape.type, coordinates: walk(shape.coordinates, DEPTH[shape.type]) };
}

export const translate = (shape, [dx, dy]) => mapShape(shape, ([x, y]) => [x + dx, y + dy]);

// Turned clockwise by degrees (as bearings grow) around a point.
export function turnPoint([x, y], degrees, [cx, cy]) {
  const t = (-degrees * Math.PI) / 180;
  const [dx, dy] = [x - cx, y - cy];
  return [cx + dx * Math.cos(t) - dy * Math.sin(t), cy + dx * Math.sin(t) + dy * Math.cos(t)];
}
export const turnShape = (shape, degrees, around) => mapShape(shape, (p) => turnPoint(p, degrees, around));

export function bounds(shapes) {
  let box = null;
  for (const shape of shapes) {
    for (const [chain] of chains(shape)) {
      for (const [x, y] of chain) {
        if (!box) box = [x, y, x, y];
        else box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
      }
    }
  }
  return box;
}
export const boxesMeet = (a, b, by = 0) => a[0] <= b[2] + by && b[0] <= a[2] + by && a[1] <= b[3] + by && b[1] <= a[3] + by;
export const middleOf = (box) => [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];

export function rectangle(a, b) {
  const [x0, x1] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
  const [y0, y1] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
  return polygon([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]);
}
// A polygon from corners (the ring is closed here).
export const polygon = (corners) => ({ type: "Polygon", coordinates: [[...corners, corners[0]].map(toMillimetres)] });
export const line = (a, b) => ({ type: "LineString", coordinates: [toMillimetres(a), toMillimetres(b)] });
export const point = (p) => ({ type: "Point", coordinates: toMillimetres(p) });

// A box around the stretch a–b, `depth` wide to its left (positive) or right (negative).
export function strip(a, b, depth) {
  const length = dist(a, b) || 1;
  const n = [(-(b[1] - a[1]) / length) * depth, ((b[0] - a[0]) / length) * depth];
  return polygon([a, b, [b[0] + n[0], b[1] + n[1]], [a[0] + n[0], a[1] + n[1]]]);
}

export function ringArea(ring) {
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i++) twice += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return twice / 2;
}

export function area(shape) {
  const parts = shape.type === "MultiPolygon" ? shape.coordinates : shape.type === "Polygon" ? [shape.coordinates] : [];
  return parts.reduce((sum, rings) => sum + rings.reduce((s, ring, i) => s + (i ? -1 : 1) * Math.abs(ringArea(ring)), 0), 0);
}

export const lengthOf = (shape) => {
  let sum = 0;
  for (const [chain] of chains(shape)) for (let i = 0; i + 1 < chain.length; i++) sum += dist(chain[i], chain[i + 1]);
  return sum;
};

export function inRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i], [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

export function contains(shape, p) {
  const parts = shape.type === "MultiPolygon" ? shape.coordinates : shape.type === "Polygon" ? [shape.coordinates] : [];
  return parts.some((rings) => inRing(p, rings[0]) && !rings.slice(1).some((hole) => inRing(p, hole)));
}

// The point of a–b nearest to p: {at, t (0…1 along it), far}.
export function nearestOn(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const t = square ? Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square)) : 0;
  const at = [a[0] + t * dx, a[1] + t * dy];
  return { at, t, far: dist(p, at) };
}

export function distanceTo(shape, p) {
  let least = Infinity;
  for (const [chain] of chains(shape)) {
    if (chain.length === 1) least = Math.min(least, dist(p, chain[0]));
    for (let i = 0; i + 1 < chain.length; i++) least = Math.min(least, nearestOn(p, chain[i], chain[i + 1]).far);
  }
  return least;
}

// Where a name may stand: the centroid when it lies inside, else the middle of the widest stretch at half height.
export function innerPoint(shape) {
  if (shape.type === "Point") return shape.coordinates;
  if (!shape.type.endsWith("Polygon")) return middleOf(bounds([shape]));
  const parts = shape.type === "MultiPolygon" ? shape.coordinates : [shape.coordinates];
  const rings = parts.reduce((best, part) => (Math.abs(ringArea(part[0])) > Math.abs(ringArea(best[0])) ? part : best));
  const middle = centroid(rings[0]);
  const one = { type: "Polygon", coordinates: rings };
  if (contains(one, middle)) return middle;
  const box = bounds([one]);
  let best = middle, width = 0;
  for (const part of [0.5, 0.3, 0.7, 0.15, 0.85]) {
    const y = box[1] + (box[3] - box[1]) * part;
    const cuts = rings.flatMap((ring) => crossings(ring, y)).sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      if (cuts[i + 1] - cuts[i] > width) [best, width] = [[(cuts[i] + cuts[i + 1]) / 2, y], cuts[i + 1] - cuts[i]];
    }
  }
  return best;
}

// A point with much room around it, out of a raster over the shape: for halls with rooms cut out of them.
export function roomiest(shape) {
  const [x0, y0, x1, y1] = bounds([shape]);
  let best = innerPoint(shape), most = contains(shape, best) ? distanceTo(shape, best) : 0;
  for (let i = 1; i < 14; i++) {
    for (let j = 1; j < 10; j++) {
      const p = [x0 + ((x1 - x0) * i) / 14, y0 + ((y1 - y0) * j) / 10];
      const far = contains(shape, p) ? distanceTo(shape, p) : 0;
      if (far > most * 1.15) [best, most] = [p, far];
    }
  }
  return best;
}

function crossings(ring, y) {
  const found = [];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]];
    if (a[1] > y !== b[1] > y) found.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
  }
  return found;
}

export function centroid(ring) {
  const twice = 2 * ringArea(ring);
  if (!twice) return middleOf(bounds([{ type: "LineString", coordinates: ring }]));
  let x = 0, y = 0;
  const [ox, oy] = ring[0];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay, bx, by] = [ring[i][0] - ox, ring[i][1] - oy, ring[i + 1][0] - ox, ring[i + 1][1] - oy];
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return [ox + x / (3 * twice), oy + y / (3 * twice)];
}

const side = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

// Whether a closed ring touches or crosses itself, or is next to nothing.
export function isTangled(ring) {
  const n = ring.length - 1;
  if (n < 3 || Math.abs(ringArea(ring)) < 0.01) return true;
  for (let i = 0; i < n; i++) {
    if (dist(ring[i], ring[i + 1]) < 0.001) return true;
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
    }
  }
  return false;
}
export const isSound = (shape) => !shape.type.endsWith("Polygon") || [...chains(shape)].every(([ring]) => !isTangled(ring));

export const bearing = (a, b) => ((Math.atan2(b[0] - a[0], b[1] - a[1]) * 180) / Math.PI + 360) % 360;
export const along = (degrees, far) => {
  const t = (degrees * Math.PI) / 180;
  return [Math.sin(t) * far, Math.cos(t) * far];
};
