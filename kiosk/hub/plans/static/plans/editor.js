// The editor: holds the plan, what is selected, the tool in hand, and what they do together.

import { ask } from "./api.js";
import { act } from "./acts.js";
import { toast } from "./dialogs.js";
import { bounds } from "./geometry.js";
import { Editing } from "./editing.js";
import { Overlay } from "./overlay.js";
import { Painter } from "./painter.js";
import { Names } from "./palette.js";
import { newId, Plan } from "./plan.js";
import { Snapping } from "./snapping.js";
import { View } from "./view.js";
import { english } from "./words.js";

export class Editor extends EventTarget {
  selection = new Set();
  showGrid = true;
  #frame = 0;
  #clipboard = null;
  #mapStale = true;

  constructor(opened, canvases) {
    super();
    this.plan = new Plan(opened.document, opened.version);
    this.catalogue = opened.catalogue;
    this.departments = opened.departments;
    this.readOnly = !opened.can_draw;
    this.names = new Names(opened.catalogue);
    this.canvases = canvases;
    this.view = new View(canvases[1]);
    this.painter = new Painter(canvases[0], this.view, this.plan, this.names);
    this.painter.closed = new Set(opened.closed.places);
    this.painter.closedWindows = new Set(opened.closed.windows);
    this.overlay = new Overlay(canvases[1], this);
    this.snapping = new Snapping(this.plan, this.view);
    this.editing = new Editing(this.plan, (zh, en, kind) => this.say(zh, en, kind));
    this.level = (this.plan.levels.find((level) => level.ordinal === 0) ?? this.plan.levels.at(-1)).id;
    for (const name of ["change", "preview"]) this.plan.addEventListener(name, () => this.#planChanged());
    this.view.addEventListener("change", () => this.redraw());
    new ResizeObserver(() => this.#resize()).observe(canvases[1].parentElement);
  }

  say(zh, en, kind = "info") {
    toast(english ? en : zh, kind);
  }

  #planChanged() {
    for (const id of this.selection) if (!this.plan.get(id)) this.selection.delete(id);
    if (!this.plan.get(this.level)) this.level = this.plan.levels.at(-1).id;
    this.redraw();
    this.dispatchEvent(new Event("plan"));
  }

  #resize() {
    const { clientWidth: w, clientHeight: h } = this.canvases[1].parentElement;
    if (!w || !h) return;
    const first = this.view.width === 100;
    for (const canvas of this.canvases) {
      canvas.width = Math.round(w * devicePixelRatio);
      canvas.height = Math.round(h * devicePixelRatio);
    }
    this.view.resize(w, h);
    if (first) this.fit();
  }

  // Draw everything again soon; `refresh` only what lies over the floor.
  redraw() {
    this.#mapStale = true;
    this.refresh();
  }

  refresh() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#mapStale || this.painter.underlays.some((u) => u.image && !u.drawn)) {
        this.#mapStale = false;
        const began = performance.now();
        this.painter.paint(this.level);
        this.canvases[0].dataset.paintMs = (performance.now() - began).toFixed(1);
      }
      this.overlay.paint();
    });
  }

  // Selecting.

  select(ids, redraw = true) {
    this.selection = new Set(ids);
    this.dispatchEvent(new Event("selection"));
    if (redraw) this.redraw();
  }

  selectAll() {
    this.select(this.plan.on(this.level).filter((item) => item.shape && item.kind !== "detail").map((item) => item.id));
  }

  // Floors.

  show(level, fit = false) {
    if (!this.plan.get(level)) return;
    this.level = level;
    this.tool?.cancel?.();
    this.selection = new Set([...this.selection].filter((id) => this.plan.get(id)?.level === level || id === level));
    this.dispatchEvent(new Event("level"));
    this.dispatchEvent(new Event("selection"));
    if (fit) this.fit();
    this.redraw();
  }

  nextLevel(by) {
    const levels = this.plan.levels;
    const at = levels.findIndex((level) => level.id === this.level) - by;
    if (levels[at]) this.show(levels[at].id);
  }

  fit() {
    this.view.show(this.plan.box(this.level));
  }

  // Tools.

  use(tool) {
    this.tool?.cancel?.();
    this.tool = tool;
    this.overlay.snap = null;
    this.cursor(tool.id === "select" ? "" : "crosshair");
    this.showTool();
  }

  useNamed(id) {
    const make = this.tools?.[id];
    if (make && !(this.readOnly && !["select", "measure"].includes(id))) this.use(make());
  }

  showTool() {
    this.dispatchEvent(new Event("tool"));
    this.refresh();
  }

  cursor(name) {
    this.canvases[1].style.cursor = name;
  }

  escape() {
    if (this.tool.cancel?.()) {
      this.refresh();
      return true;
    }
    if (this.tool.id !== "select") this.useNamed("select");
    else this.select([]);
    return true;
  }

  act(key, how) {
    return act(this, key, how);
  }

  pointer(at) {
    this.at = at;
    this.dispatchEvent(new Event("pointer"));
  }

  // Changes.

  undo() {
    this.tool?.cancel?.();
    this.plan.undo();
  }

  redo() {
    this.plan.redo();
  }

  get #chosen() {
    return [...this.selection].map((id) => this.plan.get(id)).filter((item) => item?.shape && item.kind !== "level");
  }

  async remove() {
    if (!this.selection.size || this.readOnly) return;
    const levels = [...this.selection].filter((id) => this.plan.get(id)?.kind === "level");
    if (levels.length && this.plan.levels.length <= levels.length) return;
    await this.editing.remove([...this.selection]);
  }

  nudge(by) {
    if (!this.readOnly && this.#chosen.length) this.editing.commit(this.editing.move(this.#chosen.map((item) => item.id), by), "nudge");
  }

  copy() {
    const items = this.#chosen;
    if (items.length) this.#clipboard = { items, box: bounds(items.map((item) => item.shape)), level: this.level };
    return items.length;
  }

  async cut() {
    if (this.copy()) await this.remove();
  }

  async paste() {
    if (!this.#clipboard || this.readOnly) return;
    const { items, box, level } = this.#clipboard;
    const middle = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const step = this.snapping.step;
    const on = this.at && level === this.level ? this.at : null;
    const by = on ? [on[0] - middle[0], on[1] - middle[1]].map((v) => Math.round(v / step) * step) : level === this.level ? [1, -1] : [0, 0];
    await this.#insert(items, by);
  }

  async duplicate() {
    if (!this.readOnly && this.#chosen.length) await this.#insert(this.#chosen, [1, -1]);
  }

  async #insert(items, by) {
    const copies = this.editing.copies(items, this.level, by);
    if (await this.editing.commit(copies.map((item) => [item.id, item]), "copy")) this.select(copies.map((item) => item.id));
    if (copies.some((item) => item.kind === "occupant")) this.say("复制的窗口还没有号码，请逐个填写。", "The copied windows have no numbers yet; give each its own.", "info");
  }

  async join(units) {
    try {
      const { shape } = await ask("/shapes/join", { method: "POST", json: { shapes: units.map((unit) => unit.shape) } });
      const [first, ...others] = units;
      const fit = this.editing.fitHalls;
      this.editing.fitHalls = false;
      await this.editing.commit([[first.id, { ...first, shape }], ...others.map((other) => [other.id, null])], "join");
      this.editing.fitHalls = fit;
      this.select([first.id]);
    } catch (error) {
      this.say(error.message, error.message, "warn");
    }
  }

  async fillRest() {
    const level = this.plan.get(this.level);
    if (!level.shape) return;
    try {
      const others = this.plan.on(this.level).filter((item) => item.kind === "unit").map((item) => item.shape);
      const { shapes } = await ask("/shapes/rest", { method: "POST", json: { level: level.shape, others } });
      if (!shapes.length) this.say("本层已经没有空着的地方。", "No part of this floor is without a room.", "info");
      const halls = shapes.map((shape) => ({
        id: newId(), kind: "unit", level: level.id, category: "walkway", restriction: null, department: "", shape,
        name: { zh: "大厅", en: "Hall" },
      }));
      await this.plan.change(halls.map((hall) => [hall.id, hall]), "rest");
    } catch (error) {
      this.say(error.message, error.message, "warn");
    }
  }

  // Make one connector of two shafts on different floors (or let one that is there reach further).
  joinFloors(unit, otherId) {
    const [mine, theirs] = [this.plan.connectorOf(unit.id), this.plan.connectorOf(otherId)];
    const stops = [...new Set([...(mine?.stops ?? [unit.id]), ...(theirs?.stops ?? [otherId])])];
    const levels = stops.map((id) => this.plan.get(id).level);
    if (new Set(levels).size < levels.length) {
      this.say("同一层不能有两个停靠处。", "One floor cannot have two stops.", "warn");
      return;
    }
    const kept = mine ?? theirs ?? { id: newId(), kind: "connector", category: unit.category, direction: unit.category === "escalator" ? "up" : "both" };
    const edits = [[kept.id, { ...kept, stops, confirmed: true }]];
    for (const other of [mine, theirs]) if (other && other.id !== kept.id) edits.push([other.id, null]);
    this.editing.commit(edits, "join floors");
  }

  toggleGrid() {
    this.showGrid = !this.showGrid;
    this.refresh();
    this.say(this.showGrid ? "显示网格。" : "不显示网格。", this.showGrid ? "The grid is shown." : "The grid is hidden.");
  }

  // Another document was opened in place of this one.
  opened() {
    this.selection.clear();
    if (!this.plan.get(this.level)) this.level = this.plan.levels.at(-1).id;
    this.overlay.route = null;
    this.dispatchEvent(new Event("selection"));
    this.fit();
    this.redraw();
  }
}

