// What every page can do without a line of its own script. Attributes, not code, say what happens:
//   data-dialog="#id"      a click opens that <dialog>;  data-close   a click closes the dialog it is in
//   data-confirm="text"    a form is sent only after a yes
//   data-live="address"    listens to the hall's stream; elements with data-on="kind" (or "kind:subject") and hx-get reload
//                          themselves when the stream tells that kind (hx-trigger="told")
//   data-dirty             a form that warns before it is left unsaved
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.querySelector(opener.dataset.dialog)?.showModal();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    for (const menu of document.querySelectorAll("details.menu[open], details.switcher[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open], details.switcher[open]")) menu.open = false;
  });
  document.addEventListener("submit", (event) => {
    const words = event.target.dataset.confirm ?? event.submitter?.dataset.confirm;
    if (words && !window.confirm(words)) event.preventDefault();
    else if ("dirty" in event.target.dataset) event.target.dataset.dirty = "";
  }, true);
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "dirty" in form.dataset) form.dataset.dirty = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector('form[data-dirty="yes"]')) event.preventDefault();
  });

  // Reloads that a page makes by itself are no sign of a person: the login runs out all the same.
  document.addEventListener("htmx:configRequest", (event) => {
    const trigger = event.detail.triggeringEvent;
    if (!trigger || trigger.type === "told") event.detail.headers["X-By-Itself"] = "1";
  });
  // When it did run out, the part that reloads gets the login page: go there as a whole page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseURL && new URL(event.detail.xhr.responseURL).pathname === "/login") {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });

  function tell(kind, data) {
    for (const part of document.querySelectorAll("[data-on]"))
      for (const wanted of part.dataset.on.split(" ")) {
        const [name, subject] = wanted.split(":");
        if (name === kind && (!subject || subject === String(data.id ?? ""))) part.dispatchEvent(new CustomEvent("told", { detail: data }));
      }
  }
  function listen(address) {
    const light = document.querySelector("[data-live-light]");
    const source = new EventSource(address);
    const shown = (state) => { if (light) light.dataset.liveLight = state; };
    source.onopen = () => shown("on");
    // The browser connects again by itself and says the last number it heard; when the hub refuses, we ask again ourselves.
    source.onerror = () => {
      shown("off");
      if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(address), 5000 + Math.random() * 5000);
    };
    source.addEventListener("snapshot", () => {
      for (const part of document.querySelectorAll("[data-on]")) part.dispatchEvent(new CustomEvent("told", { detail: {} }));
    });
    for (const kind of ["panel", "order", "changed", "edition", "release", "live", "screen", "review", "alarm"])
      source.addEventListener(kind, (event) => tell(kind, JSON.parse(event.data || "{}")));
    window.addEventListener("pagehide", () => source.close());
  }
  const live = document.querySelector("[data-live]");
  if (live) listen(live.dataset.live);
})();
