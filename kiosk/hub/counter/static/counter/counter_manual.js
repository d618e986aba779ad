// While the hub is away: numbers called and finished by hand, kept in this browser, told when the hub is back.
"use strict";
const Manual = (() => {
  const { say, el, id, keep, kept, ask, mine, hall, Away } = Wire;
  const PLACE = `counter manual ${hall}`, LINE = `counter line ${hall}`;
  const box = document.getElementById("manual");
  const LABEL = /^[A-Z]{1,2}(K[0-9]{1,3}-)?[0-9]{2,5}$/;
  const HELD_MS = 12 * 3600 * 1000; // a line of yesterday is nobody's line
  const lineBefore = () => { const held = kept(LINE, {}); return Date.now() - (held.at ?? 0) < HELD_MS ? held.labels ?? [] : []; };
  let entries = kept(PLACE, []), open = false, telling = false, refused = {};
  const clock = (iso) => (iso ? new Date(iso).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false }) : "");
  // By the hub's clock as it was last heard: this computer's may be off.
  const stamp = () => new Date(Desk.now()).toISOString();
  const plain = (text) => text.normalize("NFKC").toUpperCase().replace(/\s/g, "");

  function save() { keep(PLACE, entries.length ? entries : null); draw(); }
  function call(label) {
    label = plain(label);
    if (!LABEL.test(label)) return say("号码不对，例如 A012 或 AK3-001。", "That is no number: A012 or AK3-001, for example.");
    if (entries.some((one) => one.label === label && !one.ended)) return say(`${label} 已经在表里。`, `${label} is on the list already.`);
    entries.push({ entry: id(), window: mine(), label, called: stamp(), ended: "", outcome: "" });
    save();
    return "";
  }
  function end(entry, outcome) {
    const one = entries.find((found) => found.entry === entry);
    if (!one) return;
    Object.assign(one, one.outcome === outcome ? { ended: "", outcome: "" } : { ended: stamp(), outcome });
    save();
  }
  function remove(entry) { entries = entries.filter((one) => one.entry !== entry); save(); }
  // The hub is back: what is finished is told; who still sits at the window stays on the list until it is said how it ended.
  async function tell() {
    const told = entries.filter((one) => one.outcome && !refused[one.entry]);
    if (!told.length || telling) return;
    telling = true;
    try {
      const answer = await ask("/manual", { entries: told.slice(0, 100) });
      if (answer.status === 200) {
        entries = entries.filter((one) => !answer.taken.includes(one.entry));
        refused = { ...refused, ...answer.refused };
        save();
      }
    } catch (fault) { if (!(fault instanceof Away)) throw fault; }
    telling = false;
  }
  function show(is) {
    open = is;
    draw();
    if (is) box.querySelector("input")?.focus();
  }
  function draw() {
    box.hidden = !open && !entries.length;
    if (box.hidden) return;
    const line = lineBefore();
    const field = box.querySelector("input");
    const [typed, at, focused] = [field?.value ?? "", field?.selectionStart ?? 0, document.activeElement?.dataset?.key ?? ""];
    const hint = el("p", { class: "errors", role: "alert", id: "manual-fault" });
    const input = el("input", { id: "manual-label", maxLength: 16, autocomplete: "off", value: typed, "data-key": "label", placeholder: "A012" });
    const form = el("form", { class: "manual-form", onsubmit: (event) => {
      event.preventDefault();
      const fault = call(input.value);
      if (fault) { hint.textContent = fault; return; }
      const fresh = box.querySelector("input");
      fresh.value = "";
      fresh.focus();
    } },
      el("label", { for: "manual-label" }, say("叫的号码", "Number you call")), input,
      el("button", { class: "primary" }, say("记下：已叫", "Write down: called"), el("kbd", {}, "Enter")));
    const rows = [...entries].reverse().map((one) => el("tr", {},
      el("td", { class: "strong" }, one.label), el("td", {}, one.window), el("td", {}, clock(one.called)),
      el("td", {}, one.outcome ? `${one.outcome === "done" ? say("办完", "finished") : say("没有来", "did not come")} ${clock(one.ended)}` : say("正在办理", "at the window")),
      el("td", { class: "acts-cell" },
        refused[one.entry] ? el("span", { class: "badge bad" }, refused[one.entry]) : null, " ",
        el("button", { class: "small", "data-key": `d${one.entry}`, onclick: () => end(one.entry, "done"), ariaPressed: String(one.outcome === "done") }, say("办完", "Finished")), " ",
        el("button", { class: "small", "data-key": `m${one.entry}`, onclick: () => end(one.entry, "missed"), ariaPressed: String(one.outcome === "missed") }, say("没有来", "Did not come")), " ",
        el("button", { class: "small quiet", "data-key": `x${one.entry}`, onclick: () => remove(one.entry) }, say("写错了", "Mistake")))));
    box.replaceChildren(
      el("div", { class: "card manual" },
        el("header", {}, el("h2", {}, say("手工记录", "By hand")), el("span", { class: "row" },
          el("button", { class: "small", "data-key": "print", onclick: () => window.print() }, say("打印这张表", "Print this list")))),
        open ? el("p", { class: "muted" }, say("用口头叫号，叫一个记一个。号码留在这台电脑里，连上以后自动补录。叫之前请和旁边的窗口说一声，免得叫同一个人。",
          "Call by voice and write each number down. They stay on this computer and are told by themselves when the hub is back. Tell the next window whom you call.")) : el("p", { class: "muted" }, say("已经连上。请说明每个号码的结果，系统会自动补录。", "The hub is back. Say how each number ended; the rest happens by itself.")),
        open ? form : null, hint,
        open && line.length ? el("p", { class: "manual-line" }, el("span", { class: "muted" }, say("断开前的排队顺序：", "The line before the cut: ")),
          line.filter((label) => !entries.some((one) => one.label === label)).slice(0, 12).map((label) => el("button", { class: "small", type: "button", "data-key": `l${label}`, onclick: () => { call(label); box.querySelector("input")?.focus(); } }, label))) : null,
        rows.length ? el("div", { class: "scroll" }, el("table", { class: "table" },
          el("thead", {}, el("tr", {}, ...[say("号码", "Number"), say("窗口", "Window"), say("叫号", "Called"), say("结果", "How it ended"), ""].map((words) => el("th", {}, words)))),
          el("tbody", {}, rows))) : null));
    const again = focused && box.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    if (again) { again.focus(); if (again.setSelectionRange && focused === "label") again.setSelectionRange(at, at); }
  }
  return { show, draw, tell, remember: (labels) => keep(LINE, { at: Date.now(), labels }), typed: () => box.querySelector("input")?.value ?? "", count: () => entries.length, isOpen: () => open };
})();
