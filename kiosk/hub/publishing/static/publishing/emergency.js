// The emergency form: ready-made sentences fill it, and what is written is shown as the panel will show it.
(() => {
  "use strict";
  const form = document.getElementById("emergency-form");
  const look = document.getElementById("look");
  if (!form || !look) return;
  const level = look.querySelector(".look-level");
  function draw() {
    const chosen = form.elements.level.value;
    look.className = `look ${chosen}`;
    level.textContent = level.dataset[chosen];
    look.querySelector(".look-zh").textContent = form.elements.zh.value;
    look.querySelector(".look-en").textContent = form.elements.en.value;
  }
  for (const button of document.querySelectorAll("[data-template]"))
    button.addEventListener("click", () => {
      form.elements.zh.value = button.dataset.zh;
      form.elements.en.value = button.dataset.en;
      form.elements.level.value = button.dataset.level;
      draw();
    });
  form.addEventListener("input", draw);
  draw();
})();
