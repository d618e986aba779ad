// Small windows of the editor, made of the console's <dialog>.

import { el, fill } from "./dom.js";
import { say } from "./words.js";

const box = () => document.getElementById("plan-dialog");

// Ask something. Returns the value of the button that was pressed ("" when closed).
export function ask({ title, body = [], yes = say("确定", "OK"), no = say("取消", "Cancel"), wide = false, danger = false, more = [] }) {
  const dialog = box();
  dialog.className = wide ? "wide" : "";
  return new Promise((resolve) => {
    const form = el("form", { method: "dialog" }, el("h2", {}, title), el("div", { class: "dialog-body" }, body),
      el("div", { class: "form-acts" },
        no ? el("button", { value: "", formnovalidate: true }, no) : null,
        more.map(([value, words]) => el("button", { value }, words)),
        yes ? el("button", { value: "yes", class: danger ? "primary danger" : "primary", id: "dialog-yes" }, yes) : null));
    fill(dialog, form);
    const done = () => resolve(dialog.returnValue);
    dialog.addEventListener("close", done, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
    (form.querySelector("input, select, textarea") ?? form.querySelector("#dialog-yes"))?.focus();
  });
}

export function close() {
  if (box().open) box().close("");
}

// A message that goes by itself.
export function toast(text, kind = "info") {
  const node = el("p", { class: `toast ${kind}`, role: kind === "warn" ? "alert" : "status" }, text);
  const shelf = document.getElementById("plan-toasts");
  shelf.append(node);
  while (shelf.children.length > 3) shelf.firstChild.remove();
  setTimeout(() => node.remove(), kind === "warn" ? 8000 : 4500);
}
