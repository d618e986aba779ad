// Bringing plans in (IMDF, CAD drawings), and going back to former versions.

import { ask } from "./api.js";
import { ask as dialog } from "./dialogs.js";
import { el, field, fill, number, select } from "./dom.js";
import { bounds, translate } from "./geometry.js";
import { newId } from "./plan.js";
import { pick, say } from "./words.js";

export function formOf(facts) {
  const form = new FormData();
  for (const [key, value] of Object.entries(facts)) {
    for (const one of Array.isArray(value) ? value : [value]) form.append(key, one);
  }
  return form;
}

export function report(made) {
  const counts = made.counts;
  return [
    el("p", {}, say(`${made.levels} 层；错误 ${counts.error}，警告 ${counts.warning}，提示 ${counts.note}。`, `${made.levels} floors; ${counts.error} errors, ${counts.warning} warnings, ${counts.note} notes.`),
      made.given_ids ? say(` 为 ${made.given_ids} 个要素补了编号。`, ` ${made.given_ids} features were given ids.`) : ""),
    el("ul", { class: "report" }, made.findings.slice(0, 60).map((finding) => el("li", { class: finding.severity },
      pick(finding.text), " ", el("span", { class: "muted" }, pick(finding.remedy))))),
  ];
}

export class Imports {
  constructor(editor) {
    this.editor = editor;
  }

  async imdf() {
    const { editor } = this;
    const zip = el("input", { type: "file", accept: ".zip,.geojson,.json", multiple: true, id: "imdf-files" });
    const folder = el("input", { type: "file", webkitdirectory: true, multiple: true });
    const choice = await dialog({
      title: say("导入 IMDF 图纸", "Import an IMDF plan"),
      body: [field(say("IMDF 压缩包（.zip）或其中的文件", "IMDF archive (.zip) or its files"), zip), field(say("或者整个文件夹", "Or a whole folder"), folder)],
      yes: say("查看", "Look at it"),
    });
    const files = [...zip.files, ...folder.files];
    if (choice !== "yes" || !files.length) return;
    await this.#try(async () => {
      const made = await ask("/import/imdf", { method: "POST", form: formOf({ files }) });
      const sure = await dialog({
        title: say("要用它替换现在的平面图吗？", "Replace the plan with this one?"), wide: true,
        body: [...report(made), el("p", { class: "hint" }, say("现在的平面图会留在“历史版本”里。", "The plan of now stays in the history."))],
        yes: say("替换", "Replace"),
      });
      if (sure !== "yes") return;
      await ask("/import/imdf", { method: "POST", form: formOf({ files, version: editor.plan.version }) });
      await editor.saving.reload();
      editor.say("已导入。", "Imported.", "ok");
    });
  }

  async dxf() {
    const { editor } = this;
    const file = el("input", { type: "file", accept: ".dxf", id: "dxf-file" });
    const choice = await dialog({
      title: say("导入 CAD 图（DXF）", "Import a CAD drawing (DXF)"),
      body: [field(say("DXF 文件，最多 64 MB", "DXF file, at most 64 MB"), file, say("DWG 请先在绘图软件里另存为 DXF。一次导入一层楼。", "Save DWG as DXF first. One floor at a time."))], yes: say("读取图层", "Read its layers"),
    });
    if (choice !== "yes" || !file.files.length) return;
    await this.#try(async () => {
      const found = await ask("/import/dxf", { method: "POST", form: formOf({ file: file.files[0] }) });
      const roles = Object.fromEntries(found.layers.filter((layer) => layer.guess).map((layer) => [layer.name, layer.guess]));
      const unit = { value: found.unit_m };
      const sure = await dialog({ title: say("各图层是什么？", "What are the layers?"), wide: true, body: this.#layers(found, roles, unit), yes: say("导入到本层", "Import onto this floor") });
      if (sure !== "yes") return;
      const made = await ask("/import/dxf", { method: "POST", form: formOf({ file: file.files[0], unit_m: unit.value, roles: JSON.stringify(roles) }) });
      await this.#place(made);
    });
  }

  #layers(found, roles, unit) {
    const choices = [["", "—"], ["wall", say("墙", "Walls")], ["glass", say("玻璃、窗", "Glass, windows")], ["door", say("门", "Doors")], ["room", say("房间轮廓", "Outlines of rooms")],
      ["fixture", say("设施、柜台", "Things, counters")], ["name", say("房间名称（文字）", "Names of rooms (texts)")]];
    const size = el("p", { class: "hint" });
    const say_size = () => fill(size, say("图面大小：", "Size: "), found.size.map((v) => `${(v * unit.value).toFixed(1)} m`).join(" × "));
    const units = [[0.001, say("毫米", "millimetres")], [0.01, say("厘米", "centimetres")], [1, say("米", "metres")], [0.0254, say("英寸", "inches")], [0.3048, say("英尺", "feet")]];
    const own = number(unit.value, (v) => { unit.value = v; say_size(); }, { min: 0.00001, step: "any" });
    const unitSelect = select([...units.map(([v, w]) => [String(v), w]), ["own", say("其他", "other")]], units.some(([v]) => v === unit.value) ? String(unit.value) : "own", (v) => {
      if (v === "own") return;
      unit.value = Number(v);
      own.value = v;
      say_size();
    });
    say_size();
    return [el("div", { class: "fields" }, field(say("图中单位", "Unit of the drawing"), unitSelect), field(say("一个单位是多少米", "Metres in one unit"), own)), size,
      el("div", { class: "scroll layers" }, el("table", { class: "table" },
        el("thead", {}, el("tr", {}, [say("图层", "Layer"), say("线条", "Lines"), say("文字", "Texts"), say("当作", "Take as")].map((w) => el("th", {}, w)))),
        el("tbody", {}, found.layers.map((layer) => el("tr", {}, el("td", {}, layer.name), el("td", { class: "num" }, String(layer.lines)), el("td", { class: "num" }, String(layer.texts)),
          el("td", {}, select(choices, roles[layer.name] ?? "", (v) => { if (v) roles[layer.name] = v; else delete roles[layer.name]; })))))))];
  }

  async #place(made) {
    const { editor } = this;
    const { plan, editing } = editor;
    const level = plan.get(editor.level);
    const [x, y] = bounds([level.shape].filter(Boolean)) ?? [0, 0];
    const at = (shape) => translate(shape, [x, y]);
    const edits = new Map();
    const add = (item) => edits.set(item.id, item);
    const replace = plan.on(level.id).every((item) => item.kind === "unit" && plan.on(level.id).length === 1);
    if (replace) for (const item of plan.on(level.id)) edits.set(item.id, null); // the empty hall of a new floor
    if (made.outline && (replace || !level.shape)) edits.set(level.id, { ...level, shape: at(made.outline) });
    for (const room of made.rooms) add({ id: newId(), kind: "unit", level: level.id, category: "room", restriction: null, department: "", shape: at(room.shape),
      name: room.name ? { zh: room.name, en: room.name } : { zh: "房间", en: "Room" } });
    for (const shape of made.openings) add({ id: newId(), kind: "opening", level: level.id, category: "pedestrian", name: {}, shape: at(shape) });
    for (const shape of made.fixtures) add({ id: newId(), kind: "fixture", level: level.id, category: "furniture", name: { zh: "家具", en: "Furniture" }, anchor: null, shape: at(shape) });
    const fit = editing.fitHalls;
    editing.fitHalls = false;
    await editing.commit(edits, "dxf");
    editing.fitHalls = fit;
    editor.select([...edits].filter(([, item]) => item && item.kind !== "level").map(([id]) => id));
    editor.view.show(plan.box(level.id));
    const unknown = Object.entries(made.not_understood).map(([kind, n]) => `${kind} × ${n}`).join("，");
    await dialog({
      title: say("导入结果", "What came of it"), no: null, yes: say("知道了", "OK"),
      body: [el("ul", { class: "plain-list" }, [say(`房间 ${made.counts.rooms} 个`, `${made.counts.rooms} rooms`), say(`门 ${made.counts.doors} 个`, `${made.counts.doors} doors`),
        made.counts.doors_lost ? say(`${made.counts.doors_lost} 个门弧没有找到墙，未采用`, `${made.counts.doors_lost} door arcs met no wall and were left out`) : null,
        unknown ? say(`没有看懂的对象：${unknown}`, `Not understood: ${unknown}`) : null].filter(Boolean).map((w) => el("li", {}, w))),
        el("p", { class: "hint" }, say("导入的东西都已选中：可以整体拖动、旋转；最大的房间通常是大厅，请改成“通道”。按撤销可全部取消。", "All that came in is selected: drag or turn it as a whole. The largest room is usually the hall: make it a corridor. Undo takes everything back."))],
    });
  }

  async history() {
    const { editor } = this;
    await this.#try(async () => {
      const { versions } = await ask("/history");
      const list = el("ul", { class: "stack tight history" }, versions.map((kept, i) => el("li", { class: "row between" },
        el("span", {}, el("b", {}, say(`第 ${kept.version} 版`, `Version ${kept.version}`)), " ", pick(kept.words), " ", el("span", { class: "muted" }, `${kept.by} · ${new Date(kept.at).toLocaleString()}`)),
        i && !editor.readOnly ? el("button", { type: "submit", value: String(kept.version), class: "small" }, say("恢复", "Go back to it")) : el("span", { class: "badge" }, i ? "" : say("现在", "now")))));
      const chosen = await dialog({ title: say("历史版本", "History"), body: [list], yes: null, no: say("关闭", "Close"), wide: true });
      if (!chosen) return;
      if (editor.plan.isDirty && (await dialog({ title: say("放弃未保存的修改？", "Discard unsaved changes?"), body: [], yes: say("放弃并恢复", "Discard and go back"), danger: true })) !== "yes") return;
      await ask(`/history/${chosen}`, { method: "POST", json: { version: editor.plan.version } });
      await editor.saving.reload();
      editor.say(`已恢复第 ${chosen} 版。`, `Went back to version ${chosen}.`, "ok");
    });
  }

  async #try(work) {
    const busy = document.getElementById("plan-busy");
    busy.hidden = false;
    try {
      await work();
    } catch (error) {
      await dialog({ title: say("没有成功", "This did not work"), body: [el("p", { id: "import-fault" }, error.message)], no: null, yes: say("知道了", "OK") });
    } finally {
      busy.hidden = true;
    }
  }
}
