// What is known of the selected thing, to be read and changed.

import { el, field, fill, number, select } from "./dom.js";
import { area, dist, lengthOf, mid, round, toMillimetres } from "./geometry.js";
import { KIND_WORDS } from "./palette.js";
import { CONNECTED, isShaft } from "./plan.js";
import { english, metres, pick, say, squareMetres } from "./words.js";

export class PropertiesPanel {
  constructor(editor, node) {
    Object.assign(this, { editor, node });
  }

  show() {
    const { editor } = this;
    const items = [...editor.selection].map((id) => editor.plan.get(id)).filter(Boolean);
    if (!items.length) return fill(this.node, this.#nothing());
    if (items.length > 1) return fill(this.node, this.#several(items));
    const [item] = items;
    const inputs = el("fieldset", { disabled: editor.readOnly }, this.#of(item));
    return fill(this.node, el("h2", {}, say(...KIND_WORDS[item.kind]), " ", el("small", { class: "muted" }, this.#size(item))), inputs, this.#acts([item]));
  }

  #nothing() {
    const { editor } = this;
    const venue = editor.plan.venue;
    return [el("h2", {}, say("整个大厅", "The whole hall")), venue ? el("fieldset", { disabled: editor.readOnly }, this.#names(venue)) : null,
      el("p", { class: "hint" }, say("点选平面图上的东西，在这里修改。", "Select something on the plan to change it here."))];
  }

  #several(items) {
    const { editor } = this;
    const kinds = new Map();
    for (const item of items) kinds.set(item.kind, (kinds.get(item.kind) ?? 0) + 1);
    const units = items.filter((item) => item.kind === "unit");
    return [el("h2", {}, say(`已选 ${items.length} 项`, `${items.length} selected`)),
      el("ul", { class: "plain-list" }, [...kinds].map(([kind, n]) => el("li", {}, `${say(...KIND_WORDS[kind])} × ${n}`))),
      units.length === items.length && !editor.readOnly ? el("fieldset", {}, this.#category(units), this.#department(units),
        el("button", { type: "button", class: "small", onclick: () => editor.join(units) }, say("合并为一个", "Join into one"))) : null,
      this.#acts(items)];
  }

  #acts(items) {
    const { editor } = this;
    if (editor.readOnly) return null;
    const level = items.length === 1 && items[0].kind === "level";
    return el("div", { class: "acts" },
      level ? null : el("button", { type: "button", class: "small", onclick: () => editor.duplicate() }, say("复制一份", "Duplicate")),
      level && editor.plan.levels.length < 2 ? null : el("button", { type: "button", class: "small danger", id: "delete", onclick: () => editor.remove() }, say("删除", "Delete")));
  }

  #size(item) {
    if (!item.shape) return "";
    if (item.shape.type.endsWith("Polygon")) return squareMetres(area(item.shape));
    return item.shape.type.endsWith("LineString") ? metres(lengthOf(item.shape)) : "";
  }

  set(items, change) {
    const edits = items.map((item) => [item.id, { ...item, ...(typeof change === "function" ? change(item) : change) }]);
    return this.editor.editing.commit(edits, "property");
  }

  *#of(item) {
    if (item.kind !== "connector") yield* this.#names(item);
    if (item.kind === "level") yield* this.#level(item);
    if (["unit", "fixture", "amenity", "opening", "zone"].includes(item.kind)) yield this.#category([item]);
    if (item.kind === "unit") yield* this.#unit(item);
    if (item.kind === "zone") yield this.#department([item]);
    if (item.kind === "opening") yield* this.#opening(item);
    if (item.kind === "occupant") yield* this.#occupant(item);
    if (item.kind === "panel") yield* this.#panel(item);
  }

  *#names(item) {
    const tags = [["zh", say("中文名称", "Name in Chinese")], ["en", say("英文名称", "Name in English")]];
    if (english) tags.reverse();
    for (const [tag, words] of tags) {
      const input = el("input", { type: "text", maxlength: 300, value: item.name?.[tag] ?? "", dataset: { name: tag } });
      input.addEventListener("change", () => {
        const now = this.editor.plan.get(item.id);
        const name = { ...now.name, [tag]: input.value.trim() };
        if (!name[tag]) delete name[tag];
        this.set([now], { name });
      });
      yield field(words, input);
    }
  }

  *#level(item) {
    yield field(say("楼层序号（一楼为 0）", "Ordinal (0 is the ground floor)"), number(item.ordinal, (value) => {
      if (Number.isInteger(value)) this.set([item], { ordinal: value });
    }, { step: 1, min: -20, max: 199 }));
    for (const tag of ["zh", "en"]) {
      yield field(tag === "zh" ? say("中文简称", "Short name in Chinese") : say("英文简称", "Short name in English"), el("input", {
        type: "text", maxlength: 40, value: item.short_name?.[tag] ?? "",
        onchange: (event) => this.set([this.editor.plan.get(item.id)], (now) => ({ short_name: { ...now.short_name, [tag]: event.target.value.trim() } })),
      }));
    }
    yield el("button", { type: "button", class: "small", onclick: () => this.editor.fillRest() }, say("把没有房间的地方设为大厅", "Make the rest of this floor a hall"));
  }

  #category(items) {
    const { catalogue, names } = this.editor;
    const kind = items[0].kind;
    const options = catalogue[kind].map((e) => [e.category, say(e.zh, e.en)]);
    const same = items.every((item) => item.category === items[0].category);
    return field(say("类别", "Kind"), select(same ? options : [["", say("（不同）", "(various)")], ...options], same ? items[0].category : "", (category) => {
      if (!category) return;
      this.set(items, (item) => {
        const was = names.entry(item), now = names.entries.get(`${kind} ${category}`);
        const isDefault = was && item.name?.zh === was.zh; // a name nobody chose follows its category
        const restriction = kind === "unit" ? { restriction: category === "nonpublic" ? "employeesonly" : item.restriction } : {};
        return { category, ...restriction, ...(isDefault && now ? { name: { zh: now.zh, en: now.en } } : {}) };
      });
    }));
  }

  #department(items) {
    const { departments } = this.editor;
    const same = items.every((item) => item.department === items[0].department);
    return field(say("部门", "Department"), select([["", say("（不指定）", "(none)")], ...departments.map((d) => [d.code, say(d.zh, d.en)])],
      same ? items[0].department : "", (department) => this.set(items, { department })));
  }

  *#unit(item) {
    yield this.#department([item]);
    yield field(say("谁可以进", "Who may enter"), select([["", say("所有人", "Everybody")], ["employeesonly", say("仅限内部人员", "Staff only")], ["restricted", say("受限", "Restricted")]],
      item.restriction ?? "", (value) => this.set([item], { restriction: value || null })));
    if (isShaft(item)) yield* this.#connector(item);
  }

  *#connector(unit) {
    const { editor } = this, { plan } = editor;
    const connector = plan.connectorOf(unit.id);
    const floor = (id) => {
      const level = plan.get(plan.get(id)?.level);
      return pick(level?.short_name) || pick(level?.name) || "?";
    };
    yield el("h3", {}, say("连接的楼层", "Joins the floors"));
    if (connector) {
      yield el("p", {}, connector.stops.map(floor).join(" — "));
      yield field(say("方向", "Direction"), select([["both", say("双向", "Both ways")], ["up", say("上行", "Up")], ["down", say("下行", "Down")]], connector.direction,
        (direction) => this.set([connector], { direction, confirmed: true })));
      if (!connector.confirmed) {
        yield el("p", { class: "hint" }, say("这个连接是按上下重叠推断的。", "This connection was inferred from overlapping outlines."));
        yield el("button", { type: "button", class: "small primary", onclick: () => this.set([connector], { confirmed: true }) }, say("确认连接", "Confirm"));
      }
      yield el("button", { type: "button", class: "small", onclick: () => editor.editing.commit([[connector.id, null]], "unjoin") }, say("断开连接", "Unjoin"));
    }
    const others = plan.of("unit").filter((other) => other.category === unit.category && other.level !== unit.level && !connector?.stops.includes(other.id) && CONNECTED.has(other.category));
    if (others.length) {
      yield field(say("连接到其他楼层", "Join to another floor"), select([["", "—"], ...others.map((o) => [o.id, `${floor(o.id)} · ${editor.names.of(o)}`])], "", (id) => id && editor.joinFloors(unit, id)));
    }
  }

  *#opening(item) {
    if (item.shape.type !== "LineString") return;
    yield field(say("净宽（米）", "Clear width (m)"), number(round(lengthOf(item.shape), 2), (width) => {
      const [a, b] = [item.shape.coordinates[0], item.shape.coordinates.at(-1)], m = mid(a, b), length = dist(a, b);
      const u = [(b[0] - a[0]) / length, (b[1] - a[1]) / length], half = Math.max(0.3, Math.min(12, width)) / 2;
      const coordinates = [-half, half].map((s) => toMillimetres([m[0] + u[0] * s, m[1] + u[1] * s]));
      this.set([item], { shape: { type: "LineString", coordinates } });
    }, { min: 0.5, max: 12, step: 0.1 }), say("轮椅需要 0.9 米以上。", "A wheelchair needs 0.9 m."));
  }

  *#occupant(item) {
    yield field(say("窗口号（不是窗口就留空）", "Window number (empty: not a window)"), el("input", {
      type: "text", maxlength: 12, value: item.number ?? "", dataset: { key: "number" },
      onchange: (event) => {
        const value = event.target.value.trim();
        const name = item.number && value && item.name?.zh === `${item.number}号窗口` ? { name: { zh: `${value}号窗口`, en: `Window ${value}` } } : {};
        this.set([item], { number: value || null, ...name });
      },
    }));
    yield field(say("办事人在哪一侧（从北顺时针，度）", "Visitors' side (degrees clockwise from north)"), number(item.facing_deg, (v) => this.set([item], { facing_deg: ((v % 360) + 360) % 360 }), { min: 0, max: 360, step: 1 }));
    yield field(say("办理的事项编码（逗号分隔，可不填）", "Codes of its matters (commas, optional)"), el("textarea", {
      rows: 2, value: (item.matters ?? []).join(", "),
      onchange: (event) => this.set([item], { matters: event.target.value.split(/[,，;；\s]+/).filter(Boolean) }),
    }));
  }

  *#panel(item) {
    const mounting = item.mounting ?? {};
    const mount = (key) => (value) => this.set([this.editor.plan.get(item.id)], (now) => ({ mounting: { ...now.mounting, [key]: value } }));
    yield field(say("使用者面向（从北顺时针，度）", "Its visitor looks toward (degrees clockwise from north)"), number(item.bearing_deg, (v) => this.set([item], { bearing_deg: ((v % 360) + 360) % 360, spot: null }), { min: 0, max: 360, step: 1 }));
    yield field(say("尺寸（英寸）", "Size (inches)"), number(mounting.diagonal_in, mount("diagonal_in"), { min: 10, max: 120 }));
    yield field(say("方向", "Orientation"), select([["portrait", say("竖屏", "Portrait")], ["landscape", say("横屏", "Landscape")]], mounting.orientation ?? "", mount("orientation")));
    yield field(say("下边离地（毫米）", "Lower edge above the floor (mm)"), number(mounting.lower_edge_mm, mount("lower_edge_mm"), { min: 0, max: 3000, step: 10 }));
  }
}
