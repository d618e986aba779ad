// What follows the pointer and lies over the floor: selection and its handles, snapping marks, findings, the route tried.

import { bounds, chains, dist, mid } from "./geometry.js";
import { INK, PRIMARY, ROUTE, SEVERITY } from "./palette.js";
import { pathOf } from "./painter.js";
import { metres } from "./words.js";

export class Overlay {
  constructor(canvas, editor) {
    Object.assign(this, { canvas, editor });
    this.context = canvas.getContext("2d");
    this.findings = [];
    this.route = null;
    this.snap = null;
  }

  paint() {
    const { editor, context: ctx } = this;
    const { painter, view, plan } = editor;
    painter.screen(ctx);
    ctx.clearRect(0, 0, view.width, view.height);
    this.#grid(ctx);
    this.#route(ctx);
    painter.world(ctx);
    for (const id of editor.selection) {
      const item = plan.get(id);
      if (item?.shape && (item.level === editor.level || item.id === editor.level)) this.#outlined(ctx, item);
    }
    painter.screen(ctx);
    this.#marks(ctx);
    editor.tool?.draw?.(ctx, this);
    this.#snapped(ctx);
  }

  #grid(ctx) {
    const { view, snapping } = this.editor;
    let step = snapping.step;
    while (step * view.scale < 9) step *= 5;
    if (!this.editor.showGrid) return;
    const [a, b] = [view.toPlan([0, view.height]), view.toPlan([view.width, 0])];
    ctx.fillStyle = "rgba(74,93,117,.28)";
    for (let x = Math.ceil(a[0] / step) * step; x < b[0]; x += step) {
      for (let y = Math.ceil(a[1] / step) * step; y < b[1]; y += step) {
        const [px, py] = view.toScreen([x, y]);
        ctx.fillRect(Math.round(px) - 0.5, Math.round(py) - 0.5, 1, 1);
      }
    }
  }

  #outlined(ctx, item) {
    const { view } = this.editor;
    ctx.strokeStyle = PRIMARY;
    ctx.lineWidth = 2.5 / view.scale;
    if (item.shape.type === "Point") {
      const [x, y] = item.shape.coordinates;
      ctx.beginPath();
      ctx.arc(x, y, 15 / view.scale, 0, 2 * Math.PI);
      ctx.stroke();
      return;
    }
    if (item.shape.type.endsWith("Polygon")) {
      ctx.fillStyle = "rgba(10,88,202,.10)";
      ctx.fill(pathOf(item.shape), "evenodd");
    }
    ctx.stroke(pathOf(item.shape));
  }

  #route(ctx) {
    if (!this.route) return;
    const { view, level } = this.editor;
    for (const leg of this.route.legs) {
      if (leg.level !== level || leg.points.length < 1) continue;
      const points = leg.points.map((p) => view.toScreen(p));
      for (const [width, colour] of [[11, "#ffffff"], [6.5, ROUTE]]) {
        ctx.beginPath();
        points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
        Object.assign(ctx, { lineWidth: width, strokeStyle: colour, lineJoin: "round", lineCap: "round" });
        ctx.stroke();
      }
      this.#arrows(ctx, points);
      for (const [[x, y], end] of [[points[0], false], [points.at(-1), true]]) {
        ctx.beginPath();
        ctx.arc(x, y, end ? 9 : 6, 0, 2 * Math.PI);
        Object.assign(ctx, { fillStyle: end ? ROUTE : "#ffffff", strokeStyle: end ? "#ffffff" : ROUTE, lineWidth: 3 });
        ctx.fill();
        ctx.stroke();
      }
    }
  }

  #arrows(ctx, points) {
    ctx.fillStyle = "#ffffff";
    for (let i = 0; i + 1 < points.length; i++) {
      const [a, b] = [points[i], points[i + 1]];
      const length = dist(a, b);
      for (let at = 24; at < length - 10; at += 46) {
        const [x, y] = [a[0] + ((b[0] - a[0]) * at) / length, a[1] + ((b[1] - a[1]) * at) / length];
        ctx.save();
        ctx.translate(x, y);
        ctx.rotate(Math.atan2(b[1] - a[1], b[0] - a[0]));
        ctx.beginPath();
        ctx.moveTo(4, 0);
        ctx.lineTo(-2.5, -2.6);
        ctx.lineTo(-2.5, 2.6);
        ctx.fill();
        ctx.restore();
      }
    }
  }

  #marks(ctx) {
    const { view, level } = this.editor;
    this.findings.forEach((finding, index) => {
      if (finding.level !== level || !finding.at) return;
      const [x, y] = view.toScreen(finding.at);
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x - 8, y - 13);
      ctx.arc(x, y - 20, 10.5, Math.PI * 0.78, Math.PI * 0.22);
      ctx.closePath();
      Object.assign(ctx, { fillStyle: SEVERITY[finding.severity], strokeStyle: "#ffffff", lineWidth: 2 });
      ctx.fill();
      ctx.stroke();
      this.words(ctx, String(index + 1), [x, y - 20], { colour: "#ffffff", size: 11, plain: true });
    });
  }

  #snapped(ctx) {
    if (!this.snap) return;
    const { view } = this.editor;
    const [x, y] = view.toScreen(this.snap.at);
    ctx.strokeStyle = "#b5179e";
    ctx.lineWidth = 1;
    ctx.setLineDash([4, 3]);
    for (const [a, b] of this.snap.guides ?? []) {
      ctx.beginPath();
      ctx.moveTo(...view.toScreen(a));
      ctx.lineTo(...view.toScreen(b));
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.lineWidth = 2;
    ctx.beginPath();
    if (this.snap.kind === "corner") ctx.rect(x - 5, y - 5, 10, 10);
    else if (this.snap.kind === "edge") {
      ctx.moveTo(x - 6, y - 6);
      ctx.lineTo(x + 6, y + 6);
      ctx.moveTo(x + 6, y - 6);
      ctx.lineTo(x - 6, y + 6);
    } else ctx.arc(x, y, 3, 0, 2 * Math.PI);
    ctx.stroke();
  }

  // Drawn by tools.
  shape(ctx, shape, { fill = "rgba(10,88,202,.14)", stroke = PRIMARY, width = 2 } = {}) {
    const { painter, view } = this.editor;
    painter.world(ctx);
    if (fill && shape.type.endsWith("Polygon")) {
      ctx.fillStyle = fill;
      ctx.fill(pathOf(shape), "evenodd");
    }
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width / view.scale;
    ctx.stroke(pathOf(shape));
    painter.screen(ctx);
  }

  words(ctx, text, [x, y], { colour = INK, size = 13, plain = false } = {}) {
    ctx.font = `600 ${size}px system-ui, "Noto Sans SC", sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    if (!plain) {
      const w = ctx.measureText(text).width + 12;
      ctx.fillStyle = "rgba(255,255,255,.94)";
      ctx.strokeStyle = "#b8c5d4";
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.roundRect(x - w / 2, y - size * 0.85, w, size * 1.7, 5);
      ctx.fill();
      ctx.stroke();
    }
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y + 0.5);
  }

  // The lengths of an outline's sides.
  lengths(ctx, shape, least = 34) {
    const { view } = this.editor;
    for (const [chain] of chains(shape)) {
      for (let i = 0; i + 1 < chain.length; i++) {
        const [a, b] = [view.toScreen(chain[i]), view.toScreen(chain[i + 1])];
        if (dist(a, b) < least) continue;
        const m = mid(a, b), far = dist(a, b) || 1;
        const off = [(-(b[1] - a[1]) / far) * 14, ((b[0] - a[0]) / far) * 14];
        this.words(ctx, metres(dist(chain[i], chain[i + 1])), [m[0] + off[0], m[1] + off[1]], { size: 12 });
      }
    }
  }

  handle(ctx, at, { round = false, active = false, colour = PRIMARY } = {}) {
    const [x, y] = this.editor.view.toScreen(at);
    ctx.beginPath();
    if (round) ctx.arc(x, y, 5.5, 0, 2 * Math.PI);
    else ctx.rect(x - 5, y - 5, 10, 10);
    Object.assign(ctx, { fillStyle: active ? colour : "#ffffff", strokeStyle: colour, lineWidth: 2 });
    ctx.fill();
    ctx.stroke();
  }

  boxOf(ids) {
    const shapes = [...ids].map((id) => this.editor.plan.get(id)?.shape).filter(Boolean);
    return bounds(shapes);
  }
}

