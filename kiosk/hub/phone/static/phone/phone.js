// The visitor's page keeps itself up to date: it asks whether anything is different, and only then fetches the part that is.
(() => {
  "use strict";
  const main = document.getElementById("ticket"), away = document.getElementById("away"), bell = document.getElementById("sound");
  const { code, lang } = main.dataset, title = document.title;
  let mark = main.dataset.mark, poll = Number(main.dataset.poll), timer = 0, failed = 0, sound = null, flash = 0;
  const address = (tail) => `${code}${tail}${lang ? `${tail.includes("?") ? "&" : "?"}lang=${lang}` : ""}`;
  const view = () => document.getElementById("view");
  const calls = () => (view().dataset.view === "called" ? `${view().dataset.calls} ${view().dataset.window}` : "");
  let heard = calls();

  async function look() {
    clearTimeout(timer);
    try {
      const answer = await fetch(address("/state"), { headers: { "If-None-Match": `"${mark}"` }, cache: "no-store", referrerPolicy: "no-referrer" });
      if (answer.status === 429) throw new Error("slower");
      if (answer.status === 200) {
        const told = await answer.json();
        poll = told.poll_s;
        await renew(answer.headers.get("ETag").replaceAll('"', ""));
      } else if (answer.status === 404 || answer.status === 410) location.reload();
      failed = 0;
      away.hidden = true;
    } catch {
      failed += 1;
      away.hidden = failed < 2;
    }
    timer = setTimeout(look, 1000 * (document.hidden ? Math.max(poll, 15) : poll) * Math.min(1 + failed, 4) * (0.9 + Math.random() / 5));
  }
  async function renew(next) {
    const answer = await fetch(address("?part"), { cache: "no-store", referrerPolicy: "no-referrer" });
    if (!answer.ok) throw new Error("part");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("view");
    const writing = main.querySelector("form.review :checked, form.review textarea:focus");
    if (!(writing && fresh.dataset.view === view().dataset.view)) {
      const open = main.querySelector("details")?.open;
      view().replaceWith(document.adoptNode(fresh));
      const again = main.querySelector("details");
      if (open && again) again.open = true;
    }
    mark = next;
    call();
  }
  function call() {
    const now = calls();
    if (now && now !== heard) {
      window.scrollTo(0, 0);
      navigator.vibrate?.([500, 200, 500, 200, 800]);
      ring();
    }
    heard = now;
    clearInterval(flash);
    document.title = title;
    if (now) {
      const words = main.dataset.call.replace("{w}", view().dataset.window);
      let on = false;
      const turn = () => { on = !on; document.title = on ? `▶ ${words}` : `${view().dataset.label} ${words}`; };
      turn();
      flash = setInterval(turn, 1000);
    }
    bell.hidden = !["waiting", "held", "called"].includes(view().dataset.view);
  }
  function ring() {
    if (!sound) return;
    for (const [at, tone] of [[0, 880], [0.35, 660], [0.9, 880], [1.25, 660]]) {
      const voice = sound.createOscillator(), level = sound.createGain(), begin = sound.currentTime + at;
      voice.frequency.value = tone;
      level.gain.setValueAtTime(0.0001, begin);
      level.gain.exponentialRampToValueAtTime(0.5, begin + 0.03);
      level.gain.exponentialRampToValueAtTime(0.0001, begin + 0.32);
      voice.connect(level).connect(sound.destination);
      voice.start(begin);
      voice.stop(begin + 0.35);
    }
  }
  bell.addEventListener("click", () => {
    // Browsers make a sound, and keep the glass on, only after a touch.
    sound ??= new (window.AudioContext ?? window.webkitAudioContext)();
    sound.resume();
    ring();
    navigator.wakeLock?.request("screen").catch(() => {});
    bell.textContent = `✓ ${bell.dataset.on}`;
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("online", look);
  call();
  timer = setTimeout(look, 1000 * poll);
})();
