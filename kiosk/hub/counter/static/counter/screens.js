// The form of a screen shows what its kind needs; the address can be copied.
"use strict";
(() => {
  function suit(form) {
    const kind = form.querySelector("[name=kind]:checked")?.value;
    if (!kind) return;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind;
  }
  for (const form of document.querySelectorAll("#make form")) {
    suit(form);
    form.addEventListener("change", () => suit(form));
  }
  // The list renews itself, but never under somebody's hands.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.querySelector("dialog[open]")) event.preventDefault();
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.querySelector(button.dataset.copy);
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    button.classList.add("copied");
  });
})();
