// Measuring, and setting a picture's scale by two points whose distance is known.

import { dist, mid, polygon, area, bearing } from "./geometry.js";
import { metres, say, squareMetres } from "./words.js";

export class MeasureTool {
  id = "measure";
  #points = [];
  #at = null;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return say("点出要量的线；三点以上同时显示面积；Esc 重来。", "Click the points of a line; three or more show the area too; Esc starts again.");
  }

  #snap(event) {
    const snapped = this.editor.snapping.snap(event.raw, this.editor.level, { from: this.#points.at(-1), free: event.alt, strict: event.shift });
    this.editor.overlay.snap = snapped;
    return snapped.at;
  }

  down(event) {
    this.#points.push(this.#snap(event));
  }

  move(event) {
    this.#at = this.#snap(event);
  }

  key(event) {
    if (event.key !== "Backspace" || !this.#points.length) return false;
    this.#points.pop();
    return true;
  }

  cancel() {
    const busy = this.#points.length > 0;
    this.#points = [];
    this.editor.overlay.snap = null;
    return busy;
  }

  draw(ctx, overlay) {
    const points = this.#at ? [...this.#points, this.#at] : this.#points;
    if (!this.#points.length || points.length < 2) return;
    overlay.shape(ctx, { type: "LineString", coordinates: points }, { stroke: "#b5179e" });
    let total = 0;
    for (let i = 0; i + 1 < points.length; i++) {
      const far = dist(points[i], points[i + 1]);
      total += far;
      const [x, y] = this.editor.view.toScreen(mid(points[i], points[i + 1]));
      if (far > 0.005) overlay.words(ctx, metres(far), [x, y - 14]);
    }
    const end = points.at(-1), [x, y] = this.editor.view.toScreen(end);
    const degrees = bearing(points.at(-2), end).toFixed(0);
    const sum = points.length > 2 ? ` · Σ ${metres(total)} · ${squareMetres(area(polygon(points)))}` : "";
    overlay.words(ctx, `${degrees}°${sum}`, [x, y + 24], { size: 12 });
  }
}

// Two points of a picture and what lies between them in truth.
export class ScaleTool {
  id = "scale";
  #points = [];
  #at = null;

  constructor(editor, underlay, done) {
    Object.assign(this, { editor, underlay, done });
  }

  hint() {
    return say("在底图上点两个您知道实际距离的点，例如一面墙的两端。", "Click two points of the picture whose real distance you know, such as the ends of a wall.");
  }

  down(event) {
    this.#points.push(event.raw);
    if (this.#points.length === 2) {
      const [a, b] = this.#points;
      this.#points = [];
      if (dist(a, b) > 0.001) this.done(this.underlay, a, b);
    }
  }

  move(event) {
    this.#at = event.raw;
  }

  cancel() {
    const busy = this.#points.length > 0;
    this.#points = [];
    return busy;
  }

  draw(ctx, overlay) {
    this.#points.forEach((p) => overlay.handle(ctx, p, { round: true, colour: "#b5179e" }));
    if (this.#points.length && this.#at) overlay.shape(ctx, { type: "LineString", coordinates: [this.#points[0], this.#at] }, { stroke: "#b5179e" });
  }
}
