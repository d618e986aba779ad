// The plan as it is drawn now: items by id, every change undoable, listeners told once a change.

import { bounds } from "./geometry.js";
import { same } from "./same.js";

export const newId = () => crypto.randomUUID();

// Rooms that make room for what is drawn on them (the server's shapes.GROUNDS).
const GROUNDS = new Set(["walkway", "lobby", "unenclosedarea", "waitingroom", "unspecified"]);
export const isGround = (item) => item.kind === "unit" && GROUNDS.has(item.category);
export const CONNECTED = new Set(["elevator", "stairs", "escalator", "ramp"]);
export const isShaft = (item) => item.kind === "unit" && CONNECTED.has(item.category);

export class Plan extends EventTarget {
  #items = new Map();
  #ghost = new Map(); // what a drag shows before it is let go
  #undo = [];
  #redo = [];
  #cache = new Map();
  revision = 0;

  constructor(document, version) {
    super();
    this.version = version;
    this.#take(document);
  }

  #take(document) {
    this.sheet = document.sheet;
    this.language = document.language;
    this.base = new Map(document.items.map((item) => [item.id, item]));
    this.#items = new Map(this.base);
    this.#told();
  }

  #told(detail = {}) {
    this.#cache.clear();
    this.revision++;
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  get(id) {
    const ghost = this.#ghost.get(id);
    return ghost === undefined ? this.#items.get(id) : ghost ?? undefined;
  }

  *[Symbol.iterator]() {
    for (const [id, item] of this.#items) {
      const ghost = this.#ghost.get(id);
      if (ghost !== null) yield ghost ?? item;
    }
    for (const [id, item] of this.#ghost) if (item && !this.#items.has(id)) yield item;
  }

  #cached(key, make) {
    if (this.#ghost.size) return make();
    if (!this.#cache.has(key)) this.#cache.set(key, make());
    return this.#cache.get(key);
  }

  of(kind) {
    return this.#cached(`kind ${kind}`, () => [...this].filter((item) => item.kind === kind));
  }

  on(level) {
    return this.#cached(`level ${level}`, () => [...this].filter((item) => item.level === level));
  }

  get levels() {
    return this.#cached("levels", () => this.of("level").toSorted((a, b) => b.ordinal - a.ordinal));
  }

  get venue() {
    return this.of("venue")[0];
  }

  connectorOf(unitId) {
    return this.of("connector").find((item) => item.stops.includes(unitId));
  }

  box(level) {
    return this.#cached(`box ${level}`, () => {
      const own = this.get(level);
      return bounds([own?.shape, ...this.on(level).map((item) => item.shape)].filter(Boolean)) ?? [0, 0, 40, 25];
    });
  }

  // Show a change without making it. `edits`: pairs [id, item or null].
  preview(edits) {
    this.#ghost = new Map(edits);
    this.#cache.clear();
    this.dispatchEvent(new CustomEvent("preview"));
  }

  // Make a change: one step of undo.
  change(edits, label = "") {
    this.#ghost.clear();
    const step = [];
    for (const [id, after] of edits) {
      const before = this.#items.get(id) ?? null;
      if (!same(before, after ?? null)) step.push([id, before, after ?? null]);
    }
    if (!step.length) {
      this.preview([]);
      return false;
    }
    this.#apply(step, 2);
    this.#undo.push({ step, label });
    this.#redo = [];
    this.#told({ ids: step.map(([id]) => id) });
    return true;
  }

  #apply(step, which) {
    for (const entry of step) {
      if (entry[which]) this.#items.set(entry[0], entry[which]);
      else this.#items.delete(entry[0]);
    }
  }

  get canUndo() {
    return this.#undo.length > 0;
  }

  get canRedo() {
    return this.#redo.length > 0;
  }

  undo() {
    const last = this.#undo.pop();
    if (!last) return;
    this.#ghost.clear();
    this.#apply(last.step.toReversed(), 1);
    this.#redo.push(last);
    this.#told({ ids: last.step.map(([id]) => id) });
  }

  redo() {
    const next = this.#redo.pop();
    if (!next) return;
    this.#ghost.clear();
    this.#apply(next.step, 2);
    this.#undo.push(next);
    this.#told({ ids: next.step.map(([id]) => id) });
  }

  // Whether something differs from what the server has.
  get isDirty() {
    return this.#cached("dirty", () => {
      if (this.#items.size !== this.base.size) return true;
      for (const [id, item] of this.#items) {
        const old = this.base.get(id);
        if (old !== item && !same(old, item)) return true;
      }
      return false;
    });
  }

  items() {
    return new Map(this.#items);
  }

  document(items = this.#items) {
    return { format: 1, sheet: this.sheet, language: this.language, items: [...items.values()] };
  }

  // The server has this now. What was drawn since `sent` stays drawn.
  saved(version, document, sent) {
    this.version = version;
    const theirs = new Map(document.items.map((item) => [item.id, item]));
    this.base = theirs;
    for (const [id, item] of theirs) {
      const mine = this.#items.get(id);
      if (mine && same(mine, sent.get(id))) this.#items.set(id, item);
    }
    this.#told();
  }

  // Go on from another base with these items, as one step of undo.
  continueFrom(version, document, items, label) {
    this.version = version;
    this.base = new Map(document.items.map((item) => [item.id, item]));
    const ids = new Set([...items.keys(), ...this.#items.keys()]);
    if (!this.change([...ids].map((id) => [id, items.get(id) ?? null]), label)) this.#told();
  }

  // Begin anew (another version of the plan was opened).
  reset(version, document) {
    this.version = version;
    this.#undo = [];
    this.#redo = [];
    this.#ghost.clear();
    this.#take(document);
  }
}
