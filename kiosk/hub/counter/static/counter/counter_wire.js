// The counter's way to the hub: acts that are sent once and repeated until they are answered, and the hall's events.
"use strict";
const Wire = (() => {
  const root = document.getElementById("counter");
  const { base, hall, token } = root.dataset;
  // This page came from the browser's own store, because the hub did not answer (worker.js).
  const inReserve = root.dataset.reserve === "yes";
  const english = document.documentElement.lang.startsWith("en");
  const say = (zh, en) => (english ? en : zh);
  const both = (text) => (text ? (english ? text.en || text.zh : text.zh || text.en) : "");
  const PENDING = `counter pending ${hall}`;

  function el(tag, facts = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(facts)) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "class") made.className = value;
      else if (name.includes("-") || name === "role" || name === "for" || name === "lang") made.setAttribute(name, value);
      else made[name] = value;
    }
    made.append(...inside.flat().filter((part) => part !== null && part !== undefined && part !== false && part !== ""));
    return made;
  }
  function id() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function keep(place, value) {
    try {
      if (value === null) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify(value));
      return true;
    } catch { return false; }
  }
  function kept(place, otherwise) {
    try { return JSON.parse(localStorage.getItem(place)) ?? otherwise; } catch { return otherwise; }
  }

  class Away extends Error {}
  // An answer as JSON with its status; Away when the hub did not answer. A login that ran out: the whole page again.
  async function ask(path, body, byItself = false) {
    let answer;
    try {
      answer = await fetch(base + path, {
        method: body ? "POST" : "GET",
        headers: { "X-CSRFToken": token, ...(body ? { "Content-Type": "application/json" } : {}), ...(byItself ? { "X-By-Itself": "1" } : {}) },
        body: body ? JSON.stringify(body) : undefined,
        cache: "no-store",
        signal: AbortSignal.timeout(8000),
      });
    } catch { throw new Away(); }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Away();
    if (answer.redirected || !(answer.headers.get("content-type") ?? "").includes("json")) {
      window.location.reload();
      await new Promise(() => {});
    }
    return { status: answer.status, ...(await answer.json()) };
  }

  const listeners = { state: [], away: [], told: [], busy: [] };
  const on = (kind, act) => listeners[kind].push(act);
  const tell = (kind, fact) => listeners[kind].forEach((act) => act(fact));
  let pending = null, away = false, stopped = null;

  // A page that is loaded anew goes on with what it had asked; an old wish is nobody's wish any more.
  function note(act) {
    try {
      if (act) sessionStorage.setItem(PENDING, JSON.stringify({ at: Date.now(), act }));
      else sessionStorage.removeItem(PENDING);
    } catch { /* then it is not remembered */ }
  }
  function unsent() {
    try {
      const { at, act } = JSON.parse(sessionStorage.getItem(PENDING));
      return Date.now() - at < 120000 && act.act ? act : null;
    } catch { return null; }
  }
  // One press, one act: it has one id, however often it has to be sent. Another press meanwhile does nothing.
  async function act(name, facts = {}) {
    if (pending) return false;
    pending = { act: name, call: id(), window: mine(), ...facts };
    note(pending);
    await send();
    return true;
  }
  async function send() {
    tell("busy", pending);
    for (let tries = 0; pending; tries++) {
      try {
        const answer = await ask("/act", pending);
        gone(false);
        pending = null;
        note(null);
        tell("busy", null);
        if (answer.state) tell("state", answer.state);
        if (answer.said) tell("told", answer);
      } catch (fault) {
        if (!(fault instanceof Away)) throw fault;
        if (tries) gone(true);
        await new Promise((go) => { stopped = go; setTimeout(go, Math.min(500 * 2 ** tries, 4000)); });
      }
    }
  }
  // Nobody has to wait for a hub that is away: what was asked is let go, and what it did is seen when the hub is back.
  function letGo() {
    if (!pending) return;
    pending = null;
    note(null);
    tell("busy", null);
    stopped?.();
  }
  const WINDOW = `counter window ${hall}`;
  const mine = (number) => {
    if (number !== undefined) keep(WINDOW, number || null);
    return kept(WINDOW, "");
  };

  let looking = false, again = false;
  async function look() {
    if (looking) { again = true; return; }
    looking = true;
    try {
      const answer = await ask(`/state?window=${encodeURIComponent(mine())}`, null, true);
      gone(false);
      if (!pending && answer.status === 200) tell("state", answer);
    } catch (fault) {
      if (!(fault instanceof Away)) throw fault;
      gone(true);
    } finally {
      setTimeout(() => { looking = false; if (again) { again = false; look(); } }, 400);
    }
  }
  function gone(is) {
    if (is === away) return;
    away = is;
    tell("away", is);
  }
  let source = null;
  function listen(after) {
    const light = document.querySelector("[data-live-light]");
    const here = (source = new EventSource(`${base}/live?after=${after}`));
    let last = after;
    here.onopen = () => { light.dataset.liveLight = "on"; };
    for (const kind of ["call", "call-off", "window", "waits", "snapshot"])
      here.addEventListener(kind, (event) => { last = Number(event.lastEventId) || last; look(); });
    here.onerror = () => {
      light.dataset.liveLight = "off";
      here.close();
      look();
      if (here === source) setTimeout(() => listen(last), 1500 + Math.random() * 1500);
    };
    window.addEventListener("pagehide", () => here.close());
  }
  function begin() {
    const left = inReserve ? null : unsent(); // the page that comes back with the hub goes on with it
    if (left) { pending = left; send(); }
    if (inReserve) gone(true);
    else listen(Number(root.dataset.event) || 0);
    if (!inReserve) reserve();
    let last = Date.now();
    setInterval(() => { const now = Date.now(); if (away || now - last > 15000) { last = now; look(); } }, 3000);
    window.addEventListener("online", look);
    window.addEventListener("offline", () => gone(true));
  }
  // Whether this browser holds the page for the time when the hub is away: "yes", or why not.
  function reserve() {
    const tell = (is) => { root.dataset.held = is; document.dispatchEvent(new CustomEvent("held", { detail: is })); };
    if (!navigator.serviceWorker) { tell("insecure"); return; }
    navigator.serviceWorker.register(`${base}/worker.js`, { scope: base, updateViaCache: "none" })
      .then((found) => { found.update().catch(() => {}); return navigator.serviceWorker.ready; })
      .then(() => tell("yes"), () => tell("refused"));
  }
  return { inReserve, say, both, english, el, id, keep, kept, ask, act, letGo, mine, look, begin, on, Away, hall, isBusy: () => pending !== null, isAway: () => away };
})();
