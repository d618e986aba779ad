// Builds what is on the page. Texts are always text nodes: no name can become markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "value") node.value = value;
    else if (name === "checked" || name === "disabled" || name === "selected" || name === "hidden") node[name] = true;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...flat(children));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

// Nodes and texts out of lists and generators of them; nothing, null and false are left out.
function* flat(children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (typeof child === "object" && !(child instanceof Node) && Symbol.iterator in child) yield* flat(child);
    else yield child;
  }
}

const SVG = "http://www.w3.org/2000/svg";

// A pictogram of pictograms.js (its path in a 960 box) as an element.
export function symbol(path, title = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 -960 960 960");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  if (title) {
    const words = document.createElementNS(SVG, "title");
    words.textContent = title;
    svg.append(words);
  }
  return svg;
}

// A labelled control, as the console's forms have them.
export function field(label, control, hint = "") {
  if (!control.id) control.id = `f${++field.count}`;
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control,
    hint ? el("p", { class: "hint" }, hint) : null);
}
field.count = 0;

export function select(options, value, onchange) {
  const known = options.some(([key]) => key === value);
  const listed = known || value === "" || value === null || value === undefined ? options : [[value, value], ...options];
  return el("select", { onchange: (event) => onchange(event.target.value) },
    listed.map(([key, words]) => el("option", { value: key, selected: key === (value ?? "") }, words)));
}

export function number(value, onchange, { min = null, max = null, step = "any" } = {}) {
  return el("input", { type: "number", value: value ?? "", min, max, step, onchange: (event) => {
    const given = event.target.valueAsNumber;
    if (Number.isFinite(given)) onchange(given);
  } });
}
