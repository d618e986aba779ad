// Pointer, wheel and keys → the tool in hand, panning, zooming and the editor's acts.

export class Input {
  #pan = null;
  #space = false;

  constructor(editor, canvas) {
    Object.assign(this, { editor, canvas });
    const on = (name, fn, options) => canvas.addEventListener(name, fn, options);
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", () => editor.tool.cancel?.());
    on("pointerleave", () => { editor.overlay.snap = null; editor.refresh(); });
    on("dblclick", (event) => this.#double(event));
    on("contextmenu", (event) => event.preventDefault());
    on("wheel", (event) => this.#wheel(event), { passive: false });
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("keyup", (event) => {
      if (event.code === "Space") this.#space = false;
    });
  }

  #event(event) {
    const box = this.canvas.getBoundingClientRect();
    const screen = [event.clientX - box.left, event.clientY - box.top];
    return { screen, raw: this.editor.view.toPlan(screen), shift: event.shiftKey, alt: event.altKey, ctrl: event.ctrlKey || event.metaKey };
  }

  #down(event) {
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    const told = this.#event(event);
    if (event.button === 1 || event.button === 2 || (event.button === 0 && this.#space)) {
      this.#pan = told.screen;
      return;
    }
    if (event.button !== 0) return;
    this.editor.tool.down?.(told);
    this.editor.refresh();
  }

  #move(event) {
    const told = this.#event(event);
    if (this.#pan) {
      this.editor.view.pan(told.screen[0] - this.#pan[0], told.screen[1] - this.#pan[1]);
      this.#pan = told.screen;
      return;
    }
    this.editor.tool.move?.(told);
    this.editor.pointer(told.raw);
    this.editor.refresh();
  }

  async #up(event) {
    if (this.#pan) {
      this.#pan = null;
      return;
    }
    if (event.button !== 0) return;
    await this.editor.tool.up?.(this.#event(event));
    this.editor.refresh();
  }

  async #double(event) {
    await this.editor.tool.double?.(this.#event(event));
    this.editor.refresh();
  }

  #wheel(event) {
    event.preventDefault();
    const { screen } = this.#event(event);
    if (event.ctrlKey || !event.shiftKey) this.editor.view.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.008 : 0.0016)), screen);
    else this.editor.view.pan(-event.deltaY, 0);
  }

  async #key(event) {
    const { editor } = this;
    const target = event.target;
    if (document.querySelector("dialog[open]")) return;
    const typing = target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === "s") {
      event.preventDefault();
      target.blur?.();
      editor.saving.save();
      return;
    }
    if (typing) {
      if (event.key === "Escape") this.canvas.focus();
      return;
    }
    if (event.code === "Space" && (target === this.canvas || target === document.body)) {
      this.#space = true;
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && target instanceof HTMLButtonElement) return;
    if (!ctrl && (await editor.tool.key?.(event))) {
      event.preventDefault();
      editor.refresh();
      return;
    }
    if (editor.act(event.key, { ctrl, shift: event.shiftKey, alt: event.altKey, onCanvas: target === this.canvas || target === document.body })) event.preventDefault();
  }
}
