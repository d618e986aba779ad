// What the content's pages do beyond htmx: chosen rows of a finder, a colour beside its code, / to search, Ctrl+S to save.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (drop) {
      const form = drop.closest("form");
      drop.closest("li").remove();
      form?.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const copy = event.target.closest("[data-copy-down]");
    if (copy) {
      const row = copy.closest("tr");
      const from = [...row.querySelectorAll("input")];
      [...row.nextElementSibling.querySelectorAll("input")].forEach((input, number) => { input.value = from[number].value; });
      copy.form.dataset.dirty = "yes";
      row.nextElementSibling.querySelector("[data-copy-down]")?.focus();
    }
    const take = event.target.closest("[data-take]");
    if (take) choose(take);
  });
  function choose(button) {
    const finder = button.closest("[data-finder]");
    const chosen = finder.querySelector(".chosen");
    if (finder.dataset.many !== "yes") chosen.replaceChildren();
    if (![...chosen.querySelectorAll("input")].some((one) => one.value === button.dataset.take)) {
      const item = document.createElement("li");
      const value = Object.assign(document.createElement("input"), { type: "hidden", name: finder.dataset.name, value: button.dataset.take });
      const words = Object.assign(document.createElement("span"), { textContent: button.firstChild.textContent.trim() });
      const drop = Object.assign(document.createElement("button"), { type: "button", className: "quiet small", textContent: "×" });
      drop.dataset.drop = "";
      item.append(value, words, drop);
      chosen.append(item);
    }
    finder.querySelector(".found-rows").replaceChildren();
    const search = finder.querySelector("input[type=search]");
    search.value = "";
    search.focus();
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("input", (event) => {
    const target = event.target.dataset.colour;
    if (target) document.getElementById(target).value = event.target.value.toUpperCase();
  });
  // Only fields that somebody has been to are spoken about while a new row is written.
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("#row-form");
    if (!form || !event.target.name) return;
    let touched = form.querySelector("[name=touched]");
    if (!touched) {
      touched = Object.assign(document.createElement("input"), { type: "hidden", name: "touched" });
      form.append(touched);
    }
    touched.value = `${touched.value} ${event.target.name}`.trim();
  }, true);
  // A notice's text: what one sees is what is sent; what is pasted goes through the hub's own list of what may stay.
  for (const rich of document.querySelectorAll("[data-rich]")) {
    const [bar, text, source] = [rich.querySelector(".rich-bar"), rich.querySelector(".rich-text"), rich.querySelector("textarea")];
    const view = rich.querySelector("[data-preview]");
    if (source.closest("fieldset")?.disabled) { text.contentEditable = "false"; text.hidden = false; source.hidden = true; continue; }
    bar.hidden = text.hidden = false;
    source.hidden = true;
    document.execCommand("defaultParagraphSeparator", false, "p");
    const sent = () => { source.value = text.innerText.trim() || text.querySelector("img") ? text.innerHTML : ""; };
    const ask = async (address) => {
      const body = new URLSearchParams({ text: source.value });
      const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
      const answer = await fetch(address, { method: "POST", body, headers: token });
      return answer.ok ? answer.text() : "";
    };
    let later = 0;
    text.addEventListener("input", () => {
      sent();
      source.form.dataset.dirty = "yes";
      clearTimeout(later);
      later = setTimeout(async () => { if (view.closest("details").open) view.innerHTML = await ask(view.dataset.preview); }, 600);
    });
    view.closest("details").addEventListener("toggle", async () => { view.innerHTML = await ask(view.dataset.preview); });
    text.addEventListener("paste", async (event) => {
      event.preventDefault();
      const pasted = event.clipboardData.getData("text/html") || event.clipboardData.getData("text/plain");
      const former = source.value;
      source.value = pasted;
      const kept = await ask(text.dataset.clean);
      source.value = former;
      text.focus();
      document.execCommand("insertHTML", false, kept);
      sent();
    });
    text.addEventListener("drop", (event) => event.preventDefault());
    bar.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
    bar.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (!act) return;
      const [name, value] = act.split(":");
      text.focus();
      document.execCommand(name, false, value);
      sent();
    });
    bar.querySelector("[data-picture]").addEventListener("change", (event) => {
      if (!event.target.value) return;
      const picture = Object.assign(document.createElement("img"), { src: event.target.value, alt: "" });
      text.focus();
      document.execCommand("insertHTML", false, picture.outerHTML);
      event.target.value = "";
      sent();
    });
    source.form.addEventListener("submit", sent, true);
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing) {
      const search = document.querySelector("[data-find]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      const form = document.querySelector("#row-form");
      if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("button[name=save]")); }
    }
  });
})();
