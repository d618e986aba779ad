// Saving: against the version one drew on; who was slower gets both merged; sketches keep what nobody saved.

import { ask } from "./api.js";
import { ask as dialog } from "./dialogs.js";
import { el } from "./dom.js";
import { KIND_WORDS } from "./palette.js";
import { isGround } from "./plan.js";
import { merge, same } from "./same.js";
import { pick, say } from "./words.js";

const SKETCH_MS = 4000;

export class Saving {
  #timer = 0;
  #busy = null;
  #sketched = false;

  constructor(editor, button, status) {
    Object.assign(this, { editor, button, status });
    button.addEventListener("click", () => this.save());
    editor.plan.addEventListener("change", () => this.#changed());
    window.addEventListener("beforeunload", (event) => {
      if (editor.plan.isDirty && !editor.readOnly) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && editor.plan.isDirty) this.#sketch();
    });
    this.#changed();
  }

  #changed() {
    const { plan, readOnly } = this.editor;
    const dirty = plan.isDirty && !readOnly;
    this.button.disabled = !dirty || Boolean(this.#busy);
    this.#say(dirty ? "dirty" : "saved");
    clearTimeout(this.#timer);
    if (dirty) this.#timer = setTimeout(() => this.#sketch(), SKETCH_MS);
    else if (this.#sketched) this.#forget();
  }

  // States for people and tests: saved, dirty, saving, failed.
  #say(state, words = "") {
    const { plan, readOnly } = this.editor;
    Object.assign(this.status.dataset, { state, version: plan.version });
    this.status.textContent = words || (readOnly ? say(`第 ${plan.version} 版（只读）`, `Version ${plan.version} (read only)`)
      : { saved: say(`已保存 · 第 ${plan.version} 版`, `Saved · version ${plan.version}`), dirty: say("有未保存的修改", "Unsaved changes"), saving: say("正在保存……", "Saving …"), failed: say("没有保存", "Not saved") }[state]);
  }

  async #sketch() {
    const { plan, readOnly } = this.editor;
    if (readOnly || this.#busy || !plan.isDirty) return;
    try {
      await ask("/sketch", { method: "PUT", json: { version: plan.version, document: plan.document() } });
      this.#sketched = true;
      if (plan.isDirty && !this.#busy) this.#say("dirty", say("有未保存的修改（已暂存）", "Unsaved changes (kept as a draft)"));
    } catch {
      // the next change tries again; saving says what is wrong
    }
  }

  #forget() {
    this.#sketched = false;
    ask("/sketch", { method: "DELETE" }).catch(() => {});
  }

  // What this person drew and did not save the last time.
  async offer(sketch) {
    if (!sketch || this.editor.readOnly) return;
    const at = new Date(sketch.at).toLocaleString();
    const choice = await dialog({
      title: say("上次的修改还没有保存", "Your last changes were not saved"),
      body: [el("p", {}, say(`您在 ${at} 画的内容已暂存。要接着画吗？`, `What you drew on ${at} was kept. Go on with it?`))],
      yes: say("接着画", "Go on"), no: say("不要了", "Discard"),
    });
    if (choice !== "yes") {
      this.#forget();
      return;
    }
    this.#sketched = true;
    const kept = await ask("/sketch");
    const { plan } = this.editor;
    const mine = toMap(kept.document);
    const drawn = kept.base === plan.version && same(kept.document.sheet, plan.sheet) ? { merged: mine, conflicts: [] } : null;
    if (drawn) plan.continueFrom(plan.version, plan.document(plan.base), drawn.merged, "sketch");
    else plan.change([...new Set([...mine.keys(), ...plan.items().keys()])].map((id) => [id, mine.get(id) ?? null]), "sketch");
    this.editor.refresh();
  }

  save() {
    this.#busy ??= this.#save().finally(() => {
      this.#busy = null;
      this.#changed();
    });
    return this.#busy;
  }

  async #save(tries = 0) {
    const { editor } = this;
    const { plan } = editor;
    if (!plan.isDirty) return;
    this.button.disabled = true;
    this.#say("saving");
    const sent = plan.items();
    try {
      const saved = await ask("/document", { method: "PUT", json: { version: plan.version, document: plan.document(sent) } });
      plan.saved(saved.version, saved.document, sent);
      this.#sketched = false;
      editor.say("已保存。", "Saved.", "ok");
    } catch (error) {
      this.#say("failed");
      if (error.status === 409 && tries < 3) {
        if (await this.#meet(error)) await this.#save(tries + 1);
      } else {
        editor.say(error.message, error.message, "warn");
        if (error.said?.item && plan.get(error.said.item)) editor.select([error.said.item]);
      }
    }
  }

  // Somebody else saved in between: both are put together; where both changed the same, people choose.
  async #meet(error) {
    const { editor } = this;
    const { plan } = editor;
    const sheet = encodeURIComponent(JSON.stringify(plan.sheet));
    const theirs = await ask(`/document?sheet=${sheet}`);
    const { merged, conflicts: all } = merge(plan.base, plan.items(), toMap(theirs.document));
    const conflicts = await this.#fitHalls(all, merged, toMap(theirs.document));
    const by = error.said.by || say("另一个人", "somebody else");
    if (conflicts.length && !(await this.#choose(conflicts, merged, by))) return false;
    plan.continueFrom(theirs.version, theirs.document, merged, "merge");
    editor.say(`已合并 ${by} 的修改。`, `Merged with the changes of ${by}.`, "info");
    editor.refresh();
    return true;
  }

  // Halls that both people's rooms pushed aside are theirs, pushed aside by mine once more: nobody has to choose.
  async #fitHalls(conflicts, merged, theirs) {
    const { plan, editing } = this.editor;
    const halls = conflicts.filter((c) => c.mine && c.theirs && isGround(c.mine) && same(c.keys, ["shape"]));
    if (!halls.length || !editing.fitHalls) return conflicts;
    const mine = plan.items(), drawn = new Map();
    for (const id of new Set([...mine.keys(), ...plan.base.keys()])) {
      const [now, was] = [mine.get(id), plan.base.get(id)];
      const unit = now ?? was;
      if (unit.kind === "unit" && !isGround(unit) && !same(now, was)) drawn.set(id, now ?? null);
    }
    for (const { id } of halls) merged.set(id, { ...merged.get(id), shape: theirs.get(id).shape });
    const former = new Map(merged); // theirs, with my rooms as they were before I drew
    for (const id of drawn.keys()) {
      if (plan.base.has(id)) former.set(id, plan.base.get(id));
      else former.delete(id);
    }
    for (const [id, shape] of await editing.madeRoom(drawn, former)) {
      if (shape) merged.set(id, { ...merged.get(id), shape });
      else merged.delete(id);
    }
    return conflicts.filter((conflict) => !halls.includes(conflict));
  }

  async #choose(conflicts, merged, by) {
    const { names } = this.editor;
    const rows = conflicts.map((conflict, i) => {
      const item = conflict.mine ?? conflict.theirs;
      const side = (value, words, checked) => el("label", { class: "choice" }, el("input", { type: "radio", name: `c${i}`, value, checked }), words);
      return el("li", { class: "card tight" }, el("p", { class: "strong" }, `${say(...KIND_WORDS[item.kind])} ${item.shape ? names.of(item) : pick(item.name)}`),
        side("mine", [say("用我的：", "Mine: "), told(conflict, conflict.mine)], true), side("theirs", [say("用对方的：", "Theirs: "), told(conflict, conflict.theirs)], false));
    });
    const list = el("ul", { class: "stack tight", id: "conflicts" }, rows);
    const choice = await dialog({
      title: say(`您和 ${by} 改了同样的地方`, `You and ${by} changed the same things`), wide: true,
      body: [el("p", {}, say("其他修改都已合并，只有下面这些要您选择：", "Everything else was merged; choose for these:")), list],
      yes: say("按选择保存", "Save as chosen"), no: say("先不保存", "Not yet"),
    });
    if (choice !== "yes") return false;
    conflicts.forEach((conflict, i) => {
      const chosen = list.querySelector(`input[name=c${i}]:checked`).value === "theirs" ? conflict.theirs : conflict.mine;
      if (chosen) merged.set(conflict.id, chosen);
      else merged.delete(conflict.id);
    });
    return true;
  }

  // Another version is the plan now (history, import): begin with it.
  async reload() {
    const { plan } = this.editor;
    const opened = await ask("/document");
    plan.reset(opened.version, opened.document);
    this.editor.opened();
  }
}

function told(conflict, item) {
  if (!item) return say("（已删除）", "(deleted)");
  if (!conflict.keys.length) return say("（保留）", "(kept)");
  return conflict.keys.map((key) => {
    const value = item[key];
    if (key === "shape") return say("位置和形状", "place and shape");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value).join(" / ") : String(value ?? "–");
  }).join("，");
}

const toMap = (document) => new Map(document.items.map((item) => [item.id, item]));
