// The preview: sends what is clicked or pressed, shows the PNG that comes back. One request at a time, the newest wins.
(() => {
  "use strict";
  const root = document.getElementById("preview");
  if (!root) return;
  const glass = document.getElementById("glass");
  const state = document.getElementById("preview-state");
  const keys = { ArrowRight: "next", ArrowDown: "next", ArrowLeft: "previous", ArrowUp: "previous", Enter: "choose", Escape: "back" };
  let busy = false, waiting = null, address = "";
  const chosen = (name) => root.querySelector(`[data-choice="${name}"]`)?.value ?? "";

  function say(words, kind) {
    state.hidden = !words;
    state.textContent = words;
    state.className = `message ${kind}`;
  }
  async function ask(wanted) {
    if (busy) { waiting = wanted; return; }
    busy = true;
    glass.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => say(root.dataset.waiting, "info"), 1200);
    try {
      const answer = await fetch(root.dataset.act, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": root.dataset.token },
        body: JSON.stringify({ edition: chosen("edition"), panel: chosen("panel"), ...wanted }),
      });
      if (answer.ok && answer.headers.get("Content-Type") === "image/png") {
        const told = JSON.parse(decodeURIComponent(answer.headers.get("X-Screen") || "{}"));
        const picture = URL.createObjectURL(await answer.blob());
        glass.src = picture;
        if (told.width) { glass.width = told.width; glass.height = told.height; }
        if (told.language) root.querySelector('[data-choice="language"]').value = told.language;
        glass.dataset.screen = told.screen || "";
        if (address) URL.revokeObjectURL(address);
        address = picture;
        say("", "");
      } else {
        const words = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
        say(words ? words[document.documentElement.lang.startsWith("en") ? "en" : "zh"] : root.dataset.lost, "error");
      }
    } catch {
      say(root.dataset.lost, "error");
    } finally {
      clearTimeout(slow);
      busy = false;
      glass.removeAttribute("aria-busy");
      if (waiting) { const next = waiting; waiting = null; ask(next); }
    }
  }
  function everything() {
    return { show: "home", profile: chosen("profile"), language: chosen("language"), mode: chosen("mode"), at: chosen("at") || "now" };
  }
  glass.addEventListener("click", (event) => {
    const box = glass.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * glass.naturalWidth, y = ((event.clientY - box.top) / box.height) * glass.naturalHeight;
    ask({ tap: [Math.floor(x), Math.floor(y)] });
  });
  glass.addEventListener("keydown", (event) => {
    const key = keys[event.key];
    if (key) { event.preventDefault(); ask({ key }); }
  });
  for (const choice of root.querySelectorAll("[data-choice]"))
    choice.addEventListener("change", () => {
      const name = choice.dataset.choice;
      if (name === "edition" || name === "panel") ask(everything());
      else ask({ [name]: choice.value || "now" });
    });
  root.querySelector("[data-home]").addEventListener("click", () => ask({ show: "home" }));
  ask(everything());
})();
