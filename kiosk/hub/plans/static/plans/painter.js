// Draws one floor: ground, rooms, walls, doors, things, places, windows, panels and their names. Redrawn when the plan or
// the view changes; what follows the pointer is on the overlay's own canvas.

import { along, area, bounds, boxesMeet, chains, innerPoint, roomiest } from "./geometry.js";
import { fixtureFill, FLOOR, HERE, INK, INK2, LINE, OUTSIDE, TINTS, unitFill } from "./palette.js";
import { PLACES } from "./pictograms.js";
import { isGround } from "./plan.js";
import { pick } from "./words.js";

const paths = new WeakMap();
const inner = new WeakMap();
const icons = new Map();
const FONT = '"Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif';

export function pathOf(shape) {
  let path = paths.get(shape);
  if (!path) {
    path = new Path2D();
    for (const [chain, closed] of chains(shape)) {
      chain.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
      if (closed) path.closePath();
    }
    paths.set(shape, path);
  }
  return path;
}

export function spotOf(item) {
  if (!inner.has(item.shape)) inner.set(item.shape, isGround(item) ? roomiest(item.shape) : innerPoint(item.shape));
  return inner.get(item.shape);
}

export function iconPath(name) {
  if (!icons.has(name)) icons.set(name, new Path2D(PLACES[name] ?? PLACES.place));
  return icons.get(name);
}

export class Painter {
  constructor(canvas, view, plan, names) {
    Object.assign(this, { canvas, view, plan, names });
    this.context = canvas.getContext("2d", { alpha: false });
    this.underlays = [];
    this.closed = new Set();
    this.closedWindows = new Set();
    this.tints = new Map();
  }

  // Metres on the sheet → this canvas.
  world(ctx = this.context) {
    const { view } = this, r = devicePixelRatio;
    ctx.setTransform(r * view.scale, 0, 0, -r * view.scale, r * view.x, r * view.y);
  }

  screen(ctx = this.context) {
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  }

  paint(level) {
    const ctx = this.context;
    this.screen();
    ctx.fillStyle = OUTSIDE;
    ctx.fillRect(0, 0, this.view.width, this.view.height);
    const floor = this.plan.get(level);
    if (!floor) return;
    const [a, b] = [this.view.toPlan([0, this.view.height]), this.view.toPlan([this.view.width, 0])];
    const seen = [...a, ...b];
    const items = this.plan.on(level).filter((item) => item.shape && boxesMeet(this.#box(item.shape), seen, 1));
    const by = (kind) => items.filter((item) => item.kind === kind);
    const units = by("unit");
    const pictures = this.underlays.filter((u) => u.level === level && u.image && u.place.shown);
    this.world();
    if (floor.shape) this.#area(floor.shape, FLOOR);
    for (const picture of pictures) this.#underlay(picture);
    ctx.globalAlpha = pictures.length ? 0.55 : 1;
    for (const unit of units.filter(isGround)) this.#area(unit.shape, unitFill(unit, this.#tint(unit)));
    for (const unit of units.filter((u) => !isGround(u))) this.#area(unit.shape, unitFill(unit, this.#tint(unit)));
    for (const zone of by("zone")) this.#zone(zone);
    ctx.globalAlpha = 1;
    for (const detail of by("detail")) this.#line(detail.shape, LINE, 0.8);
    for (const unit of units) this.#line(unit.shape, isGround(unit) ? "#8a9bb0" : INK2, isGround(unit) ? 1.2 : 1.8);
    if (floor.shape) this.#line(floor.shape, INK2, 2.4);
    for (const fixture of by("fixture")) {
      this.#area(fixture.shape, fixtureFill(fixture.category));
      this.#line(fixture.shape, "#7d8fa6", 1);
    }
    for (const opening of by("opening")) this.#opening(opening);
    this.screen();
    const signs = [...by("amenity"), ...by("occupant"), ...by("panel")].map((item) => this.view.toScreen(spotOf(item)));
    this.#names(units, by("zone"), signs);
    for (const amenity of by("amenity")) this.#amenity(amenity);
    for (const panel of by("panel")) this.#panel(panel);
    for (const occupant of by("occupant")) this.#occupant(occupant);
  }

  // Where a name of this width may stand beside the round signs of places: at the spot, below or above; null: nowhere.
  #beside(x, y, width, signs) {
    const free = (at) => !signs.some(([sx, sy]) => Math.abs(sx - x) < width / 2 + 13 && Math.abs(sy - at) < 20);
    return [0, 20, -20, 32, -32].map((by) => y + by).find(free) ?? null;
  }

  #box(shape) {
    if (!this.boxes) this.boxes = new WeakMap();
    if (!this.boxes.has(shape)) this.boxes.set(shape, bounds([shape]) ?? [0, 0, 0, 0]);
    return this.boxes.get(shape);
  }

  #tint(unit) {
    if (!unit.department) return undefined;
    if (!this.tints.has(unit.department)) this.tints.set(unit.department, TINTS[this.tints.size % TINTS.length]);
    return this.tints.get(unit.department);
  }

  #area(shape, colour) {
    this.context.fillStyle = colour;
    this.context.fill(pathOf(shape), "evenodd");
  }

  #line(shape, colour, px) {
    this.context.lineJoin = "round";
    this.context.strokeStyle = colour;
    this.context.lineWidth = px / this.view.scale;
    this.context.stroke(pathOf(shape));
  }

  #zone(zone) {
    const ctx = this.context;
    ctx.save();
    ctx.globalAlpha *= 0.45;
    this.#area(zone.shape, this.#tint(zone) ?? "#e3eefc");
    ctx.restore();
    ctx.setLineDash([6 / this.view.scale, 4 / this.view.scale]);
    this.#line(zone.shape, "#5f7fae", 1.2);
    ctx.setLineDash([]);
  }

  #underlay(picture) {
    const ctx = this.context, { x, y, metres_per_pixel: m, turn_deg: turn, opacity } = picture.place;
    ctx.save();
    ctx.globalAlpha = opacity;
    ctx.translate(x, y);
    ctx.rotate((-turn * Math.PI) / 180);
    ctx.scale(m, -m);
    ctx.drawImage(picture.image, 0, -picture.height);
    ctx.restore();
  }

  #opening(opening) {
    const ctx = this.context, closed = this.closed.has(opening.id);
    ctx.lineCap = "butt";
    this.#line(opening.shape, "#ffffff", 6);
    this.#line(opening.shape, closed ? HERE : opening.category === "emergencyexit" ? "#0a7540" : "#0a58ca", 3.2);
    ctx.lineCap = "butt";
  }

  #names(units, zones, signs) {
    const ctx = this.context, { view } = this;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    const size = Math.max(11, Math.min(15, view.scale * 0.9));
    for (const item of [...units.toSorted((a, b) => area(b.shape) - area(a.shape)), ...zones]) {
      const box = this.#box(item.shape);
      const width = (box[2] - box[0]) * view.scale, height = (box[3] - box[1]) * view.scale;
      if (width < 26 || height < 16) continue;
      const words = pick(item.name);
      const [x, y] = view.toScreen(spotOf(item));
      const icon = item.kind === "unit" && !isGround(item) ? this.names.icon(item) : "";
      ctx.font = `500 ${size}px ${FONT}`;
      const fits = words && ctx.measureText(words).width < width - 6;
      const signed = signs.some(([sx, sy]) => Math.abs(sx - x) < 24 && Math.abs(sy - y) < 24);
      if (icon && !signed && !["room", "office", "none", "walkway", "hall"].includes(icon) && height > (fits ? 40 : 18)) {
        this.#icon(icon, x, fits ? y - size * 0.75 : y, Math.min(22, size * 1.4), INK2);
        if (fits) this.#halo(words, x, y + size * 0.65, INK2);
      } else if (fits) {
        const at = this.#beside(x, y, ctx.measureText(words).width, signs);
        if (at !== null && Math.abs(at - y) < height / 2) this.#halo(words, x, at, INK2);
      }
      if (this.closed.has(item.id) || this.closed.has(this.plan.connectorOf(item.id)?.id)) this.#barred(x, y);
    }
  }

  #halo(words, x, y, colour) {
    const ctx = this.context;
    ctx.lineJoin = "round";
    ctx.lineWidth = 3;
    ctx.strokeStyle = "rgba(255,255,255,.85)";
    ctx.strokeText(words, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(words, x, y);
  }

  #icon(name, x, y, size, colour) {
    const ctx = this.context;
    ctx.save();
    ctx.translate(x - size / 2, y + size / 2);
    ctx.scale(size / 960, size / 960);
    ctx.fillStyle = colour;
    ctx.fill(iconPath(name));
    ctx.restore();
  }

  #barred(x, y) {
    const ctx = this.context;
    ctx.strokeStyle = HERE;
    ctx.lineWidth = 3;
    ctx.beginPath();
    ctx.arc(x, y, 13, 0, 2 * Math.PI);
    ctx.moveTo(x - 9, y - 9);
    ctx.lineTo(x + 9, y + 9);
    ctx.stroke();
  }

  #amenity(amenity) {
    const ctx = this.context, [x, y] = this.view.toScreen(amenity.shape.coordinates);
    const r = this.view.scale > 6 ? 11 : 5;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = "#ffffff";
    ctx.strokeStyle = "#0a7540";
    ctx.lineWidth = 1.5;
    ctx.fill();
    ctx.stroke();
    if (r > 6) this.#icon(this.names.icon(amenity), x, y, 16, "#0a7540");
  }

  #occupant(occupant) {
    const ctx = this.context, [x, y] = this.view.toScreen(occupant.shape.coordinates);
    const shut = this.closedWindows.has(occupant.number);
    if (occupant.facing_deg !== null && occupant.facing_deg !== undefined && this.view.scale > 8) {
      const [dx, dy] = along(occupant.facing_deg - this.plan.sheet.turn_deg, 1);
      ctx.strokeStyle = "#0a58ca";
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x + dx * 17, y - dy * 17);
      ctx.stroke();
    }
    if (!occupant.number) return this.#office(occupant, x, y);
    const words = occupant.number;
    ctx.font = `700 ${this.view.scale > 8 ? 12 : 9}px ${FONT}`;
    const w = Math.max(ctx.measureText(words).width + 9, this.view.scale > 8 ? 18 : 9), h = this.view.scale > 8 ? 17 : 11;
    ctx.beginPath();
    ctx.roundRect(x - w / 2, y - h / 2, w, h, 4);
    ctx.fillStyle = shut ? "#fdecea" : "#ffffff";
    ctx.strokeStyle = shut ? HERE : "#0a58ca";
    ctx.lineWidth = 1.5;
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = shut ? HERE : INK;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(words, x, y + 0.5);
  }

  // Who is found here without being a window: a dot, and the name when one looks closely.
  #office(occupant, x, y) {
    const ctx = this.context;
    ctx.beginPath();
    ctx.arc(x, y, 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = "#0a58ca";
    ctx.fill();
    if (this.view.scale < 9) return;
    ctx.font = `500 11px ${FONT}`;
    ctx.textAlign = "center";
    this.#halo(pick(occupant.name), x, y + 13, INK2);
  }

  #panel(panel) {
    const ctx = this.context;
    this.world();
    if (panel.shape.type !== "Point") this.#area(panel.shape, HERE);
    this.screen();
    const [x, y] = this.view.toScreen(panel.shape.type === "Point" ? panel.shape.coordinates : spotOf(panel));
    if (panel.bearing_deg !== null && panel.bearing_deg !== undefined) {
      const [dx, dy] = along(panel.bearing_deg - this.plan.sheet.turn_deg, 1);
      ctx.strokeStyle = HERE;
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.moveTo(x - dx * 4, y + dy * 4);
      ctx.lineTo(x + dx * 22, y - dy * 22);
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(x + dx * 30, y - dy * 30);
      ctx.lineTo(x + dx * 20 - dy * 6, y - dy * 20 - dx * 6);
      ctx.lineTo(x + dx * 20 + dy * 6, y - dy * 20 + dx * 6);
      ctx.closePath();
      ctx.fillStyle = HERE;
      ctx.fill();
    }
    ctx.beginPath();
    ctx.arc(x, y, 6, 0, 2 * Math.PI);
    ctx.fillStyle = HERE;
    ctx.strokeStyle = "#ffffff";
    ctx.lineWidth = 2;
    ctx.fill();
    ctx.stroke();
  }
}
