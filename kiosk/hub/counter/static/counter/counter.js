// A window's page: keys and buttons to acts, answers to the page; by hand when the hub is away.
"use strict";
(() => {
  const { say, both, el, act, on, look, mine, isBusy, isAway, letGo, begin, keep, kept, hall, inReserve } = Wire;
  const [away, told, heard, dialog] = ["away", "told", "heard", "choose"].map((id) => document.getElementById(id));
  let state = null, keys = new Map(), dialogKeys = new Map(), quietAt = 0;
  const PAUSES = [["午休", "lunch"], ["离开一会儿", "back soon"], ["整理材料", "paperwork"], ["设备故障", "machine trouble"], ["交接班", "change of shift"]];

  const current = () => ({ ticket: state?.current?.id ?? "" });
  const acts = {
    next: () => act("next", state?.current?.state === "serving" ? current() : {}),
    recall: () => act("recall", current()),
    begin: () => act("begin", current()),
    done: () => act("done", current()),
    missed: () => act("missed", current()),
    hold: () => act("hold", current()),
    goOn: () => act("go-on"),
    takeBack: (one) => act("take-back", { ticket: one.id }),
    back: (one) => act("return", { ticket: one.id }),
    open: (window) => {
      if (isBusy()) return;
      if (window.by) return ask(say(`${window.number} 号窗口正由 ${window.by} 使用`, `${window.by} has window ${window.number} open`),
        [[say("接班，由我来用", "Take it over"), () => { mine(window.number); act("open", { over: true }); }]]);
      mine(window.number);
      act(window.mine && window.state === "open" ? "go-on" : "open");
    },
    pause: () => ask(say("为什么暂停？会显示在窗口屏上。", "Why do you pause? It is shown on the window’s screen."), PAUSES.map(([zh, en]) => [say(zh, en), () => act("pause", { reason: zh })])),
    close: () => ask(say("关窗以后不再叫号。", "No numbers are called after this."), [[say("关窗", "Close the window"), () => { act("close"); }], [say("换一个窗口", "Go to another window"), () => { act("close"); leaving = true; }]]),
    transfer: () => transfer(),
    help: () => help(),
  };
  let leaving = false;

  // -- choosing with keys 1 to 9 and letters; Escape goes back
  function ask(title, choices, further = null) {
    if (!dialog.open && !further) dialogKeys = new Map();
    const rows = choices.map(([words, doing], at) => {
      const key = at < 9 ? String(at + 1) : "ABCDEFGHIJLMNOPQRSTUVWXYZ"[at - 9] ?? "";
      const press = () => { dialog.close(); doing(); };
      if (key) dialogKeys.set(key, press);
      return el("li", {}, el("button", { type: "button", onclick: press }, el("span", {}, words), key ? el("kbd", {}, key) : null));
    });
    dialog.replaceChildren(el("h2", {}, title), ...(further ? [further] : []), el("ul", { class: "choices" }, rows),
      el("div", { class: "form-acts" }, el("button", { type: "button", onclick: () => dialog.close() }, say("返回", "Back"), el("kbd", {}, "Esc"))));
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".choices button")?.focus();
  }
  dialog.addEventListener("close", () => { dialogKeys = new Map(); });
  function transfer(keeps = state.keeps_place) {
    const here = current(), from = state.current;
    const to = (facts) => () => act("transfer", { ...here, keeps, ...facts });
    const queues = state.queues.filter((queue) => queue.code !== from.queue.code).map((queue) => [both(queue.name), to({ queue: queue.code })]);
    const windows = state.windows.filter((window) => window.number !== state.seat.number && window.queues.length)
      .map((window) => [say(`${window.number} 号窗口`, `Window ${window.number}`) + (window.state === "open" ? "" : say("（未开）", " (not open)")), to({ to: window.number })]);
    dialogKeys = new Map([["K", () => transfer(!keeps)]]);
    ask(say(`把 ${from.label} 转到`, `Send ${from.label} on to`), [...queues, ...windows],
      el("p", { class: "keeps" }, el("button", { type: "button", class: "small", onclick: () => transfer(!keeps), ariaPressed: String(keeps) },
        keeps ? say("保留位置：按原来取号的时间排", "Keeps its place: by the time it was taken") : say("重新排队：排到最后", "Waits anew: at the end"), el("kbd", {}, "K"))));
  }
  const RESERVES = {
    yes: ["这台电脑已备好：断网或重启以后也能打开本页，手工记录。", "This computer is ready: without the hub, and after a restart, this page opens and numbers can be written down."],
    insecure: ["断网后不能重开本页：请用 https 地址打开。", "This page cannot be opened without the hub: use its https address."],
    refused: ["断网后不能重开本页：这台电脑还不信任本系统的证书，请联系技术人员。", "This page cannot be opened without the hub: this computer does not trust the hub’s certificate yet. Tell a technician."],
  };
  function help() {
    const [zh, en] = RESERVES[document.getElementById("counter").dataset.held] ?? RESERVES.refused;
    const rows = [["N", say("叫下一位；办理中按它就是办完并叫下一位", "Call next; while serving: done and call next")], ["S", say("来了，开始办理", "Here: begin")], ["R", say("再叫一次", "Call again")], ["M", say("过号", "Missed")],
      ["D", say("办完", "Done")], ["H", say("暂挂", "Hold")], ["T", say("转号", "Transfer")], ["1–9", say("继续办理暂挂的号", "Take back one on hold")], ["U–Z", say("过号的人重新排队", "Put a missed one back in line")], ["P", say("暂停", "Pause")], ["O", say("继续服务", "Go on")], ["C", say("关窗", "Close")], ["L", say("手工记录", "By hand")], ["Esc", say("返回；中断时不再等待", "Back; no longer wait when the hub is away")]];
    dialog.replaceChildren(el("h2", {}, say("按键", "Keys")), el("dl", { class: "facts" }, rows.flatMap(([key, words]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, words)])),
      el("p", { class: "muted reserve-words" }, say(zh, en)),
      el("div", { class: "form-acts" }, el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, say("知道了", "All right"), el("kbd", {}, "Esc"))));
    dialog.showModal();
  }

  // -- keys. By their place on the board: an input method must not swallow them.
  function keyOf(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return "";
    if (event.key === "?") return "?";
    const found = /^(?:Key([A-Z])|Digit(\d)|Numpad(\d))$/.exec(event.code);
    return found ? found[1] ?? found[2] ?? found[3] : "";
  }
  document.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    const typing = event.target.matches?.("input, textarea, select");
    if (event.key === "Escape" && !dialog.open) {
      if (isBusy() && isAway()) { letGo(); Manual.show(true); } else if (typing) event.target.blur();
      return;
    }
    if (!key || event.repeat || typing || event.isComposing) return;
    if (dialog.open) {
      const press = dialogKeys.get(key);
      if (press) { event.preventDefault(); press(); }
      return;
    }
    if (key === "L") { event.preventDefault(); Manual.show(isAway() || !Manual.isOpen()); return; }
    const found = keys.get(key);
    if (!found || found.when === false || isBusy() || isAway()) return;
    event.preventDefault();
    found.act();
  });

  // -- answers
  on("state", (next) => {
    if (inReserve) return;
    if (leaving && next.seat && !next.seat.mine) { leaving = false; mine(""); }
    const before = state?.current?.label;
    state = next;
    hold(next);
    if (!mine() && next.seat?.mine) mine(next.seat.number);
    Manual.remember(next.line?.map((one) => one.label) ?? []);
    keys = Desk.draw(next, acts);
    dim();
    if (next.current && next.current.label !== before) heard.textContent = say(`${next.current.label} 已叫`, `${next.current.label} called`);
  });
  // What this browser keeps for a page that has to do without the hub: numbers and the window, no names, no reasons.
  const HELD = `counter held ${hall}`, HELD_MS = 12 * 3600 * 1000;
  function hold(next) {
    const { seat, current } = next;
    const plain = seat?.mine ? { number: seat.number, name: seat.name, department: seat.department } : null;
    keep(HELD, { at: Date.now(), offset: Date.parse(next.now) - Date.now(), seat: plain, current: current ? { label: current.label } : null });
  }
  function held() {
    const found = kept(HELD, {}), fresh = Date.now() - (found.at ?? 0) < HELD_MS;
    return { now: new Date(Date.now() + (found.offset ?? 0)).toISOString(), seat: found.seat ?? null, current: fresh ? found.current ?? null : null };
  }
  on("told", (answer) => {
    told.hidden = false;
    told.className = `message ${answer.status === 200 ? "info" : "error"}`;
    told.textContent = both(answer.said);
    quietAt = Date.now() + 7000;
  });
  on("busy", (pending) => {
    dim();
    if (pending) { told.hidden = true; return; }
  });
  on("away", (is) => {
    away.hidden = !is;
    if (inReserve && !is) { comeBack(); return; }
    if (is) {
      away.replaceChildren(el("p", { class: "strong" }, say("连不上叫号系统，正在自动重连。", "The call system cannot be reached. It is tried again all the time.")),
        el("p", {}, say("请用口头叫号，并在下面记下号码；恢复以后自动补录。", "Call by voice and write the numbers down below; they are told by themselves later."), " ",
          inReserve ? null : el("button", { type: "button", class: "small", onclick: () => { letGo(); Manual.show(true); } }, say("不再等待这次操作", "Do not wait for this act"), el("kbd", {}, "Esc"))));
      Manual.show(true);
    } else {
      Manual.show(false);
      Manual.tell();
      look();
    }
    dim();
  });
  // The hub answers again: the whole page with its login, as soon as nobody is in the middle of a number.
  function comeBack(tries = 0) {
    if (Manual.typed() && tries < 10) { setTimeout(() => comeBack(tries + 1), 1000); return; }
    window.location.reload();
  }
  function dim() {
    const root = document.getElementById("counter");
    root.dataset.busy = isBusy() ? "yes" : "";
    root.dataset.away = isAway() ? "yes" : "";
    for (const button of document.querySelectorAll("#desk button")) {
      if (button.dataset.act === "?") continue;
      const off = isBusy() || isAway() || keys.get(button.dataset.act)?.when === false;
      // Not disabled: the focus would be lost, and with it the place of who works by keys.
      button.setAttribute("aria-disabled", String(off));
    }
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest('#desk button[aria-disabled="true"]')) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  setInterval(() => {
    Desk.tick();
    if (quietAt && Date.now() > quietAt) { told.hidden = true; quietAt = 0; }
  }, 1000);
  setInterval(() => { if (!isAway()) Manual.tell(); }, 15000);
  if (inReserve) { Desk.drawHeld(held()); begin(); return; }
  Manual.draw();
  Manual.tell(); // what was written down on a page that had to do without the hub
  const first = JSON.parse(document.getElementById("first-state").textContent);
  if (mine() && first.seat?.number !== mine()) look();
  if (!mine() && first.seat?.mine) mine(first.seat.number); // another browser than the one in which it was opened
  state = first;
  hold(first);
  keys = Desk.draw(first, acts);
  dim();
  begin();
})();
