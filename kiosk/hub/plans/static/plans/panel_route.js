// Try a route on the plan as it is drawn now: from a panel to anything, as any walker, with things switched off.

import { ask } from "./api.js";
import { el, field, fill, select, symbol } from "./dom.js";
import { TURNS } from "./pictograms.js";
import { isShaft } from "./plan.js";
import { pick, say } from "./words.js";

const PROFILES = [["walk", say("步行", "Walking")], ["slow", say("慢行", "Slow walker")], ["wheelchair", say("轮椅、婴儿车", "Wheelchair or pram")]];

export class RoutePanel {
  from = "";
  to = "";
  profile = "walk";
  shut = new Set();
  result = null;

  constructor(editor, node) {
    Object.assign(this, { editor, node });
    editor.plan.addEventListener("change", () => {
      if (this.result) this.#clear();
      if (!node.hidden) this.show();
    });
  }

  #clear() {
    this.result = null;
    this.editor.overlay.route = null;
  }

  #named(kind, filter = () => true) {
    const { plan, names } = this.editor;
    const floor = (item) => pick(plan.get(item.level)?.short_name) || "";
    return plan.of(kind).filter(filter).map((item) => [item.id, `${names.of(item)}${floor(item) ? ` · ${floor(item)}` : ""}`]);
  }

  show() {
    const { editor } = this;
    const panels = this.#named("panel");
    if (!panels.some(([id]) => id === this.from)) this.from = panels[0]?.[0] ?? "";
    const byName = (a, b) => a[1].localeCompare(b[1], undefined, { numeric: true });
    const goals = [
      [say("窗口", "Windows"), this.#named("occupant")],
      [say("服务点", "Places"), this.#named("amenity")],
      [say("房间", "Rooms"), this.#named("unit", (u) => !isShaft(u) && !u.restriction && u.category !== "nonpublic")],
    ];
    if (!goals.some(([, list]) => list.some(([id]) => id === this.to))) this.to = "";
    const goal = el("select", { id: "route-to", onchange: (event) => this.#set("to", event.target.value) }, el("option", { value: "" }, say("请选择", "Choose")),
      goals.map(([title, list]) => el("optgroup", { label: title }, list.toSorted(byName).map(([id, words]) => el("option", { value: id, selected: id === this.to }, words)))));
    const start = select(panels, this.from, (id) => this.#set("from", id));
    start.id = "route-from";
    const profile = select(PROFILES, this.profile, (id) => this.#set("profile", id));
    profile.id = "route-profile";
    const picked = [...editor.selection].map((id) => editor.plan.get(id)).find((i) => ["occupant", "amenity", "unit"].includes(i?.kind));
    fill(this.node,
      panels.length ? field(say("从哪块屏", "From the panel"), start) : el("p", { class: "message warning" }, say("先用“导引屏”工具放一块屏。", "Place a screen with the tool “Panel” first.")),
      field(say("到哪里", "To"), goal),
      picked && picked.id !== this.to ? el("button", { type: "button", class: "small", onclick: () => this.#set("to", picked.id) }, say(`去选中的“${editor.names.of(picked)}”`, `To the selected “${editor.names.of(picked)}”`)) : null,
      field(say("怎么走", "How"), profile), this.#switches(), el("div", { id: "route-result", "aria-live": "polite" }, this.#words()));
  }

  // Lifts and stairs to be tried as out of use; those that are switched off on the panels now are ticked already.
  #switches() {
    const { plan, names, painter } = this.editor;
    const connectors = plan.of("connector");
    if (!connectors.length) return null;
    return el("details", { class: "switches", open: this.shut.size || connectors.some((c) => painter.closed.has(c.id)) ? true : null }, el("summary", {}, say("假设停用", "Pretend these are out of use")),
      connectors.map((connector) => {
        const unit = plan.get(connector.stops[0]);
        const now = painter.closed.has(connector.id);
        return el("label", { class: "choice" }, el("input", {
          type: "checkbox", checked: now || this.shut.has(connector.id), disabled: now,
          onchange: (event) => {
            if (event.target.checked) this.shut.add(connector.id);
            else this.shut.delete(connector.id);
            this.#go();
          },
        }), el("span", {}, unit ? names.of(unit) : connector.category, now ? el("span", { class: "badge bad" }, say("现已停用", "out of use now")) : null));
      }));
  }

  #set(key, value) {
    this[key] = value;
    this.show();
    this.#go();
  }

  async #go() {
    if (!this.from || !this.to) return;
    const { editor } = this;
    this.#clear();
    const result = document.getElementById("route-result");
    fill(result, el("p", { class: "muted" }, say("正在找路……", "Finding the way …")));
    const asked = [this.from, this.to, this.profile].join();
    try {
      const closed = [...new Set([...this.shut, ...editor.painter.closed])];
      const found = await ask("/route", { method: "POST", json: { document: editor.plan.document(), from: this.from, to: this.to, profile: this.profile, closed } });
      if (asked !== [this.from, this.to, this.profile].join()) return;
      this.result = { ...found, profile: this.profile };
    } catch (error) {
      this.result = { fault: error.message };
    }
    editor.overlay.route = this.result.legs ? this.result : null;
    fill(result, this.#words());
    const first = this.result.legs?.[0];
    if (first && first.level !== editor.level) editor.show(first.level);
    editor.refresh();
  }

  #words() {
    const { result } = this;
    if (!result) return null;
    if (result.fault) return el("p", { class: "message error" }, result.fault);
    if (result.no_way) return el("p", { class: "message warning", id: "no-way" }, pick(result.no_way));
    return [el("p", { class: "strong", id: "route-summary" }, pick(result.summary)),
      el("ol", { class: "steps-list", dataset: { profile: result.profile } }, result.steps.map((step) => el("li", {},
        el("button", { type: "button", class: "step", onclick: () => this.editor.show(step.level) }, symbol(TURNS[step.turn] ?? TURNS.straight), el("span", {}, pick(step.text))))))];
  }
}
