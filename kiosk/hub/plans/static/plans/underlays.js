// Pictures to draw over: taken in, laid down, scaled by two points, dimmed, put away.

import { ask } from "./api.js";
import { ask as dialog, toast } from "./dialogs.js";
import { el, field, fill, number } from "./dom.js";
import { bounds, dist } from "./geometry.js";
import { formOf } from "./imports.js";
import { ScaleTool } from "./tool_measure.js";
import { metres, say } from "./words.js";

export class Underlays {
  constructor(editor, node, listed) {
    Object.assign(this, { editor, node });
    this.list = listed;
    for (const one of listed) this.#load(one);
    editor.painter.underlays = this.list;
  }

  #load(one) {
    const image = new Image();
    image.onload = () => {
      one.image = image;
      this.editor.refresh();
    };
    image.src = one.address;
  }

  get #here() {
    return this.list.filter((one) => one.level === this.editor.level);
  }

  show() {
    const { editor } = this;
    if (editor.readOnly) return;
    const file = el("input", { type: "file", accept: "image/png,image/jpeg,image/webp", id: "underlay-file", onchange: (event) => this.#add(event.target.files[0]) });
    fill(this.node, field(say("本层的底图（PNG、JPEG）", "A picture under this floor (PNG, JPEG)"), file, say("例如楼层平面的照片或扫描件；只用来描图，不会发布。", "A photo or scan of the plan, to draw over; it is never published.")),
      this.#here.map((one) => this.#card(one)));
  }

  #card(one) {
    const { place } = one;
    const set = (key, value) => this.#set(one, { [key]: value });
    const range = el("input", { type: "range", min: 0, max: 1, step: 0.05, value: place.opacity, "aria-label": say("浓淡", "Opacity"), oninput: (event) => {
      place.opacity = event.target.valueAsNumber;
      this.editor.refresh();
    }, onchange: (event) => set("opacity", event.target.valueAsNumber) });
    return el("div", { class: "card tight" },
      el("p", { class: "muted" }, `${metres(one.width * place.metres_per_pixel, 1)} × ${metres(one.height * place.metres_per_pixel, 1)}`),
      field(say("浓淡", "Opacity"), range),
      el("div", { class: "acts" }, el("button", { type: "button", class: "small", onclick: () => this.#scale(one) }, say("用两点定比例", "Scale by two points")),
        el("label", { class: "choice" }, el("input", { type: "checkbox", checked: place.shown, onchange: (event) => set("shown", event.target.checked) }), say("显示", "Show"))),
      el("div", { class: "fields three" }, field("X (m)", number(place.x, (v) => set("x", v), { step: 0.1 })), field("Y (m)", number(place.y, (v) => set("y", v), { step: 0.1 })),
        field(say("旋转°", "Turn°"), number(place.turn_deg, (v) => set("turn_deg", v), { step: 0.5 }))),
      el("button", { type: "button", class: "small danger", onclick: () => this.#remove(one) }, say("删除底图", "Delete the picture")));
  }

  async #add(file) {
    if (!file) return;
    const { editor } = this;
    try {
      const one = await ask("/underlays", { method: "POST", form: formOf({ file, level: editor.level }) });
      const box = bounds([editor.plan.get(editor.level).shape].filter(Boolean)) ?? [0, 0, 40, 25];
      one.place = { ...one.place, x: box[0], y: box[1], metres_per_pixel: (box[2] - box[0]) / one.width };
      this.list.push(one);
      this.#load(one);
      await this.#set(one, {});
    } catch (error) {
      toast(error.message, "warn");
    }
    this.show();
  }

  async #set(one, change) {
    Object.assign(one.place, change);
    this.editor.refresh();
    try {
      await ask(`/underlays/${one.id}`, { method: "PATCH", json: one.place });
    } catch (error) {
      toast(error.message, "warn");
    }
  }

  #scale(one) {
    const { editor } = this;
    editor.use(new ScaleTool(editor, one, async (underlay, a, b) => {
      const known = el("input", { type: "number", min: 0.1, step: 0.01, value: dist(a, b).toFixed(2), required: true, id: "known-distance" });
      const choice = await dialog({ title: say("这两点实际相距多少米？", "How far apart are they in truth?"), body: [field(say("米", "Metres"), known)] });
      const factor = known.valueAsNumber / dist(a, b);
      if (choice === "yes" && factor > 0 && Number.isFinite(factor)) {
        const { place } = underlay; // the first point stays where it is
        await this.#set(underlay, { metres_per_pixel: place.metres_per_pixel * factor, x: a[0] + (place.x - a[0]) * factor, y: a[1] + (place.y - a[1]) * factor });
        this.show();
      }
      editor.useNamed("select");
    }));
  }

  async #remove(one) {
    if ((await dialog({ title: say("删除这张底图？", "Delete this picture?"), body: [], yes: say("删除", "Delete"), danger: true })) !== "yes") return;
    try {
      await ask(`/underlays/${one.id}`, { method: "DELETE" });
      this.list.splice(this.list.indexOf(one), 1);
    } catch (error) {
      toast(error.message, "warn");
    }
    this.editor.refresh();
    this.show();
  }
}
