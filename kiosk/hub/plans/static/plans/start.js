// The page before there is a plan: bring an IMDF plan in.

import { ask } from "./api.js";
import { el, fill } from "./dom.js";
import { formOf, report } from "./imports.js";
import { say } from "./words.js";

const input = document.getElementById("start-files");
const out = document.getElementById("start-report");

input?.addEventListener("change", async () => {
  if (!input.files.length) return;
  fill(out, el("p", { class: "muted" }, say("正在查看……", "Looking …")));
  const files = [...input.files];
  try {
    const made = await ask("/import/imdf", { method: "POST", form: formOf({ files }) });
    const take = el("button", { type: "button", class: "primary", onclick: async () => {
      take.disabled = true;
      try {
        await ask("/import/imdf", { method: "POST", form: formOf({ files, version: 0 }) });
        location.reload();
      } catch (error) {
        fill(out, el("p", { class: "message error" }, error.message));
      }
    } }, say("用这份图纸开始", "Begin with this plan"));
    fill(out, ...report(made), take);
  } catch (error) {
    fill(out, el("p", { class: "message error" }, error.message));
  }
});
