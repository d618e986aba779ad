// What a screen is drawn with: elements, the hall's clock, what this screen remembers over a reload.
"use strict";
const Parts = (() => {
  const one = (id) => document.getElementById(id);

  function el(tag, facts = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(facts)) {
      if (name === "class") made.className = value;
      else if (name.startsWith("data-") || name === "lang") made.setAttribute(name, value);
      else made[name] = value;
    }
    made.append(...inside.filter((part) => part !== null && part !== ""));
    return made;
  }
  // Only what differs is touched: nothing flickers, and readers are told of what is new.
  function fill(box, wanted) {
    const old = new Map([...box.children].map((child) => [child.dataset.of, child]));
    let place = box.firstElementChild;
    for (const next of wanted) {
      const kept = old.get(next.dataset.of);
      if (kept && kept.isEqualNode(next)) {
        if (kept === place) place = place.nextElementSibling;
        else box.insertBefore(kept, place);
      } else {
        box.insertBefore(next, place);
        kept?.remove();
        if (kept === place) place = next.nextElementSibling;
      }
      old.delete(next.dataset.of);
    }
    for (const gone of old.values()) gone.remove();
  }

  const DAYS = ["日", "一", "二", "三", "四", "五", "六"];
  let offset = 0;
  const clock = {
    set(iso) { offset = Date.parse(iso) - Date.now(); },
    now: () => Date.now() + offset,
    // The hall's wall time, whatever zone this machine was given: the offset stands in what the hub says.
    draw(zone) {
      const shifted = new Date(clock.now() + zone * 60000);
      const two = (n) => String(n).padStart(2, "0");
      one("clock").textContent = `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`;
      one("day").textContent = `${shifted.getUTCMonth() + 1}月${shifted.getUTCDate()}日 星期${DAYS[shifted.getUTCDay()]}`;
    },
  };

  // A page that is loaded anew must not speak again what it spoke.
  const place = `screen ${document.body.dataset.key ?? ""}`;
  const memory = { shown: 0, spoken: [] };
  try {
    const kept = JSON.parse(localStorage.getItem(place) || "{}");
    memory.shown = Number.isSafeInteger(kept.shown) ? kept.shown : 0;
    memory.spoken = Array.isArray(kept.spoken) ? kept.spoken.filter(Number.isSafeInteger) : [];
  } catch { /* a private window: the hub knows the last one it was told */ }
  function remember() {
    memory.spoken = memory.spoken.slice(-300);
    try { localStorage.setItem(place, JSON.stringify(memory)); } catch { /* as above */ }
  }

  function post(address, body) {
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(8000),
      cache: "no-store",
      keepalive: true, // what was shown is told although the page goes
    });
  }
  return { one, el, fill, clock, memory, remember, post };
})();
