// Draws a window's page from what the hub says: who is here, what can be done, the line. Every act has its key.
"use strict";
const Desk = (() => {
  const { say, both, el } = Wire;
  let offset = 0, keys = new Map();
  const now = () => Date.now() + offset;
  const minutes = (count) => say(`${count} 分钟`, `${count} min`);
  const windowName = (window) => both(window.name);

  function since(iso) {
    const seconds = Math.max(0, Math.floor((now() - Date.parse(iso)) / 1000));
    return seconds < 60 ? say(`${seconds} 秒`, `${seconds} s`) : minutes(Math.floor(seconds / 60));
  }
  const time = (iso) => el("time", { "data-since": iso }, since(iso));

  // A button with its key on it; the same act by that key, wherever the focus is.
  function button(key, words, act, facts = {}) {
    keys.set(key, { act, when: facts.when ?? true });
    return el("button", { type: "button", class: facts.class ?? "", disabled: facts.when === false, onclick: act, "data-act": key, "aria-keyshortcuts": key, title: facts.title ?? null },
      el("span", {}, words), el("kbd", {}, key));
  }

  function draw(state, acts) {
    keys = new Map();
    offset = Date.parse(state.now) - Date.now();
    const box = document.getElementById("desk");
    const focus = document.activeElement?.dataset?.act;
    const seat = state.seat;
    const parts = !state.published ? [nothing()] : !seat || !seat.mine ? [choose(state, acts)] : [head(state, acts), el("div", { class: "bench" },
      el("div", { class: "stack" }, seat.state === "paused" ? paused(state, acts) : visitor(state, acts), el("div", { class: "pair" }, held(state, acts), missed(state, acts))), line(state))];
    box.replaceChildren(...parts);
    if (focus) box.querySelector(`[data-act="${CSS.escape(focus)}"]:not(:disabled)`)?.focus();
    return keys;
  }
  function tick() {
    for (const part of document.querySelectorAll("#counter time[data-since]")) part.textContent = since(part.dataset.since);
  }
  // In reserve: which window this is and who was at it; nothing can be asked.
  function drawHeld(state) {
    offset = Date.parse(state.now) - Date.now();
    const seat = state.seat, one = state.current;
    document.getElementById("desk").replaceChildren(seat ? el("section", { class: "card held" },
      el("div", { class: "counter-head" }, el("div", { class: "plate" }, el("b", {}, seat.number), el("div", {}, el("h1", { class: "cut" }, windowName(seat)), el("p", { class: "muted cut" }, both(seat.department))))),
      el("p", {}, one ? el("span", {}, say("断开前在窗口：", "At the window before the cut: "), el("b", { class: "strong" }, one.label)) : say("断开前窗口没有人。", "Nobody was at the window before the cut.")))
      : "");
  }
  function nothing() {
    return el("div", { class: "card empty" }, el("h2", {}, say("这个大厅还没有发布内容", "This hall has published nothing yet")),
      el("p", {}, say("发布窗口和业务以后，就可以在这里叫号。", "Once windows and matters are published, numbers are called here.")));
  }

  // -- no window yet
  function choose(state, acts) {
    const rows = state.windows.map((window, at) => {
      const key = at < 9 ? String(at + 1) : at < 35 ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at - 9] : "";
      const press = () => acts.open(window);
      if (key) keys.set(key, { act: press, when: true });
      return el("li", {}, el("button", { type: "button", class: `seat ${window.state}`, onclick: press, "data-act": `w${window.number}` },
        el("b", {}, window.number), el("span", { class: "seat-words" }, el("span", { class: "strong cut" }, windowName(window)), el("span", { class: "muted small-words cut" }, both(window.department) || "–"),
          el("span", { class: "muted small-words cut" }, window.queues.map((queue) => both(queue.name)).join(say("、", ", ")) || say("没有业务队列", "no queue"))),
        window.by ? el("span", { class: "badge warn" }, say(`${window.by} 在用`, `open: ${window.by}`)) : null,
        window.mine ? el("span", { class: "badge ok" }, say("您的窗口", "yours")) : null, key ? el("kbd", {}, key) : null));
    });
    return el("div", {}, el("div", { class: "head" }, el("div", {}, el("h1", {}, say("您今天在哪个窗口？", "Which window are you at today?")),
      el("p", {}, say("按窗口旁边的键，或者点一下。", "Press the key beside the window, or click it.")))), el("ul", { class: "seats" }, rows));
  }

  // -- the window
  function head(state, acts) {
    const seat = state.seat, open = seat.state === "open";
    return el("div", { class: "counter-head" },
      el("div", { class: "plate" }, el("b", {}, seat.number), el("div", {}, el("h1", { class: "cut" }, windowName(seat)), el("p", { class: "muted cut" }, [both(seat.department), seat.calls_from.map(both).join(say("、", ", "))].filter(Boolean).join(" · ")))),
      el("div", { class: "row" }, el("span", { class: `badge ${open ? "ok" : "warn"}` }, open ? say("正在服务", "open") : say("已暂停", "paused"), seat.since ? time(seat.since) : null),
        open ? button("P", say("暂停", "Pause"), acts.pause, { class: "small" }) : null,
        button("C", say("关窗", "Close"), acts.close, { class: "small", when: !state.current }),
        button("?", say("按键", "Keys"), acts.help, { class: "small quiet" })));
  }
  function visitor(state, acts) {
    const one = state.current;
    if (!one) {
      const next = state.next;
      return el("section", { class: "card visitor idle" }, el("div", { class: "visitor-top" },
        el("div", { class: "who" }, el("p", { class: "muted" }, next ? say("下一位", "Next") : say("没有人等候", "Nobody is waiting")), el("b", { class: "label" }, next ? next.label : "–")),
        next ? el("div", { class: "expect" }, el("p", { class: "why" }, both(next.why)), el("p", { class: "muted" }, both(next.matter))) : el("p", { class: "muted" }, say("有人取号时，这里会自动更新。", "This changes by itself when somebody takes a number."))),
        el("div", { class: "acts main-acts" }, button("N", say("叫下一位", "Call next"), acts.next, { class: "primary big" })));
    }
    const called = one.state === "called";
    const facts = [
      [say("办什么", "Matter"), one.matters.length ? el("ul", {}, one.matters.map((matter) => el("li", {}, both(matter.name), matter.materials ? el("span", { class: "muted" }, say(` · 材料 ${matter.materials} 份`, ` · ${matter.materials} papers`)) : null))) : both(one.queue.name)],
      [say("语言", "Language"), el("span", { class: one.language.other ? "badge info" : "" }, both(one.language))],
      [say("等了", "Waited"), minutes(one.waited)],
      [say("为什么先叫", "Why this one"), both(one.why) || say("按先后顺序。", "First come, first served.")],
    ];
    if (one.stops.length) facts.push([say("之后还要去", "Then on to"), one.stops.map(both).join(" → ")]);
    return el("section", { class: `card visitor ${one.state}` }, el("div", { class: "visitor-top" },
      el("div", { class: "who" }, el("p", {}, called ? say(`已叫第 ${one.calls} 次 · `, `called ${one.calls} × · `) : say("正在办理 · ", "being served · "), time(called ? one.called_at : one.started_at)),
        el("b", { class: "label" }, one.label), both(one.kind) ? el("span", { class: "badge info" }, both(one.kind)) : null),
      el("dl", { class: "facts expect" }, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))),
      called ? el("div", { class: "acts main-acts" },
        button("S", say("来了，开始办理", "Here: begin"), acts.begin, { class: "primary big" }), button("R", say("再叫一次", "Call again"), acts.recall, { class: "big" }),
        button("M", say("过号", "Missed"), acts.missed, { class: "big" }), button("T", say("转号", "Transfer"), acts.transfer), button("D", say("办完", "Done"), acts.done))
        : el("div", { class: "acts main-acts" },
          button("N", say("办完，叫下一位", "Done, call next"), acts.next, { class: "primary big" }), button("D", say("办完", "Done"), acts.done, { class: "big" }),
          button("H", say("暂挂", "Hold"), acts.hold, { class: "big", title: say("去补材料，号保留在本窗口", "Sent for a paper; keeps this window") }), button("T", say("转号", "Transfer"), acts.transfer), button("R", say("再叫一次", "Call again"), acts.recall)));
  }
  function paused(state, acts) {
    const seat = state.seat;
    return el("section", { class: "card visitor rest" }, el("div", { class: "visitor-top" }, el("div", { class: "who" }, el("p", {}, say("窗口已暂停 · ", "Paused · "), time(seat.since)), el("b", { class: "label words" }, seat.pause || say("暂停", "Paused"))),
      state.current ? el("p", {}, say(`${state.current.label} 还在窗口，继续服务后可以办完。`, `${state.current.label} is still here; go on to finish.`)) : el("p", { class: "muted" }, say(`现在有 ${state.waiting} 人等候。`, `${state.waiting} are waiting now.`))),
    el("div", { class: "acts main-acts" }, button("O", say("继续服务", "Go on"), acts.goOn, { class: "primary big" })));
  }

  // -- beside it
  function held(state, acts) {
    return list(say("暂挂", "On hold"), state.held, say("没有暂挂的号。", "None."), (one, at) => {
      const key = at < 9 ? String(at + 1) : "";
      return button(key || `held ${at}`, say("继续办理", "Take back"), () => acts.takeBack(one), { class: "small", when: !state.current && state.seat.state === "open" });
    });
  }
  function missed(state, acts) {
    return list(say("过号", "Missed"), state.missed, say("没有过号的人。", "None."), (one, at) => {
      const key = "UVWXYZ"[at] ?? "";
      return button(key || `missed ${at}`, say("重新排队", "Back in line"), () => acts.back(one), { class: "small" });
    });
  }
  function list(title, rows, empty, act) {
    return el("section", { class: "card tight" }, el("header", {}, el("h2", {}, title), rows.length ? el("span", { class: "badge" }, String(rows.length)) : null),
      rows.length ? el("ul", { class: "short" }, rows.map((one, at) => el("li", {}, el("b", {}, one.label), el("span", { class: "muted small-words" }, minutes(one.minutes)), act(one, at)))) : el("p", { class: "muted" }, empty));
  }
  function line(state) {
    const rows = state.line.map((one) => el("li", { class: state.next?.id === one.id ? "first" : "" }, el("b", {}, one.label),
      el("span", { class: "cut" }, both(one.matter)), el("span", { class: "muted small-words nowrap" }, minutes(one.minutes)), both(one.kind) ? el("span", { class: "badge info" }, both(one.kind)) : null));
    return el("section", { class: "card tight line", ariaLabel: say("排队", "The line") }, el("header", {}, el("h2", {}, say("排队", "The line")), el("span", { class: "badge" }, say(`${state.waiting} 人`, `${state.waiting}`))),
      state.next && state.current ? el("p", { class: "next-why" }, el("span", { class: "muted" }, say("下一位 ", "Next ")), el("b", {}, state.next.label), " ", both(state.next.why)) : null,
      rows.length ? el("ol", { class: "short" }, rows) : el("p", { class: "muted" }, say("没有人等候。", "Nobody is waiting.")),
      state.waiting > state.line.length ? el("p", { class: "muted small-words" }, say(`还有 ${state.waiting - state.line.length} 人`, `and ${state.waiting - state.line.length} more`)) : null,
      el("p", { class: "paper" }, el("a", { href: `${document.getElementById("counter").dataset.base}/paper?window=${encodeURIComponent(state.seat.number)}`, target: "_blank", rel: "noopener" }, say("打印手工记录表（备用）", "Print the paper form (in reserve)"))));
  }
  return { draw, drawHeld, tick, now };
})();
