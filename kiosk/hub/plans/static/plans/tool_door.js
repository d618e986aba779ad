// Doors and openings: on the wall under the pointer, as wide as said.

import { dist, line, toMillimetres } from "./geometry.js";
import { field, number, select } from "./dom.js";
import { newId } from "./plan.js";
import { metres, say } from "./words.js";

const REACH_PX = 28;

// A door's line of the same width on a wall ({a, b}), its middle as near to `at` as the wall allows.
export function doorOn(wall, shape, at, step) {
  const ends = [shape.coordinates[0], shape.coordinates.at(-1)];
  const width = dist(...ends);
  if (!wall) {
    const middle = [(ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2];
    const by = [at[0] - middle[0], at[1] - middle[1]];
    return line([ends[0][0] + by[0], ends[0][1] + by[1]], [ends[1][0] + by[0], ends[1][1] + by[1]]);
  }
  return onWall(wall, width, at, step);
}

function onWall({ a, b }, width, at, step) {
  const length = dist(a, b), u = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const wide = Math.min(width, length);
  let middle = (at[0] - a[0]) * u[0] + (at[1] - a[1]) * u[1];
  const snap = Math.min(step, 0.1);
  middle = Math.round((middle - wide / 2) / snap) * snap + wide / 2; // the jamb lies on the grid along the wall
  if (Math.abs(middle - length / 2) < 0.15) middle = length / 2;
  middle = Math.max(wide / 2, Math.min(length - wide / 2, middle));
  const end = (s) => toMillimetres([a[0] + u[0] * s, a[1] + u[1] * s]);
  return line(end(middle - wide / 2), end(middle + wide / 2));
}

export class DoorTool {
  id = "door";
  width = 1.2;
  category = "pedestrian";
  #shape = null;
  #wall = null;

  constructor(editor) {
    this.editor = editor;
  }

  hint() {
    return say("把指针移到墙线上，点一下就放一扇门；轮椅需要 0.9 米以上。", "Move to a wall and click: there is the door. A wheelchair needs 0.9 m.");
  }

  options() {
    return [
      field(say("净宽（米）", "Clear width (m)"), number(this.width, (v) => (this.width = Math.max(0.5, Math.min(12, v))), { min: 0.5, max: 12, step: 0.1 })),
      field(say("类别", "Kind"), select(this.editor.catalogue.opening.map((e) => [e.category, say(e.zh, e.en)]), this.category, (v) => {
        this.category = v;
        if (v === "pedestrian.principal" && this.width < 2) this.width = 3;
        this.editor.showTool();
      })),
    ];
  }

  move(event) {
    this.#wall = this.editor.snapping.wall(event.raw, this.editor.level, REACH_PX / this.editor.view.scale);
    this.#shape = this.#wall ? onWall(this.#wall, this.width, event.raw, event.alt ? 0.001 : this.editor.snapping.step) : null;
  }

  async down(event) {
    this.move(event);
    if (!this.#shape) {
      this.editor.say("这里没有墙。请靠近房间的边线再点。", "There is no wall here. Click near the side of a room.", "warn");
      return;
    }
    const door = {
      id: newId(), kind: "opening", level: this.editor.level, category: this.category, name: {}, shape: this.#shape,
    };
    await this.editor.editing.commit([[door.id, door]], "door");
    this.editor.select([door.id]);
  }

  cancel() {
    this.#shape = null;
  }

  draw(ctx, overlay) {
    if (!this.#shape) return;
    const { view } = this.editor, [p, q] = this.#shape.coordinates;
    overlay.shape(ctx, { type: "LineString", coordinates: [this.#wall.a, this.#wall.b] }, { width: 2, stroke: "#b5179e" });
    overlay.shape(ctx, this.#shape, { width: 6 });
    const before = dist(this.#wall.a, p), after = dist(q, this.#wall.b);
    for (const [from, to, far] of [[this.#wall.a, p, before], [p, q, dist(p, q)], [q, this.#wall.b, after]]) {
      const [a, b] = [view.toScreen(from), view.toScreen(to)];
      if (far > 0.05 && dist(a, b) > 30) overlay.words(ctx, metres(far), [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 16], { size: 12 });
    }
  }
}
