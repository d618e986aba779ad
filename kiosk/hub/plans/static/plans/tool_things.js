// Single things: furniture (drawn or stamped), places people ask for, panels with their bearing.

import { bearing, dist, point, polygon, rectangle, round, turnPoint } from "./geometry.js";
import { el, field, number, select, symbol } from "./dom.js";
import { PLACES } from "./pictograms.js";
import { newId } from "./plan.js";
import { say } from "./words.js";

const STAMPS = {
  desk: [1.6, 0.8], furniture: [2.4, 0.6], bench: [1.8, 0.5], column: [0.7, 0.7], vegetation: [0.8, 0.8], equipment: [0.9, 0.8],
  obstruction: [1, 1], wall: [3, 0.2],
};

export class FixtureTool {
  id = "fixture";
  category = "desk";
  #from = null;
  #at = null;
  #turn = 0;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return say("点一下放一件常见大小的，或拖出大小；R 转 90°。", "Click for one of the usual size, or drag its size; R turns it.");
  }

  options() {
    return [field(say("放什么", "What"), select(this.editor.catalogue.fixture.map((e) => [e.category, say(e.zh, e.en)]), this.category, (v) => (this.category = v)))];
  }

  key(event) {
    if (event.key.toLowerCase() !== "r") return false;
    this.#turn = (this.#turn + 90) % 180;
    this.editor.refresh();
    return true;
  }

  #snap(event) {
    const snapped = this.editor.snapping.snap(event.raw, this.editor.level, { from: this.#from, free: event.alt });
    this.editor.overlay.snap = snapped;
    return snapped.at;
  }

  #stamp(at) {
    const [w, d] = this.#turn ? STAMPS[this.category].toReversed() : STAMPS[this.category];
    if (this.category === "vegetation") return polygon(Array.from({ length: 10 }, (_, i) => turnPoint([at[0], at[1] + w / 2], i * 36, at)));
    return rectangle([at[0] - w / 2, at[1] - d / 2], [at[0] + w / 2, at[1] + d / 2]);
  }

  down(event) {
    this.#from = this.#snap(event);
  }

  move(event) {
    this.#at = this.#snap(event);
  }

  async up(event) {
    if (!this.#from) return;
    const from = this.#from, at = this.#snap(event);
    this.#from = null;
    const drawn = Math.abs(at[0] - from[0]) > 0.15 && Math.abs(at[1] - from[1]) > 0.15;
    const entry = this.editor.catalogue.fixture.find((e) => e.category === this.category);
    const item = {
      id: newId(), kind: "fixture", level: this.editor.level, category: this.category, name: { zh: entry.zh, en: entry.en }, anchor: null,
      shape: drawn ? rectangle(from, at) : this.#stamp(from),
    };
    if (await this.editor.editing.commit([[item.id, item]], "fixture")) this.editor.select([item.id]);
  }

  cancel() {
    const busy = Boolean(this.#from);
    this.#from = null;
    return busy;
  }

  draw(ctx, overlay) {
    if (!this.#at) return;
    const drawn = this.#from && Math.abs(this.#at[0] - this.#from[0]) > 0.15 && Math.abs(this.#at[1] - this.#from[1]) > 0.15;
    const shape = drawn ? rectangle(this.#from, this.#at) : this.#stamp(this.#from ?? this.#at);
    overlay.shape(ctx, shape);
    if (drawn) overlay.lengths(ctx, shape, 20);
  }
}

export class PlaceTool {
  id = "place";
  category = "restroom";
  #at = null;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return say("选好种类，在人们要走到的地方点一下。", "Choose what it is, then click where people are to be led.");
  }

  options() {
    const { amenity, common } = this.editor.catalogue;
    const pictures = amenity.slice(0, common.amenity).map((entry) => el("button", {
      type: "button", class: "stamp", title: say(entry.zh, entry.en), "aria-label": say(entry.zh, entry.en),
      "aria-pressed": entry.category === this.category ? "true" : "false", dataset: { category: entry.category },
      onclick: () => {
        this.category = entry.category;
        this.editor.showTool();
      },
    }, symbol(PLACES[entry.icon] ?? PLACES.place)));
    return [
      el("div", { class: "stamps", role: "group", "aria-label": say("常用服务点", "Usual places") }, pictures),
      field(say("种类", "Kind"), select(amenity.map((e) => [e.category, say(e.zh, e.en)]), this.category, (v) => {
        this.category = v;
        this.editor.showTool();
      })),
    ];
  }

  move(event) {
    this.#at = this.editor.snapping.snap(event.raw, this.editor.level, { free: event.alt, kinds: [] }).at;
  }

  async down(event) {
    this.move(event);
    const entry = this.editor.catalogue.amenity.find((e) => e.category === this.category);
    const item = {
      id: newId(), kind: "amenity", level: this.editor.level, category: this.category, name: { zh: entry.zh, en: entry.en }, shape: point(this.#at),
    };
    if (await this.editor.editing.commit([[item.id, item]], "place")) this.editor.select([item.id]);
  }

  draw(ctx, overlay) {
    if (this.#at) overlay.handle(ctx, this.#at, { round: true });
  }
}

export class PanelTool {
  id = "panel";
  inches = 55;
  orientation = "portrait";
  #from = null;
  #at = null;
  #bearing = 0;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return say("在屏幕的位置按下，朝“使用者面向的方向”拖动后放开。", "Press where the screen stands and drag toward where its visitor looks.");
  }

  options() {
    return [
      field(say("尺寸（英寸）", "Size (inches)"), number(this.inches, (v) => (this.inches = Math.max(10, Math.min(120, v))), { min: 10, max: 120, step: 1 })),
      field(say("方向", "Orientation"), select([["portrait", say("竖屏", "Portrait")], ["landscape", say("横屏", "Landscape")]], this.orientation, (v) => (this.orientation = v))),
    ];
  }

  down(event) {
    this.#from = this.editor.snapping.snap(event.raw, this.editor.level, { free: event.alt, kinds: [] }).at;
  }

  move(event) {
    this.#at = event.raw;
    if (this.#from && dist(this.#from, event.raw) * this.editor.view.scale > 10) {
      const degrees = bearing(this.#from, event.raw);
      this.#bearing = event.alt ? degrees : Math.round(degrees / 15) * 15;
    }
  }

  #shape(at) {
    const [long, short] = [this.inches * 0.0254 * 0.87, this.inches * 0.0254 * 0.49];
    const wide = Math.max(0.4, this.orientation === "portrait" ? short : long), deep = 0.3;
    const corners = [[-wide / 2, -deep / 2], [wide / 2, -deep / 2], [wide / 2, deep / 2], [-wide / 2, deep / 2]];
    return polygon(corners.map(([x, y]) => turnPoint([at[0] + x, at[1] + y], this.#bearing, at)));
  }

  async up(event) {
    if (!this.#from) return;
    this.move(event);
    const at = this.#from, { editor } = this;
    this.#from = null;
    const count = editor.plan.of("panel").length + 1;
    const item = {
      id: newId(), kind: "panel", level: editor.level, name: { zh: `导引屏${count}`, en: `Guide panel ${count}` }, shape: this.#shape(at), spot: null,
      bearing_deg: round((this.#bearing + editor.plan.sheet.turn_deg + 360) % 360, 2),
      mounting: { diagonal_in: this.inches, orientation: this.orientation, lower_edge_mm: 800 },
    };
    if (await editor.editing.commit([[item.id, item]], "panel")) editor.select([item.id]);
  }

  cancel() {
    const busy = Boolean(this.#from);
    this.#from = null;
    return busy;
  }

  draw(ctx, overlay) {
    const at = this.#from ?? this.#at;
    if (!at) return;
    overlay.shape(ctx, this.#shape(at), { stroke: "#d92d20", fill: "rgba(217,45,32,.2)" });
    const [x, y] = this.editor.view.toScreen(at), t = (this.#bearing * Math.PI) / 180;
    ctx.strokeStyle = "#d92d20";
    ctx.lineWidth = 3;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + Math.sin(t) * 40, y - Math.cos(t) * 40);
    ctx.stroke();
  }
}
