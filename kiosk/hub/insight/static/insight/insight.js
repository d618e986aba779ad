// The desk's own stream (calls, windows, waits), beside the console's: parts with data-on="waits" renew themselves.
(() => {
  "use strict";
  const wanted = document.querySelector("[data-desk]");
  if (!wanted) return;
  let source;
  const told = () => {
    for (const part of document.querySelectorAll('[data-on~="waits"]')) part.dispatchEvent(new CustomEvent("told", { detail: {} }));
  };
  function listen() {
    source = new EventSource(wanted.dataset.desk);
    for (const kind of ["waits", "call", "window", "snapshot"]) source.addEventListener(kind, told);
    // A stream that ended comes back by itself; one that was refused is asked for again later.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 10000 + Math.random() * 5000);
    };
  }
  listen();
  window.addEventListener("pagehide", () => source.close());
})();
