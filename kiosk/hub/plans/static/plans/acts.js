// Keys and what they do; the help lists the same table.

import { ask as dialog } from "./dialogs.js";
import { el } from "./dom.js";
import { say } from "./words.js";

export const TOOL_KEYS = { v: "select", r: "rectangle", p: "polygon", d: "door", c: "counter", f: "fixture", l: "connector", a: "place", k: "panel", z: "zone", m: "measure" };

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// Do what a key asks. Returns whether it was understood.
export function act(editor, key, { ctrl, shift, alt, onCanvas }) {
  const low = key.toLowerCase();
  if (ctrl) {
    const done = { z: () => (shift ? editor.redo() : editor.undo()), y: () => editor.redo(), c: () => editor.copy(), x: () => editor.cut(), v: () => editor.paste(), a: () => editor.selectAll(), d: () => editor.duplicate() }[low];
    if (!done || (!onCanvas && ["a", "c", "x"].includes(low))) return false;
    done();
    return true;
  }
  if (alt) return false;
  if (ARROWS[key] && onCanvas) {
    const [dx, dy] = ARROWS[key], step = shift ? 1 : 0.1;
    if (editor.selection.size) editor.nudge([dx * step, dy * step]);
    else editor.view.pan(-dx * 60, dy * 60);
    return true;
  }
  if (key === "Escape") return editor.escape();
  if (key === "Delete" || (key === "Backspace" && onCanvas)) return editor.remove(), true;
  if (key === "?") return help(), true;
  if (key === "+" || key === "=") return editor.view.zoom(1.25), true;
  if (key === "-") return editor.view.zoom(0.8), true;
  if (key === "0") return editor.fit(), true;
  if (key === "g") return editor.toggleGrid(), true;
  if (key === "PageUp" || key === "PageDown") return editor.nextLevel(key === "PageUp" ? 1 : -1), true;
  if (TOOL_KEYS[low] && !shift) return editor.useNamed(TOOL_KEYS[low]), true;
  return false;
}

const HELP = () => [
  [say("选择、移动、改形", "Select, move, reshape"), "V"], [say("矩形房间 / 多边形房间 / 区域", "Rectangle / polygon / area"), "R / P / Z"], [say("门", "Door"), "D"],
  [say("柜台和窗口", "Counter with windows"), "C"], [say("设施", "Thing"), "F"], [say("电梯、楼梯、扶梯", "Lift, stairs, escalator"), "L"], [say("服务点", "Place"), "A"],
  [say("导引屏", "Panel"), "K"], [say("测量", "Measure"), "M"], [say("撤销 / 重做", "Undo / redo"), "Ctrl Z / Ctrl Y"], [say("复制 / 剪切 / 粘贴", "Copy / cut / paste"), "Ctrl C / X / V"],
  [say("原样再来一份", "Duplicate"), "Ctrl D"], [say("全选 / 删除", "Select all / delete"), "Ctrl A / Delete"], [say("保存", "Save"), "Ctrl S"],
  [say("微移 10 厘米 / 1 米", "Nudge 10 cm / 1 m"), "← ↑ → ↓ / Shift"], [say("平移", "Pan"), say("空格拖动、右键拖动", "Space and drag, right button")],
  [say("缩放 / 看全图", "Zoom / show all"), say("滚轮、＋ − / 0", "Wheel, + − / 0")], [say("不吸附 / 直角", "No snapping / right angles"), "Alt / Shift"],
  [say("在墙上加角 / 去掉角", "Add a corner / take one away"), say("双击墙线 / 指着角按 Delete", "Double click / point and Delete")], [say("上一层 / 下一层", "Floor up / down"), "PageUp / PageDown"],
  [say("网格", "Grid"), "G"], [say("取消", "Cancel"), "Esc"],
];

export function help() {
  return dialog({
    title: say("快捷键", "Keys"), no: null, yes: say("知道了", "OK"), wide: true,
    body: [el("dl", { class: "keys" }, HELP().flatMap(([words, keys]) => [el("dt", {}, words), el("dd", {}, el("kbd", {}, keys))]))],
  });
}
