// Colours of the drawing (the tokens of the console's look) and names of things.

import { pick, say } from "./words.js";

export const INK = "#0c2038", INK2 = "#4a5d75", LINE = "#b8c5d4", PRIMARY = "#0a58ca", ROUTE = "#ff6a13", HERE = "#d92d20";
export const OUTSIDE = "#e9eff6", FLOOR = "#f7fafd";
export const SEVERITY = { error: "#c02618", warning: "#9a4e00", note: "#4a5d75" };
export const TINTS = ["#dcefe4", "#fde9d4", "#e4e4fb", "#fbe3e8", "#e2f0f8", "#f3ecd2", "#e6f3da", "#efe2f3"];

const FILLS = {
  elevator: "#cfe0f7", stairs: "#cfe0f7", escalator: "#cfe0f7", ramp: "#dbe8f8", restroom: "#dff0f8",
  mothersroom: "#dff0f8", nonpublic: "#e1e6ed", storage: "#e6ebf1", serverroom: "#e1e6ed", opentobelow: "#d4deea",
  structure: "#c5cfdb", column: "#c5cfdb", walkway: "#ffffff", lobby: "#ffffff", waitingroom: "#fffdf5",
  unenclosedarea: "#ffffff", unspecified: "#ffffff",
};

export function unitFill(item, tint) {
  return FILLS[item.category] ?? FILLS[item.category.split(".")[0]] ?? tint ?? "#eef3f9";
}

export const fixtureFill = (category) =>
  category === "vegetation" ? "#cfe8d6" : category.startsWith("desk") || category === "counter" ? "#c8d6ea"
    : ["column", "wall", "obstruction"].includes(category) ? "#aebccb" : "#dde5ee";

export const KIND_WORDS = {
  venue: ["大厅", "Venue"], level: ["楼层", "Floor"], unit: ["房间", "Room"], opening: ["门", "Door"], fixture: ["设施", "Thing"],
  amenity: ["服务点", "Place"], occupant: ["窗口", "Window"], panel: ["导引屏", "Panel"], zone: ["区域", "Area"],
  detail: ["线条", "Lines"], connector: ["楼层连接", "Connection"],
};

export class Names {
  constructor(catalogue) {
    this.entries = new Map();
    for (const kind of ["unit", "fixture", "amenity", "opening", "zone"]) {
      for (const entry of catalogue[kind] ?? []) this.entries.set(`${kind} ${entry.category}`, entry);
    }
  }

  entry(item) {
    return this.entries.get(`${item.kind} ${item.category}`);
  }

  category(item) {
    const entry = this.entry(item);
    return entry ? say(entry.zh, entry.en) : item.category ?? "";
  }

  icon(item) {
    return this.entry(item)?.icon ?? "place";
  }

  of(item) {
    if (item.kind === "occupant" && item.number) return pick(item.name) || say(`${item.number}号窗口`, `Window ${item.number}`);
    return pick(item.name) || this.category(item) || say(...(KIND_WORDS[item.kind] ?? ["", ""]));
  }
}
