// Puts the editor's page together.

import { ask } from "./api.js";
import { TOOL_KEYS, help } from "./acts.js";
import { el, fill, symbol } from "./dom.js";
import { Editor } from "./editor.js";
import { Imports } from "./imports.js";
import { Input } from "./input.js";
import { FindingsPanel } from "./panel_findings.js";
import { LevelsPanel } from "./panel_levels.js";
import { PropertiesPanel } from "./panel_properties.js";
import { RoutePanel } from "./panel_route.js";
import { TOOLS } from "./pictograms.js";
import { Saving } from "./saving.js";
import { ConnectorTool } from "./tool_connector.js";
import { CounterTool } from "./tool_counter.js";
import { DoorTool } from "./tool_door.js";
import { MeasureTool } from "./tool_measure.js";
import { RoomTool } from "./tool_room.js";
import { SelectTool } from "./tool_select.js";
import { FixtureTool, PanelTool, PlaceTool } from "./tool_things.js";
import { Underlays } from "./underlays.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);

const TOOLBAR = [
  ["select", "选择", "Select"], ["rectangle", "矩形房间", "Rectangle"], ["polygon", "多边形", "Polygon"], ["door", "门", "Door"],
  ["counter", "柜台窗口", "Counter"], ["fixture", "设施", "Things"], ["connector", "电梯楼梯", "Lift, stairs"], ["place", "服务点", "Places"],
  ["panel", "导引屏", "Panel"], ["zone", "区域", "Area"], ["measure", "测量", "Measure"],
];

function toolbar(editor) {
  const keys = Object.fromEntries(Object.entries(TOOL_KEYS).map(([key, id]) => [id, key.toUpperCase()]));
  fill($("plan-tools"), TOOLBAR.filter(([id]) => !editor.readOnly || ["select", "measure"].includes(id)).map(([id, zh, en]) =>
    el("button", { type: "button", class: "tool", dataset: { tool: id }, title: `${say(zh, en)} (${keys[id]})`, onclick: () => { editor.useNamed(id); $("plan-over").focus(); } },
      symbol(TOOLS[id]), el("span", {}, say(zh, en)))));
}

// Tools that remember their settings are made once.
function tools(editor) {
  const kept = {
    select: new SelectTool(editor), rectangle: new RoomTool(editor, "rectangle"), polygon: new RoomTool(editor, "polygon"), zone: new RoomTool(editor, "zone"),
    door: new DoorTool(editor), counter: new CounterTool(editor), fixture: new FixtureTool(editor), connector: new ConnectorTool(editor),
    place: new PlaceTool(editor), panel: new PanelTool(editor), measure: new MeasureTool(editor),
  };
  return Object.fromEntries(Object.entries(kept).map(([id, tool]) => [id, () => tool]));
}

function showTool(editor) {
  for (const button of document.querySelectorAll("#plan-tools .tool")) {
    button.setAttribute("aria-pressed", button.dataset.tool === editor.tool.id ? "true" : "false");
  }
  $("plan-over").dataset.tool = editor.tool.id;
  fill($("plan-options"), editor.tool.options?.() ?? []);
  $("plan-options").hidden = !$("plan-options").childElementCount;
  $("plan-hint").textContent = editor.tool.hint();
}

function tabs(panels) {
  const buttons = [...document.querySelectorAll("[role=tab]")];
  const open = (name) => {
    for (const button of buttons) {
      const chosen = button.dataset.tab === name;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      $(`tab-${button.dataset.tab}`).hidden = !chosen;
    }
    panels[name]?.show();
  };
  buttons.forEach((button, i) => {
    button.addEventListener("click", () => open(button.dataset.tab));
    button.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) buttons[(i + by + buttons.length) % buttons.length].focus();
    });
  });
  return open;
}

function bar(editor, imports) {
  const { plan } = editor;
  $("plan-undo").addEventListener("click", () => editor.undo());
  $("plan-redo").addEventListener("click", () => editor.redo());
  $("plan-help").addEventListener("click", () => help());
  $("plan-history").addEventListener("click", () => imports.history());
  $("plan-import-imdf")?.addEventListener("click", () => imports.imdf());
  $("plan-import-dxf")?.addEventListener("click", () => imports.dxf());
  $("plan-fit-halls")?.addEventListener("change", (event) => { editor.editing.fitHalls = event.target.checked; });
  $("plan-snap").addEventListener("change", (event) => { editor.snapping.enabled = event.target.checked; });
  for (const [id, fn] of [["zoom-in", () => editor.view.zoom(1.25)], ["zoom-out", () => editor.view.zoom(0.8)], ["zoom-fit", () => editor.fit()]]) $(id).addEventListener("click", fn);
  for (const menu of document.querySelectorAll(".plan-bar details")) menu.addEventListener("click", (event) => { if (event.target.closest("li")) menu.open = false; });
  const undoable = () => {
    $("plan-undo").disabled = !plan.canUndo;
    $("plan-redo").disabled = !plan.canRedo;
  };
  plan.addEventListener("change", undoable);
  undoable();
}

function scaleBar(editor) {
  const { view } = editor;
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];
  const show = () => {
    const length = steps.find((step) => step * view.scale >= 60) ?? 200;
    $("scale-line").setAttribute("width", String(length * view.scale));
    $("scale-words").textContent = `${length} m`;
    $("north").setAttribute("transform", `rotate(${-editor.plan.sheet.turn_deg} 16 16)`);
  };
  view.addEventListener("change", show);
  editor.addEventListener("pointer", () => { $("plan-at").textContent = `${editor.at[0].toFixed(2)}, ${editor.at[1].toFixed(2)} m`; });
  show();
}

async function begin() {
  const opened = await ask("/document");
  const canvases = [$("plan-map"), $("plan-over")];
  const editor = new Editor(opened, canvases);
  editor.tools = tools(editor);
  const imports = new Imports(editor);
  const properties = new PropertiesPanel(editor, $("tab-properties"));
  editor.levels = new LevelsPanel(editor, $("plan-levels"));
  const route = new RoutePanel(editor, $("tab-route"));
  const findings = new FindingsPanel(editor, $("tab-findings"), $("findings-count"));
  const underlays = new Underlays(editor, $("tab-underlay"), opened.underlays);
  const open = tabs({ properties, route, findings, underlay: underlays });
  toolbar(editor);
  bar(editor, imports);
  scaleBar(editor);
  editor.addEventListener("tool", () => showTool(editor));
  editor.addEventListener("selection", () => {
    properties.show();
    $("plan-hint").textContent = editor.tool.hint();
    if (editor.selection.size && $("tab-properties").hidden && !["tab-findings", "tab-route"].some((id) => !$(id).hidden)) open("properties");
    if (!$("tab-route").hidden) route.show();
  });
  editor.addEventListener("plan", () => { if (!$("tab-properties").contains(document.activeElement) || document.activeElement?.tagName === "BUTTON") properties.show(); });
  editor.addEventListener("level", () => {
    editor.levels.show();
    if (!$("tab-underlay").hidden) underlays.show();
  });
  editor.saving = new Saving(editor, $("plan-save"), $("plan-status"));
  new Input(editor, $("plan-over"));
  editor.useNamed("select");
  open("properties");
  editor.levels.show();
  findings.later(0);
  document.getElementById("plan-editor").dataset.ready = "true";
  await editor.saving.offer(opened.sketch);
}

begin().catch((error) => {
  fill($("plan-hint"), error.message);
  $("plan-editor").dataset.ready = "failed";
});
