// What part of the plan is seen, how large: metres ↔ pixels. The canvas says it in data attributes, for tests and tools.

const LEAST = 0.5, MOST = 400; // pixels per metre

export class View extends EventTarget {
  scale = 12;
  x = 0; // the pixel of the sheet's origin
  y = 0;
  width = 100;
  height = 100;

  constructor(canvas) {
    super();
    this.canvas = canvas;
  }

  #told() {
    Object.assign(this.canvas.dataset, { scale: this.scale, originX: this.x, originY: this.y });
    this.dispatchEvent(new Event("change"));
  }

  toScreen([x, y]) {
    return [this.x + x * this.scale, this.y - y * this.scale];
  }

  toPlan([px, py]) {
    return [(px - this.x) / this.scale, (this.y - py) / this.scale];
  }

  resize(width, height) {
    this.x += (width - this.width) / 2;
    this.y += (height - this.height) / 2;
    [this.width, this.height] = [width, height];
    this.#told();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#told();
  }

  zoom(factor, at = [this.width / 2, this.height / 2]) {
    const scale = Math.min(MOST, Math.max(LEAST, this.scale * factor));
    const [x, y] = this.toPlan(at);
    this.scale = scale;
    this.x = at[0] - x * scale;
    this.y = at[1] + y * scale;
    this.#told();
  }

  // Show a box of the plan with some air around it, more of it above: there lie the tool's options.
  show([x0, y0, x1, y1], air = 44, above = 118) {
    const w = Math.max(x1 - x0, 1), h = Math.max(y1 - y0, 1);
    const high = Math.max(this.height - above - air, 80);
    this.scale = Math.min(MOST, Math.max(LEAST, Math.min((this.width - 2 * air) / w, high / h)));
    this.x = this.width / 2 - ((x0 + x1) / 2) * this.scale;
    this.y = above + high / 2 + ((y0 + y1) / 2) * this.scale;
    this.#told();
  }

  // Bring a point to the middle, near enough to be seen well.
  go(at, least = 24) {
    this.scale = Math.max(this.scale, least);
    this.x = this.width / 2 - at[0] * this.scale;
    this.y = this.height / 2 + at[1] * this.scale;
    this.#told();
  }
}
