// What is wrong with the plan: asked of the hub a moment after each change, marked on the map and listed here.

import { ask } from "./api.js";
import { el, fill, symbol } from "./dom.js";
import { placeOf } from "./hits.js";
import { ACTS } from "./pictograms.js";
import { pick, say } from "./words.js";

const WAIT_MS = 700;
const SEVERITIES = { error: ["必须修正", "Must be mended", "error"], warning: ["请核对", "Look at it", "warning"], note: ["提示", "Note", "note"] };

export class FindingsPanel {
  #timer = 0;
  #asked = null;
  #state = "";

  constructor(editor, node, badge) {
    Object.assign(this, { editor, node, badge });
    this.answer = null;
    editor.plan.addEventListener("change", () => this.later());
  }

  later(wait = WAIT_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), wait);
    this.#mark("waiting");
  }

  async #look() {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    const revision = this.editor.plan.revision;
    this.#mark("checking");
    try {
      this.answer = await ask("/findings", { method: "POST", json: { document: this.editor.plan.document() }, signal: asked.signal });
      this.fault = null;
    } catch (error) {
      if (error.name === "AbortError") return;
      this.fault = error;
    }
    if (revision !== this.editor.plan.revision) return;
    const order = { error: 0, warning: 1, note: 2 };
    this.findings = (this.answer?.findings ?? []).toSorted((a, b) => order[a.severity] - order[b.severity]);
    this.editor.overlay.findings = this.fault ? [] : this.findings.map((finding) => this.#placed(finding));
    this.#mark(this.fault ? "failed" : "done");
    this.editor.refresh();
    this.editor.levels.show();
    this.show();
  }

  #placed(finding) {
    if (finding.level && finding.at) return finding;
    const item = finding.item ? this.editor.plan.get(finding.item) : null;
    const place = item ? placeOf(this.editor.plan, item) : null;
    return place ? { ...finding, level: finding.level ?? place.level, at: finding.at ?? place.at } : finding;
  }

  // States are on the page for people and for tests: waiting, checking, done, failed.
  #mark(state) {
    this.#state = state;
    const counts = this.answer?.counts ?? {};
    const total = (counts.error ?? 0) + (counts.warning ?? 0) + (counts.note ?? 0);
    Object.assign(this.badge.dataset, { state, total, errors: counts.error ?? 0, warnings: counts.warning ?? 0, notes: counts.note ?? 0 });
    this.badge.className = `badge ${state === "failed" || counts.error ? "bad" : counts.warning ? "warn" : state === "done" ? "ok" : "off"}`;
    this.badge.textContent = state === "waiting" || state === "checking" ? "…" : state === "failed" ? "!" : String(total);
  }

  show() {
    if (this.fault) {
      fill(this.node, el("p", { class: "message error" }, this.fault.message),
        this.fault.said?.item ? el("button", { type: "button", class: "small", onclick: () => this.#go({ item: this.fault.said.item }) }, say("去看看", "Show me")) : null);
      return;
    }
    const found = this.editor.overlay.findings;
    if (!this.answer) return;
    if (!found.length) {
      fill(this.node, el("div", { class: "fine" }, symbol(ACTS.check), el("p", {}, say("没有发现问题，可以发布。", "Nothing is wrong: fit to be published."))));
      return;
    }
    fill(this.node, el("p", { class: "hint" }, this.answer.publishable ? say("可以发布；请看看下面几点。", "Fit to be published; have a look at these.")
      : say("红色的必须修正后才能发布。", "The red ones must be mended before publishing.")),
      el("ol", { class: "findings" }, found.map((finding, i) => this.#entry(finding, i))));
  }

  #entry(finding, index) {
    const [zh, en, icon] = SEVERITIES[finding.severity];
    return el("li", {}, el("button", { type: "button", class: `finding ${finding.severity}`, dataset: { rule: finding.rule, item: finding.item ?? "" }, onclick: () => this.#go(finding) },
      el("span", { class: "finding-head" }, el("b", { class: `pin ${finding.severity}` }, String(index + 1)), symbol(ACTS[icon] ?? ACTS.note), say(zh, en),
        finding.count > 1 ? el("span", { class: "muted" }, ` × ${finding.count}`) : null),
      el("span", {}, pick(finding.text)), el("span", { class: "muted" }, pick(finding.remedy)),
      pick(finding.place) ? el("span", { class: "muted small-words" }, pick(finding.place)) : null));
  }

  #go(finding) {
    const { editor } = this;
    const item = finding.item ? editor.plan.get(finding.item) : null;
    const place = finding.at && finding.level ? finding : item ? placeOf(editor.plan, item) : null;
    if (place?.level && place.level !== editor.level) editor.show(place.level, false);
    if (place?.at) editor.view.go(place.at);
    if (item && item.kind !== "venue") editor.select([item.id], false);
  }
}

