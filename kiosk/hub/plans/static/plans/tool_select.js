// Select, move, turn, reshape: the tool one returns to.

import { bearing, bounds, chains, dist, isSound, mid, middleOf, round } from "./geometry.js";
import { movedCorners, withCorner, withoutCorner } from "./corners.js";
import { hits, inside } from "./hits.js";
import { spotOf } from "./painter.js";
import { doorOn } from "./tool_door.js";
import { say } from "./words.js";

const GRAB_PX = 9;

export class SelectTool {
  id = "select";
  #drag = null;
  #over = null;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return this.editor.selection.size
      ? say("拖动移动；拖方块改形状，拖边中的圆点移动整面墙；拖圆柄旋转；Alt 单独移动，Shift 保持直角。", "Drag to move; squares reshape, dots on a side move the wall, the round handle turns; Alt moves alone, Shift keeps right angles.")
      : say("点选；拖出方框多选；Shift 加选；空格加拖动平移。", "Click to select; drag a box for several; Shift adds; space and drag to pan.");
  }

  get #single() {
    const [id] = this.editor.selection;
    return this.editor.selection.size === 1 ? this.editor.plan.get(id) : null;
  }

  #handles() {
    const { editor } = this;
    const found = [];
    const item = this.#single;
    if (item?.shape && item.kind !== "panel" && !editor.readOnly) {
      let k = 0;
      for (const [chain, closed] of chains(item.shape)) {
        const last = closed ? chain.length - 1 : chain.length;
        if (chain.length > 1) {
          for (let i = 0; i < last; i++) found.push({ kind: "corner", at: chain[i], chain: k, i });
          for (let i = 0; i + 1 < chain.length; i++) {
            if (closed && dist(chain[i], chain[i + 1]) * editor.view.scale > 44) found.push({ kind: "side", at: mid(chain[i], chain[i + 1]), chain: k, i });
          }
        }
        k++;
      }
    }
    if (item?.kind === "panel" || item?.kind === "occupant") {
      const degrees = item.bearing_deg ?? item.facing_deg;
      const t = (((degrees ?? 0) - editor.plan.sheet.turn_deg) * Math.PI) / 180, far = 42 / editor.view.scale;
      const [x, y] = item.kind === "panel" ? spotOf(item) : item.shape.coordinates;
      found.push({ kind: "aim", at: [x + Math.sin(t) * far, y + Math.cos(t) * far], from: [x, y] });
    } else if (this.#turnable()) {
      const box = this.#box();
      found.push({ kind: "turn", at: [(box[0] + box[2]) / 2, box[3] + 34 / editor.view.scale], from: middleOf(box) });
    }
    return found;
  }

  #turnable() {
    const { selection, plan } = this.editor;
    const shapes = [...selection].map((id) => plan.get(id)).filter((item) => item?.shape);
    return shapes.length > 0 && shapes.every((item) => item.kind !== "level") && shapes.some((item) => item.shape.type !== "Point");
  }

  #box() {
    const { selection, plan } = this.editor;
    return bounds([...selection].map((id) => plan.get(id)?.shape).filter(Boolean));
  }

  #grabbed(at) {
    const reach = GRAB_PX / this.editor.view.scale;
    const near = this.#handles().map((h) => [dist(h.at, at), h]).filter(([far]) => far <= reach);
    return near.sort((a, b) => a[0] - b[0])[0]?.[1] ?? null;
  }

  down(event) {
    const { editor } = this;
    const handle = editor.readOnly ? null : this.#grabbed(event.raw);
    if (handle) {
      this.#drag = { ...handle, start: event.raw, item: this.#single };
      return;
    }
    const under = hits(editor.plan, editor.level, event.raw, GRAB_PX / editor.view.scale);
    const held = under.find((item) => editor.selection.has(item.id));
    const first = under[0];
    if (held && !event.shift) this.#drag = { kind: "move", start: event.raw, ids: [...editor.selection], under };
    else if (first) {
      editor.select(event.shift ? toggled(editor.selection, first.id) : [first.id]);
      this.#drag = first.kind === "level" ? { kind: "box", start: event.raw, add: event.shift } : { kind: "move", start: event.raw, ids: [...editor.selection], fresh: true };
    } else {
      if (!event.shift) editor.select([]);
      this.#drag = { kind: "box", start: event.raw, add: event.shift };
    }
  }

  move(event) {
    const { editor } = this;
    const drag = this.#drag;
    if (!drag) {
      this.#over = this.#grabbed(event.raw);
      editor.cursor(this.#over ? (this.#over.kind === "turn" || this.#over.kind === "aim" ? "grab" : "move") : "");
      return;
    }
    if (!drag.moved && dist(drag.start, event.raw) * editor.view.scale < 3) return;
    drag.moved = true;
    if (drag.kind === "box") drag.at = event.raw;
    else if (!editor.readOnly) this.#edited(drag, event);
  }

  #edited(drag, event) {
    const { editor } = this;
    const { editing, plan } = editor;
    if (drag.kind === "move") drag.edits = this.#moved(drag, event);
    else if (drag.kind === "turn") {
      let turn = bearing(drag.from, event.raw);
      turn = event.alt ? turn : Math.round(turn / (event.shift ? 45 : 5)) * (event.shift ? 45 : 5);
      drag.turn = round(turn, 1);
      drag.edits = editing.turn([...editor.selection], drag.turn, drag.from);
    } else if (drag.kind === "aim") {
      let degrees = bearing(drag.from, event.raw);
      if (!event.alt) degrees = Math.round(degrees / 5) * 5;
      const real = round((degrees + plan.sheet.turn_deg + 360) % 360, 2);
      const key = drag.item.kind === "panel" ? "bearing_deg" : "facing_deg";
      drag.turn = real;
      drag.edits = new Map([[drag.item.id, { ...drag.item, [key]: real, ...(drag.item.spot ? { spot: null } : {}) }]]);
    } else drag.edits = this.#pulled(drag, event);
    plan.preview(drag.edits);
  }

  #moved(drag, event) {
    const { editor } = this;
    const anchorItem = editor.plan.items().get(drag.ids[0]);
    const grip = drag.grip ?? (drag.grip = gripOf(anchorItem, drag.start));
    const want = [grip[0] + event.raw[0] - drag.start[0], grip[1] + event.raw[1] - drag.start[1]];
    const snapped = editor.snapping.snap(want, editor.level, { but: new Set(drag.ids), free: event.alt, from: event.shift ? grip : null, strict: event.shift });
    editor.overlay.snap = snapped;
    const by = [snapped.at[0] - grip[0], snapped.at[1] - grip[1]];
    if (drag.ids.length === 1 && anchorItem.kind === "opening") return this.#slid(anchorItem, event);
    return editor.editing.move(drag.ids, by, event.alt);
  }

  // A door stays on a wall.
  #slid(door, event) {
    const wall = this.editor.snapping.wall(event.raw, this.editor.level, 25 / this.editor.view.scale);
    return new Map([[door.id, { ...door, shape: doorOn(wall, door.shape, event.raw, this.editor.snapping.step) }]]);
  }

  #pulled(drag, event) {
    const { editor } = this;
    const item = drag.item;
    const snapped = editor.snapping.snap(event.raw, editor.level, { but: new Set([item.id]), free: event.alt, from: event.shift ? drag.at : null, strict: event.shift });
    editor.overlay.snap = snapped;
    const chain = [...chains(item.shape)][drag.chain][0];
    const moves = [];
    if (drag.kind === "corner") moves.push([chain[drag.i], snapped.at]);
    else {
      const [a, b] = [chain[drag.i], chain[drag.i + 1]], length = dist(a, b);
      const n = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length];
      const by = (snapped.at[0] - drag.at[0]) * n[0] + (snapped.at[1] - drag.at[1]) * n[1];
      moves.push([a, [a[0] + n[0] * by, a[1] + n[1] * by]], [b, [b[0] + n[0] * by, b[1] + n[1] * by]]);
    }
    const shapes = new Map();
    const ids = new Set([item.id]);
    if (!event.alt && item.kind === "unit") for (const [from] of moves) for (const id of editor.editing.sharing(item.level, from, item.id)) ids.add(id);
    for (const id of ids) shapes.set(id, movedCorners(editor.plan.items().get(id).shape, moves));
    return editor.editing.reshaped(shapes);
  }

  async up(event) {
    const { editor } = this;
    const drag = this.#drag;
    this.#drag = null;
    editor.overlay.snap = null;
    if (!drag) return;
    if (drag.kind === "box" && drag.moved) {
      const box = bounds([{ type: "LineString", coordinates: [drag.start, drag.at] }]);
      const ids = inside(editor.plan, editor.level, box).map((item) => item.id);
      editor.select(drag.add ? [...editor.selection, ...ids] : ids);
    } else if (drag.edits) await editor.editing.commit(drag.edits, drag.kind);
    else if (drag.kind === "move" && !drag.fresh && !event.shift && drag.under?.length > 1) {
      const at = drag.under.findIndex((item) => editor.selection.has(item.id)); // click again: what lies below
      if (editor.selection.size === 1) editor.select([drag.under[(at + 1) % drag.under.length].id]);
    }
  }

  // A double click on a side puts a new corner there.
  async double(event) {
    const item = this.#single;
    if (!item?.shape?.type.endsWith("Polygon") || this.editor.readOnly) return;
    const shape = withCorner(item.shape, event.raw, GRAB_PX / this.editor.view.scale);
    if (shape) await this.editor.editing.commit(new Map([[item.id, { ...item, shape }]]), "corner");
  }

  async key(event) {
    if (event.key !== "Delete" && event.key !== "Backspace") return false;
    const over = this.#over;
    if (over?.kind === "corner" && this.#single) {
      const shape = withoutCorner(this.#single.shape, over);
      if (shape && isSound(shape)) {
        this.#over = null;
        await this.editor.editing.commit(new Map([[this.#single.id, { ...this.#single, shape }]]), "corner");
        return true;
      }
    }
    return false;
  }

  cancel() {
    this.#drag = null;
    this.editor.overlay.snap = null;
    this.editor.plan.preview([]);
  }

  draw(ctx, overlay) {
    const { editor } = this;
    const drag = this.#drag;
    if (drag?.kind === "box" && drag.at) {
      const [a, b] = [editor.view.toScreen(drag.start), editor.view.toScreen(drag.at)];
      ctx.fillStyle = "rgba(10,88,202,.08)";
      ctx.strokeStyle = "#0a58ca";
      ctx.setLineDash([5, 4]);
      ctx.fillRect(a[0], a[1], b[0] - a[0], b[1] - a[1]);
      ctx.strokeRect(a[0], a[1], b[0] - a[0], b[1] - a[1]);
      ctx.setLineDash([]);
      return;
    }
    const item = this.#single;
    if (item?.shape && drag?.edits && item.shape.type !== "Point") overlay.lengths(ctx, item.shape);
    for (const handle of this.#handles()) {
      if (handle.kind === "turn" || handle.kind === "aim") {
        ctx.strokeStyle = "#0a58ca";
        ctx.lineWidth = 1.5;
        ctx.beginPath();
        ctx.moveTo(...editor.view.toScreen(handle.kind === "turn" ? [handle.at[0], this.#box()[3]] : handle.from));
        ctx.lineTo(...editor.view.toScreen(handle.at));
        ctx.stroke();
      }
      overlay.handle(ctx, handle.at, { round: handle.kind !== "corner" });
    }
    if (drag?.turn !== undefined && drag.edits) {
      const at = editor.view.toScreen(drag.from);
      overlay.words(ctx, `${drag.turn}°`, [at[0], at[1] - 26]);
    }
  }
}

function toggled(set, id) {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

// The point of a thing that snaps while it is moved: its corner nearest to the hand.
function gripOf(item, at) {
  let best = null;
  for (const [chain] of chains(item.shape)) for (const p of chain) if (!best || dist(p, at) < dist(best, at)) best = p;
  return best;
}
