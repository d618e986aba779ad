// A counter with numbered windows: draw its front edge; each window is a piece of counter with the place before it.

import { bearing, contains, dist, mid, round, strip, toMillimetres } from "./geometry.js";
import { el, field, number, select } from "./dom.js";
import { isGround, newId } from "./plan.js";
import { metres, say } from "./words.js";

const STANDING_M = 0.6; // the visitor's place before the counter's edge

// "A09" + 1 → "A10"; a number without digits counts on with them.
export function numberAfter(first, by) {
  const match = /^(.*?)(\d+)$/.exec(first);
  if (!match) return by ? `${first}${by + 1}` : first;
  return match[1] + String(Number(match[2]) + by).padStart(match[2].length, "0");
}

export class CounterTool {
  id = "counter";
  first = null;
  count = 4;
  depth = 0.8;
  department = "";
  #from = null;
  #at = null;
  #flipped = false;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return say("沿柜台靠办事人的一边拖一条线；按 F 换办事人站的一侧。", "Drag a line along the side where visitors stand; F puts them on the other side.");
  }

  options() {
    const { editor } = this;
    const first = el("input", { type: "text", maxlength: 12, value: this.#next(), oninput: (e) => (this.first = e.target.value.trim() || null) });
    return [
      field(say("第一个窗口号", "First window"), first),
      field(say("窗口数", "Windows"), number(this.count, (v) => (this.count = Math.max(1, Math.min(60, Math.round(v)))), { min: 1, max: 60, step: 1 })),
      field(say("柜台深（米）", "Depth (m)"), number(this.depth, (v) => (this.depth = Math.max(0.2, Math.min(3, v))), { min: 0.2, max: 3, step: 0.1 })),
      el("button", { type: "button", class: "small", onclick: () => this.#flip() }, say("换一侧 (F)", "Other side (F)")),
      editor.departments.length ? field(say("部门", "Department"), select([["", say("（不指定）", "(none)")], ...editor.departments.map((d) => [d.code, say(d.zh, d.en)])], this.department, (v) => (this.department = v))) : null,
    ].filter(Boolean);
  }

  // The number after the highest one there is.
  #next() {
    if (this.first) return this.first;
    const numbers = this.editor.plan.of("occupant").map((o) => Number(o.number)).filter(Number.isFinite);
    return String(numbers.length ? Math.max(...numbers) + 1 : 1);
  }

  #flip() {
    this.#flipped = !this.#flipped;
    this.editor.refresh();
  }

  key(event) {
    if (event.key.toLowerCase() !== "f") return false;
    this.#flip();
    return true;
  }

  #snap(event) {
    const snapped = this.editor.snapping.snap(event.raw, this.editor.level, { from: this.#from, free: event.alt, strict: event.shift });
    this.editor.overlay.snap = snapped;
    return snapped.at;
  }

  down(event) {
    const at = this.#snap(event);
    if (this.#from && dist(this.#from, at) > 0.5) this.#finish(at);
    else this.#from = at;
  }

  move(event) {
    this.#at = this.#snap(event);
  }

  up(event) {
    const at = this.#snap(event);
    if (this.#from && dist(this.#from, at) > 0.5) this.#finish(at);
  }

  cancel() {
    const busy = Boolean(this.#from);
    this.#from = null;
    this.editor.overlay.snap = null;
    return busy;
  }

  // Pieces of counter and the places before them. Visitors stand left of a–b, or right of it when flipped; by itself the
  // side is where there is a hall.
  #pieces(a, b) {
    const length = dist(a, b), u = [(b[0] - a[0]) / length, (b[1] - a[1]) / length], n = [-u[1], u[0]];
    const free = (side) => {
      const m = mid(a, b), p = [m[0] + n[0] * side * 1.2, m[1] + n[1] * side * 1.2];
      const on = this.editor.plan.on(this.editor.level);
      return on.some((i) => isGround(i) && contains(i.shape, p)) && !on.some((i) => i.kind === "unit" && !isGround(i) && contains(i.shape, p));
    };
    let side = !free(1) && free(-1) ? -1 : 1;
    if (this.#flipped) side = -side;
    const facing = round((bearing([0, 0], [n[0] * side, n[1] * side]) + this.editor.plan.sheet.turn_deg + 360) % 360, 2);
    const wide = length / this.count;
    return Array.from({ length: this.count }, (_, i) => {
      const p = [a[0] + u[0] * wide * i, a[1] + u[1] * wide * i], q = [p[0] + u[0] * wide, p[1] + u[1] * wide];
      const m = mid(p, q);
      const at = toMillimetres([m[0] + n[0] * side * STANDING_M, m[1] + n[1] * side * STANDING_M]);
      return { shape: strip(p, q, -side * this.depth), at, facing, wide, number: numberAfter(this.#next(), i) };
    });
  }

  async #finish(at) {
    const pieces = this.#pieces(this.#from, at);
    this.cancel();
    const { editor } = this;
    const taken = new Set(editor.plan.of("occupant").map((o) => o.number));
    const twice = pieces.filter((piece) => taken.has(piece.number)).map((piece) => piece.number);
    if (twice.length) {
      editor.say(`窗口号 ${twice.join("、")} 已经用过，请改第一个窗口号。`, `Windows ${twice.join(", ")} are there already; change the first number.`, "warn");
      return;
    }
    const edits = pieces.flatMap((piece) => {
      const anchor = newId(), window = newId(), desk = newId();
      const level = editor.level;
      return [
        [desk, { id: desk, kind: "fixture", level, category: "desk", name: { zh: `${piece.number}号柜台`, en: `Counter ${piece.number}` }, anchor, shape: piece.shape }],
        [window, {
          id: window, kind: "occupant", level, category: "governmentoffice", anchor, number: piece.number, facing_deg: piece.facing, matters: [],
          name: { zh: `${piece.number}号窗口`, en: `Window ${piece.number}` }, shape: { type: "Point", coordinates: piece.at },
        }],
      ];
    });
    if (await editor.editing.commit(edits, "counter")) {
      this.first = null;
      editor.select(edits.map(([id]) => id));
      editor.showTool();
    }
  }

  draw(ctx, overlay) {
    if (!this.#from || !this.#at || dist(this.#from, this.#at) < 0.3) return;
    for (const piece of this.#pieces(this.#from, this.#at)) {
      overlay.shape(ctx, piece.shape);
      overlay.words(ctx, piece.number, this.editor.view.toScreen(piece.at), { size: 12, colour: piece.wide < 0.8 ? "#c02618" : undefined });
    }
    const [x, y] = this.editor.view.toScreen(this.#at);
    overlay.words(ctx, `${metres(dist(this.#from, this.#at))} · ${say("每个", "each")} ${metres(dist(this.#from, this.#at) / this.count)}`, [x, y - 26]);
  }
}
