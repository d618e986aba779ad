// A screen of calls: listens, draws, says what it showed, comes back by itself. Never forgets a call: each has a serial.
"use strict";
(() => {
  const { one, el, fill, clock, memory, remember, post } = Parts;
  const { key, kind, program } = document.body.dataset;
  const address = `/screens/${key}`;
  const FRESH_MS = 12000, FRESH = 3, BEAT_MS = 20000, SHOWN_LATE_MS = 120000, QUIET_MS = 600000;
  const calls = new Map();
  let all = null, source = null, zone = 480, newest = 0, first = true, since = 0, retry = null, reload = null, serving = "";
  const freshUntil = new Map(), toTell = { shown: new Map(), spoken: new Map() };

  // -- listening
  function connect() {
    clearTimeout(retry);
    source?.close();
    const mine = (source = new EventSource(`${address}/events`));
    since = Date.now();
    mine.addEventListener("all", (event) => { away(false); takeAll(JSON.parse(event.data)); });
    mine.addEventListener("call", (event) => takeCall(JSON.parse(event.data)));
    for (const name of ["window", "waits", "call-off", "screen"]) mine.addEventListener(name, refresh);
    mine.addEventListener("reload", () => location.reload());
    mine.addEventListener("bye", (event) => {
      if (JSON.parse(event.data).reason === "revoked") over(true);
    });
    mine.onerror = () => {
      mine.close();
      if (mine !== source) return;
      // Said only when it lasts: a stream that ends each hour is no cut.
      retry = setTimeout(connect, 400 + Math.random() * 1200);
      setTimeout(() => { if (source?.readyState !== EventSource.OPEN) away(true); }, 2500);
    };
  }
  let asking = false, again = false;
  async function refresh() {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(`${address}/now`, { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (answer.status === 404 || answer.status === 403) over(true);
      else if (answer.ok) takeAll(await answer.json());
    } catch { /* the beat finds out */ }
    await new Promise((go) => setTimeout(go, 250));
    asking = false;
    if (again) { again = false; refresh(); }
  }
  function takeAll(told) {
    over(false);
    all = told;
    clock.set(told.now);
    zone = told.minutes_east;
    if (first && !memory.shown) memory.shown = told.screen.acknowledged;
    if (told.serial < memory.shown) memory.shown = told.serial; // another database: numbers began anew
    calls.clear();
    for (const call of [...told.calls].reverse()) {
      calls.set(call.ticket, call);
      const age = clock.now() - Date.parse(call.at);
      if (!call.standing || (first && !memory.shown && age > SHOWN_LATE_MS)) continue;
      if (call.serial > memory.shown) fresh(call);
      else if (age < QUIET_MS) Voice.want(call.serial); // shown before, but the page was loaded anew while it spoke
    }
    first = false;
    hold();
    newest = Math.max(newest, told.serial);
    shown(told.calls.map((call) => call.serial), told.serial);
    if (told.program !== program) reload = told.program;
    draw();
  }
  // The last calls stay on the glass although the page was loaded anew while the hub is away; of today only.
  const HELD_MS = 12 * 3600 * 1000;
  function hold() {
    try { localStorage.setItem(`screen held ${key}`, JSON.stringify({ at: Date.now(), program, all, calls: [...calls.values()] })); } catch { /* then not */ }
  }
  function drawHeld() {
    try {
      const held = JSON.parse(localStorage.getItem(`screen held ${key}`));
      const day = (ms) => new Date(ms + held.all.minutes_east * 60000).toISOString().slice(0, 10);
      if (all || held.program !== program || Date.now() - held.at > HELD_MS || day(held.at) !== day(Date.now())) return;
      all = held.all;
      zone = all.minutes_east;
      for (const call of held.calls) calls.set(call.ticket, call);
      draw();
    } catch { /* nothing was held */ }
  }
  function takeCall(call) {
    if (call.serial > newest + 1 && newest) refresh(); // one is missing in between
    newest = Math.max(newest, call.serial);
    if (!mineIs(call.window)) { shown([], call.serial); return; }
    if ((calls.get(call.ticket)?.serial ?? 0) >= call.serial) return;
    call.standing = true;
    calls.delete(call.ticket);
    calls.set(call.ticket, call);
    fresh(call);
    const row = all?.windows.find((window) => window.number === call.window);
    if (row) Object.assign(row, { label: call.label, doing: "called", state: "open", ticket: call.ticket });
    if (all) all.next = all.next.filter((next) => next.label !== call.label);
    draw();
    hold();
    shown([call.serial], call.serial);
    document.dispatchEvent(new CustomEvent("called", { detail: { call, at: clock.now() } }));
  }
  function mineIs(window) {
    return !all || !all.zone.length || all.zone.includes(window);
  }
  function fresh(call) {
    freshUntil.set(call.serial, Date.now() + FRESH_MS);
    Voice.want(call.serial);
  }
  // Told after it was painted, and until it is taken.
  function shown(serials, upto) {
    const at = performance.now();
    for (const serial of serials) if (serial > memory.shown) toTell.shown.set(serial, at);
    memory.shown = Math.max(memory.shown, upto);
    remember();
    if (document.visibilityState === "visible") requestAnimationFrame(() => setTimeout(tell, 0));
    else tell();
  }
  let telling = false;
  async function tell(beat = false) {
    if (telling || (!beat && !toTell.shown.size && !toTell.spoken.size)) return;
    telling = true;
    const [some, said] = [[...toTell.shown].slice(0, 100), [...toTell.spoken].slice(0, 100)];
    try {
      const now = performance.now();
      const answer = await post(`${address}/seen`, {
        serials: some.map(([serial, at]) => [serial, Math.round(now - at)]),
        spoken: said.map(([serial, at]) => [serial, Math.round(now - at)]),
        upto: memory.shown,
        sound: Voice.state(),
        glass: [window.innerWidth, window.innerHeight],
      });
      if (answer.status === 404 || answer.status === 403) { over(true); throw new Error("over"); }
      if (!answer.ok && answer.status !== 400) throw new Error(String(answer.status));
      for (const [serial] of some) toTell.shown.delete(serial);
      for (const [serial] of said) toTell.spoken.delete(serial);
      const told = answer.ok ? await answer.json() : {};
      // The stream looks open and has told nothing: the way is dead.
      if (told.serial > newest) { await new Promise((go) => setTimeout(go, 1500)); if (told.serial > newest) connect(); }
    } catch {
      setTimeout(() => tell(), 3000);
    } finally {
      telling = false;
    }
    if (toTell.shown.size || toTell.spoken.size) setTimeout(() => tell(), 50);
  }
  Voice.whenHeard((serials, ago) => {
    for (const serial of serials) toTell.spoken.set(serial, performance.now() - ago);
    tell();
  });

  // -- drawing
  const line = (zh, en, box = "p") => el(box, {}, zh, el("i", { lang: "en" }, en));
  function draw() {
    if (!all) return;
    one("hall-zh").textContent = all.hall.zh;
    one("hall-en").textContent = all.hall.en === all.hall.zh ? "" : all.hall.en;
    if (kind === "window") drawOwn();
    else drawBoard();
  }
  function drawBoard() {
    const now = Date.now();
    const order = [...calls.values()].sort((a, b) => b.serial - a.serial);
    const big = order.filter((call) => (freshUntil.get(call.serial) ?? 0) > now && call.standing).slice(0, FRESH);
    if (!big.length && order.length && (order[0].standing || clock.now() - Date.parse(order[0].at) < QUIET_MS)) big.push(order[0]);
    one("fresh").dataset.count = String(big.length || 1);
    const open = all.windows.some((window) => window.state === "open");
    const [zh, en] = open ? ["请在触摸屏上取号", "Take a number at a panel"] : ["现在没有窗口服务", "No window is open now"];
    fill(one("fresh"), big.length ? big.map(bigCall) : [el("div", { class: "welcome", "data-of": "-" }, line(zh, en))]);
    const rest = order.filter((call) => !big.includes(call)).slice(0, 8);
    one("calls").dataset.few = rest.length < 5 ? "yes" : "";
    fill(one("calls"), rest.map((call) => el("li", { "data-of": String(call.serial), class: call.standing ? "standing" : "" },
      el("b", {}, call.label), el("span", {}, "→"), windowWords(call.window), el("small", {}, windowOf(call.window)?.department.zh ?? ""))));
    fill(one("next"), all.next.map((next) => el("li", { "data-of": next.label }, next.label)));
    one("nobody").hidden = all.next.length > 0;
    const closed = all.windows.filter((window) => window.state !== "open");
    one("windows-part").hidden = !closed.length;
    fill(one("windows"), spans(closed).map(([from, to]) => el("li", { "data-of": from.number, class: from.state },
      el("b", {}, from === to ? from.number : `${from.number}–${to.number}`), from.state === "paused" ? el("span", {}, from.pause || "暂停") : null)));
  }
  // Neighbours that are closed alike are one: "5–13".
  function spans(windows) {
    const found = [];
    for (const window of windows) {
      const last = found.at(-1);
      if (last && last[1].state === "closed" && window.state === "closed" && Number(window.number) === Number(last[1].number) + 1) last[1] = window;
      else found.push([window, window]);
    }
    return found;
  }
  function bigCall(call) {
    const name = windowOf(call.window);
    const length = call.label.length + String(call.window).length;
    return el("div", { class: "big", "data-of": String(call.serial), "data-length": length > 8 ? "long" : length > 6 ? "more" : "" },
      el("p", { class: "of-label" }, "请", el("i", { lang: "en" }, "Number")), el("p", { class: "of-window" }, "窗口", el("i", { lang: "en" }, "Window")),
      el("b", { class: "label" }, call.label), el("span", { class: "arrow" }, "→"), el("b", { class: "where" }, call.window),
      el("p", { class: "of-department" }, `${call.window}号窗口`, el("i", {}, name?.department.zh ? ` · ${name.department.zh}` : "")));
  }
  function windowWords(number) {
    return el("em", {}, el("b", {}, number), "号窗口");
  }
  const windowOf = (number) => all.windows.find((window) => window.number === number);
  const OWN = {
    called: ["请到本窗口", "Please come to this window"],
    serving: ["正在办理", "Being served"],
    open: ["欢迎，请等候叫号", "Welcome. Please wait for your number"],
    paused: ["暂停服务，请稍候", "Paused. Please wait a little"],
    closed: ["本窗口已关闭", "This window is closed"],
  };
  function drawOwn() {
    const own = all.windows[0];
    if (!own) return;
    const state = own.label ? own.doing : own.state;
    const [zh, en] = OWN[state] ?? OWN.closed;
    one("own").dataset.state = state;
    one("own-number").textContent = own.number;
    one("own-name").textContent = own.name.zh === `${own.number}号窗口` ? "号窗口" : own.name.zh;
    one("own-name-en").textContent = own.name.en;
    one("own-department").textContent = own.department.zh;
    one("own-department-en").textContent = own.department.en === own.department.zh ? "" : own.department.en;
    one("own-label").textContent = own.label;
    one("own-label").dataset.long = own.label.length > 5 ? "yes" : "";
    one("own-line").textContent = state === "paused" && own.pause ? `暂停服务：${own.pause}` : zh;
    one("own-line-en").textContent = en;
    const next = own.state === "open" ? all.next[0]?.label ?? "" : "";
    one("own-next").hidden = !next;
    one("own-next").querySelector("b").textContent = next;
    // Somebody was served and has gone: the question how it was, until the next one is called.
    const box = one("own-review");
    if (serving && !own.label && box.hasAttribute("hx-get")) {
      box.dispatchEvent(new CustomEvent("served"));
    } else if (own.label) { box.hidden = true; box.replaceChildren(); }
    serving = own.doing === "serving" ? own.ticket : "";
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "own-review") event.target.hidden = !event.target.textContent.trim();
  });

  // -- staying alive
  const away = (is) => { one("sign-away").hidden = !is; };
  function over(is) {
    one("over").hidden = !is;
    if (is) { try { localStorage.removeItem(`screen held ${key}`); } catch { /* none */ } source?.close(); clearTimeout(retry); retry = setTimeout(connect, 60000); }
  }
  let last = Date.now(), beatAt = Date.now() + BEAT_MS;
  setInterval(() => {
    const now = Date.now();
    if (now - last > 10000) connect(); // it slept
    last = now;
    clock.draw(zone);
    if (now >= beatAt) { beatAt = now + BEAT_MS; tell(true); }
    if (source?.readyState === EventSource.OPEN) away(false);
    for (const [serial, until] of freshUntil) if (until <= now) { freshUntil.delete(serial); draw(); }
    if (reload && !Voice.isBusy() && !freshUntil.size) {
      const tried = sessionStorage.getItem("reloaded");
      const wanted = reload;
      reload = null;
      if (tried !== wanted) { sessionStorage.setItem("reloaded", wanted); location.reload(); }
    }
  }, 1000);
  navigator.serviceWorker?.register(`${address}/worker.js`, { scope: address, updateViaCache: "none" })
    .then((found) => { found.update().catch(() => {}); return navigator.serviceWorker.ready; })
    .then(() => { document.body.dataset.held = "yes"; }, () => { document.body.dataset.held = "no"; });
  // Nothing was heard yet and the hub may be away: what was last known, said to be so by the sign.
  setTimeout(() => { if (!all) { drawHeld(); away(source?.readyState !== EventSource.OPEN); } }, 1500);
  window.addEventListener("pagehide", () => tell());
  window.addEventListener("online", connect);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && Date.now() - since > 5000) refresh(); });
  navigator.wakeLock?.request("screen").catch(() => {});
  connect();
})();
