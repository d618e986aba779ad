// Lifts, stairs, escalators and ramps: one shaft drawn at the same place of every floor chosen, with its doors.

import { bounds, dist, line, rectangle } from "./geometry.js";
import { el, field, number, select } from "./dom.js";
import { newId } from "./plan.js";
import { pick, say } from "./words.js";

const KINDS = {
  elevator: { words: ["电梯", "Lift"], size: [2.2, 2.2], door: 1.1 },
  stairs: { words: ["楼梯", "Stairs"], size: [3, 5], door: 1.6 },
  escalator: { words: ["扶梯", "Escalator"], size: [1.6, 9], door: 1.1 },
  ramp: { words: ["坡道", "Ramp"], size: [2, 8], door: 1.6 },
};
const SIDES = [["s", ["下边", "Lower side"]], ["n", ["上边", "Upper side"]], ["w", ["左边", "Left side"]], ["e", ["右边", "Right side"]]];
const OPPOSITE = { n: "s", s: "n", e: "w", w: "e" };

export class ConnectorTool {
  id = "connector";
  category = "elevator";
  direction = "both";
  side = "s";
  door = KINDS.elevator.door;
  floors = null; // ids; null: all
  #from = null;
  #at = null;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return say("勾选它连接的楼层，再拖出井道的位置（点一下用常见大小）；各层会画在同一位置并连好。R 换门的一侧。", "Tick the floors it joins, then drag the shaft (or click for the usual size): it is drawn and joined on each. R moves the door.");
  }

  #floors() {
    const levels = this.editor.plan.levels;
    return levels.filter((level) => !this.floors || this.floors.has(level.id));
  }

  options() {
    const kinds = Object.entries(KINDS).map(([key, { words }]) => [key, say(...words)]);
    const oneWay = this.category === "escalator";
    return [
      field(say("种类", "Kind"), select(kinds, this.category, (v) => {
        this.category = v;
        this.door = KINDS[v].door;
        this.direction = v === "escalator" ? "up" : "both";
        this.editor.showTool();
      })),
      oneWay ? field(say("运行方向", "Runs"), select([["up", say("上行", "Up")], ["down", say("下行", "Down")]], this.direction, (v) => (this.direction = v))) : null,
      field(say("门在", "Door"), select(SIDES.map(([k, w]) => [k, say(...w)]), this.side, (v) => (this.side = v))),
      field(say("门宽（米）", "Door (m)"), number(this.door, (v) => (this.door = Math.max(0.7, Math.min(6, v))), { min: 0.7, max: 6, step: 0.1 })),
      el("fieldset", { class: "floors" }, el("legend", {}, say("连接楼层", "Floors")), this.editor.plan.levels.toReversed().map((level) =>
        el("label", { class: "choice" }, el("input", {
          type: "checkbox", checked: !this.floors || this.floors.has(level.id), dataset: { floor: level.id },
          onchange: (event) => {
            const set = new Set(this.#floors().map((l) => l.id));
            if (event.target.checked) set.add(level.id);
            else set.delete(level.id);
            this.floors = set;
          },
        }), el("span", {}, pick(level.short_name) || pick(level.name))))),
    ].filter(Boolean);
  }

  key(event) {
    if (event.key.toLowerCase() !== "r") return false;
    this.side = { s: "w", w: "n", n: "e", e: "s" }[this.side];
    this.editor.showTool();
    return true;
  }

  #snap(event) {
    const snapped = this.editor.snapping.snap(event.raw, this.editor.level, { from: this.#from, free: event.alt });
    this.editor.overlay.snap = snapped;
    return snapped.at;
  }

  down(event) {
    this.#from = this.#snap(event);
  }

  move(event) {
    this.#at = this.#snap(event);
  }

  #shape(from, at) {
    const drawn = Math.abs(at[0] - from[0]) > 0.4 && Math.abs(at[1] - from[1]) > 0.4;
    let [w, d] = KINDS[this.category].size;
    if (this.side === "w" || this.side === "e") [w, d] = [d, w];
    return drawn ? rectangle(from, at) : rectangle(from, [from[0] + w, from[1] + d]);
  }

  // The door in the middle of a side of the shaft.
  #door(shape, side) {
    const [x0, y0, x1, y1] = bounds([shape]);
    const across = side === "n" || side === "s";
    const half = Math.min(this.door, (across ? x1 - x0 : y1 - y0) - 0.1) / 2;
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
    if (across) return line([mx - half, side === "n" ? y1 : y0], [mx + half, side === "n" ? y1 : y0]);
    return line([side === "e" ? x1 : x0, my - half], [side === "e" ? x1 : x0, my + half]);
  }

  async up(event) {
    if (!this.#from) return;
    const shape = this.#shape(this.#from, this.#snap(event));
    this.#from = null;
    const { editor } = this;
    const floors = this.#floors().toSorted((a, b) => a.ordinal - b.ordinal);
    if (floors.length < 2) {
      editor.say("请先添加并勾选至少两层。", "Add and tick at least two floors first.", "warn");
      return;
    }
    const edits = [], stops = [];
    const words = KINDS[this.category].words;
    const count = editor.plan.of("connector").filter((c) => c.category === this.category).length + 1;
    const name = { zh: `${count}号${words[0]}`, en: `${words[1]} ${count}` };
    floors.forEach((floor, i) => {
      const unit = { id: newId(), kind: "unit", level: floor.id, category: this.category, name, shape, restriction: null, department: "" };
      // one steps onto an escalator at its foot and off at its head
      const side = this.category === "escalator" && i ? OPPOSITE[this.side] : this.side;
      const door = { id: newId(), kind: "opening", level: floor.id, category: "pedestrian", name: {}, shape: this.#door(shape, side) };
      stops.push(unit.id);
      edits.push([unit.id, unit], [door.id, door]);
    });
    const id = newId();
    edits.push([id, { id, kind: "connector", category: this.category, direction: this.direction, stops, confirmed: true }]);
    if (await editor.editing.commit(edits, "connector")) {
      editor.select(stops.filter((stop) => editor.plan.get(stop)?.level === editor.level));
      editor.say(`已在 ${floors.length} 层画好并连接。`, `Drawn and joined on ${floors.length} floors.`, "ok");
    }
  }

  cancel() {
    const busy = Boolean(this.#from);
    this.#from = null;
    return busy;
  }

  draw(ctx, overlay) {
    if (!this.#at) return;
    const shape = this.#shape(this.#from ?? this.#at, this.#at);
    overlay.shape(ctx, shape);
    overlay.shape(ctx, this.#door(shape, this.side), { width: 6 });
    if (this.#from && dist(this.#from, this.#at) > 0.4) overlay.lengths(ctx, shape, 20);
  }
}
