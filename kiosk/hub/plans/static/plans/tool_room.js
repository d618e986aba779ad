// Rooms, areas and the floor's own outline: as a rectangle or corner by corner.

import { area, dist, isSound, polygon, rectangle } from "./geometry.js";
import { field, number, select } from "./dom.js";
import { newId } from "./plan.js";
import { metres, say, squareMetres } from "./words.js";

export class RoomTool {
  #from = null;
  #at = null;
  #corners = [];
  category = "room";
  what = "unit";
  size = [null, null];

  constructor(editor, id) {
    Object.assign(this, { editor, id });
    if (id === "zone") this.what = "zone";
    if (id === "zone") this.category = "waitingroom";
  }

  get #byCorners() {
    return this.id !== "rectangle";
  }

  hint() {
    if (!this.#byCorners) return say("按住拖出矩形，或点一下起点再点对角；角会吸附到墙和网格，按住 Alt 不吸附。", "Drag a rectangle, or click two corners; corners snap to walls and grid, Alt switches that off.");
    return say("逐个点出墙角；点第一个角或按回车完成，退格键撤回一个角；Shift 保持直角。", "Click corner by corner; click the first corner or press Enter to close, Backspace takes one back; Shift keeps right angles.");
  }

  options() {
    const { editor } = this;
    const kind = this.what === "zone" ? "zone" : "unit";
    const options = editor.catalogue[kind].map((e) => [e.category, say(e.zh, e.en)]);
    const nodes = [field(kind === "zone" ? say("区域类别", "Kind of area") : say("房间类别", "Kind of room"),
      select(kind === "unit" ? [...options, ["level", say("（本层轮廓）", "(outline of this floor)")]] : options,
        this.what === "level" ? "level" : this.category, (value) => {
          this.what = value === "level" ? "level" : kind;
          if (value !== "level") this.category = value;
        }))];
    if (!this.#byCorners) {
      const side = (i) => number(this.size[i], (v) => (this.size[i] = v > 0 ? v : null), { min: 0, step: 0.1 });
      const box = [side(0), side(1)];
      box.forEach((input, i) => input.addEventListener("input", () => { if (!input.value) this.size[i] = null; }));
      nodes.push(field(say("宽（米，可不填）", "Width (m, optional)"), box[0]), field(say("深（米，可不填）", "Depth (m, optional)"), box[1]));
    }
    return nodes;
  }

  #snap(event) {
    const from = this.#byCorners ? this.#corners.at(-1) ?? null : this.#from;
    const snapped = this.editor.snapping.snap(event.raw, this.editor.level, {
      from, free: event.alt, strict: event.shift && this.#byCorners,
    });
    this.editor.overlay.snap = snapped;
    return snapped.at;
  }

  down(event) {
    const at = this.#snap(event);
    if (this.#byCorners) {
      const first = this.#corners[0];
      if (first && this.#corners.length > 2 && dist(first, at) * this.editor.view.scale < 10) this.#finish(polygon(this.#corners));
      else if (!this.#corners.length || dist(this.#corners.at(-1), at) > 0.01) this.#corners.push(at);
      return;
    }
    if (this.size[0] && this.size[1]) {
      this.#finish(rectangle(at, [at[0] + this.size[0], at[1] + this.size[1]]));
    } else if (this.#from) {
      this.#finish(rectangle(this.#from, at));
    } else this.#from = at;
  }

  move(event) {
    this.#at = this.#snap(event);
  }

  up(event) {
    if (this.#byCorners || !this.#from) return;
    const at = this.#snap(event);
    if (Math.min(Math.abs(at[0] - this.#from[0]), Math.abs(at[1] - this.#from[1])) > 0.2) this.#finish(rectangle(this.#from, at));
  }

  double() {
    if (this.#byCorners && this.#corners.length > 2) this.#finish(polygon(this.#corners));
  }

  key(event) {
    if (!this.#byCorners) return false;
    if (event.key === "Backspace" && this.#corners.length) {
      this.#corners.pop();
      return true;
    }
    if (event.key === "Enter" && this.#corners.length > 2) {
      this.#finish(polygon(this.#corners));
      return true;
    }
    return false;
  }

  cancel() {
    const busy = this.#from || this.#corners.length;
    this.#from = null;
    this.#corners = [];
    this.editor.overlay.snap = null;
    return Boolean(busy);
  }

  async #finish(shape) {
    this.cancel();
    const { editor } = this;
    if (!isSound(shape)) {
      editor.say("边线互相交叉，请重画。", "The outline crosses itself; draw it again.", "warn");
      return;
    }
    if (this.what === "level") {
      const level = editor.plan.get(editor.level);
      await editor.editing.commit([[level.id, { ...level, shape }]], "outline");
      editor.select([level.id]);
      return;
    }
    const item = this.#item(shape);
    if (await editor.editing.commit([[item.id, item]], "room")) editor.select([item.id]);
  }

  #item(shape) {
    const entry = this.editor.catalogue[this.what].find((e) => e.category === this.category);
    const name = { zh: entry?.zh ?? "房间", en: entry?.en ?? "Room" };
    const item = { id: newId(), kind: this.what, level: this.editor.level, category: this.category, name, shape, department: "" };
    if (this.what === "unit") item.restriction = this.category === "nonpublic" ? "employeesonly" : null;
    return item;
  }

  draw(ctx, overlay) {
    const at = this.#at;
    if (!at) return;
    if (!this.#byCorners) {
      const shape = this.size[0] && this.size[1] ? rectangle(at, [at[0] + this.size[0], at[1] + this.size[1]])
        : this.#from && dist(this.#from, at) > 0.01 ? rectangle(this.#from, at) : null;
      if (shape) this.#measured(ctx, overlay, shape);
      return;
    }
    if (!this.#corners.length) return;
    const corners = [...this.#corners, at];
    overlay.shape(ctx, { type: "LineString", coordinates: corners });
    if (corners.length > 3) overlay.shape(ctx, polygon(corners), { stroke: "transparent" });
    corners.slice(0, -1).forEach((p) => overlay.handle(ctx, p));
    const [a, b] = corners.slice(-2), [x, y] = this.editor.view.toScreen(b);
    if (dist(a, b) > 0.01) overlay.words(ctx, metres(dist(a, b)), [x, y - 22]);
  }

  #measured(ctx, overlay, shape) {
    overlay.shape(ctx, shape);
    overlay.lengths(ctx, shape, 20);
    const ring = shape.coordinates[0];
    const middle = this.editor.view.toScreen([(ring[0][0] + ring[2][0]) / 2, (ring[0][1] + ring[2][1]) / 2]);
    overlay.words(ctx, squareMetres(area(shape)), middle);
  }
}
