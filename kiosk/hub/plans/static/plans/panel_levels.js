// The list of floors: choose, add, rename, copy, delete.

import { el, field, fill, symbol } from "./dom.js";
import { ask as dialog } from "./dialogs.js";
import { ACTS } from "./pictograms.js";
import { isShaft, newId } from "./plan.js";
import { pick, say } from "./words.js";

export class LevelsPanel {
  constructor(editor, node) {
    Object.assign(this, { editor, node });
    editor.plan.addEventListener("change", () => this.show());
  }

  show() {
    const { editor } = this;
    const counts = new Map();
    for (const finding of editor.overlay.findings) counts.set(finding.level, (counts.get(finding.level) ?? 0) + 1);
    fill(this.node,
      el("div", { class: "levels-head" }, el("h2", {}, say("楼层", "Floors")),
        editor.readOnly ? null : el("button", { type: "button", class: "small quiet", id: "level-add", onclick: () => this.#add() }, say("＋ 添加", "＋ Add"))),
      el("ul", { class: "levels" }, editor.plan.levels.map((level) => el("li", {},
        el("button", {
          type: "button", class: "level", "aria-current": level.id === editor.level ? "true" : null, dataset: { level: level.id },
          onclick: () => editor.show(level.id), ondblclick: () => editor.select([level.id]),
        }, el("span", { class: "ordinal" }, String(level.ordinal)), el("span", { class: "cut" }, pick(level.name) || pick(level.short_name) || say("未命名", "Unnamed")),
          counts.get(level.id) ? el("span", { class: "badge warn", title: say("问题", "Findings") }, String(counts.get(level.id))) : null),
        editor.readOnly || level.id !== editor.level ? null : el("button", {
          type: "button", class: "small quiet", "aria-label": say("楼层设置", "Floor settings"), title: say("楼层设置", "Floor settings"),
          id: "level-edit", onclick: () => editor.select([level.id]),
        }, symbol(ACTS.layers))))));
    this.node.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  async #add() {
    const { editor } = this;
    const ordinals = editor.plan.levels.map((level) => level.ordinal);
    const top = Math.max(...ordinals);
    const ordinal = el("input", { type: "number", value: top + 1, step: 1, min: -20, max: 199, name: "ordinal", required: true });
    const zh = el("input", { type: "text", maxlength: 60, name: "zh", value: floorName(top + 1).zh, required: true });
    const en = el("input", { type: "text", maxlength: 60, name: "en", value: floorName(top + 1).en });
    ordinal.addEventListener("input", () => {
      const names = floorName(ordinal.valueAsNumber);
      zh.value = names.zh;
      en.value = names.en;
    });
    const copy = el("select", { name: "copy" }, el("option", { value: "outline" }, say("只要外轮廓和大厅", "Outline and an empty hall")),
      el("option", { value: "all" }, say("复制本层（不含窗口和导引屏）", "Copy this floor (without windows and panels)")));
    const chosen = await dialog({
      title: say("添加楼层", "Add a floor"),
      body: [field(say("楼层序号（一楼为 0，二楼为 1，地下一层为 −1）", "Ordinal (0 is the ground floor, 1 above it, −1 below)"), ordinal),
        field(say("中文名称", "Name in Chinese"), zh), field(say("英文名称", "Name in English"), en), field(say("内容", "Contents"), copy)],
      yes: say("添加", "Add"),
    });
    if (!chosen || !Number.isInteger(ordinal.valueAsNumber)) return;
    if (ordinals.includes(ordinal.valueAsNumber)) {
      editor.say("这个序号已经有楼层了。", "There is a floor with this ordinal already.", "warn");
      return;
    }
    const names = { zh: zh.value.trim(), en: en.value.trim() || zh.value.trim() };
    await addLevel(editor, ordinal.valueAsNumber, names, copy.value === "all");
  }
}

export function floorName(ordinal) {
  return ordinal >= 0 ? { zh: `${ordinal + 1}楼`, en: `${ordinal + 1}F` } : { zh: `地下${-ordinal}层`, en: `B${-ordinal}` };
}

// A floor above or below, with this floor's outline; its contents too when `all`.
export async function addLevel(editor, ordinal, names, all) {
  const { plan, editing } = editor;
  const from = plan.get(editor.level);
  const id = newId();
  const shape = from.shape ?? { type: "Polygon", coordinates: [ring(plan.box(from.id))] };
  const edits = new Map([[id, { id, kind: "level", ordinal, name: names, short_name: names, outdoor: false, shape }]]);
  if (all) copyContents(editor, from.id, id, edits);
  else {
    const hall = newId();
    edits.set(hall, {
      id: hall, kind: "unit", level: id, category: "walkway", name: { zh: `${names.zh}大厅`, en: `${names.en} hall` }, restriction: null, department: "", shape,
    });
  }
  const fit = editing.fitHalls;
  editing.fitHalls = false; // a copy fits as it is
  await editing.commit(edits, "level");
  editing.fitHalls = fit;
  editor.show(id);
}

// Copies of everything on a floor; lifts and stairs that reach it get a stop on the new one.
function copyContents(editor, from, to, edits) {
  const { plan, editing } = editor;
  const items = plan.on(from).filter((item) => item.kind !== "panel" && item.kind !== "occupant");
  const copies = editing.copies(items, to);
  const kept = items.filter((item) => item.shape);
  copies.forEach((copy, i) => {
    edits.set(copy.id, copy.kind === "fixture" ? { ...copy, anchor: null } : copy);
    const connector = isShaft(kept[i]) ? plan.connectorOf(kept[i].id) : null;
    if (connector && connector.category !== "escalator") {
      const known = edits.get(connector.id) ?? connector;
      edits.set(connector.id, { ...known, stops: [...known.stops, copy.id] });
    }
  });
}

const ring = ([x0, y0, x1, y1]) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
