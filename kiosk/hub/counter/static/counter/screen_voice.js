// Speaks calls one after another: asks the hub what to say for all that wait, plays it, and says what was heard.
"use strict";
const Voice = (() => {
  const { one, post, memory, remember, clock } = Parts;
  const address = `/screens/${document.body.dataset.key}`;
  const speaks = document.body.dataset.speaks === "yes";
  const player = new Audio(), bell = new Audio();
  player.preload = bell.preload = "auto";
  if (speaks) bell.src = `${address}/sound/chime.wav`;
  const waiting = new Set();
  let busy = false, blocked = false, sound = speaks ? "unknown" : "off", heard = () => {};

  function want(serial) {
    if (!speaks || memory.spoken.includes(serial)) return;
    waiting.add(serial);
    speak();
  }
  async function speak() {
    if (busy || blocked || !waiting.size) return;
    busy = true;
    try {
      const asked = [...waiting].slice(0, 50);
      // People look up while the words are being made.
      const rung = ring();
      const answer = await post(`${address}/speech`, { serials: asked });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      for (const serial of told.past) done(serial);
      if (told.say.some((part) => part.sound)) await rung;
      else bell.pause();
      for (const part of told.say) await say(part);
      // Whatever the hub says nothing about is not asked for again.
      for (const serial of asked) if (!told.later.includes(serial)) done(serial);
    } catch (fault) {
      if (fault.name === "NotAllowedError") block();
      else await new Promise((go) => setTimeout(go, 1500));
    } finally {
      busy = false;
    }
    if (waiting.size && !blocked) speak();
  }
  function ring() {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, 1200);
      bell.onended = bell.onerror = () => { clearTimeout(limit); resolve(); };
      bell.onplaying = () => document.dispatchEvent(new CustomEvent("rung"));
      bell.currentTime = 0;
      bell.play().catch(resolve);
    });
  }
  async function say(part) {
    if (!part.sound) {
      set("none");
      return;
    }
    const began = await play(part.sound, part.seconds);
    if (began === null) return;
    set("ok");
    for (const serial of part.serials) done(serial);
    heard(part.serials, performance.now() - began);
  }
  // When it began to sound (ms of the page's clock); null when it could not be heard at all.
  function play(source, seconds) {
    return new Promise((resolve, reject) => {
      let began = null;
      const end = (act) => { clearTimeout(limit); player.onended = player.onerror = player.onplaying = null; act(); };
      // A sound card that is stuck never says that it has ended.
      const limit = setTimeout(() => end(() => { player.pause(); set("none"); resolve(began); }), seconds * 1000 + 6000);
      player.onplaying = () => {
        began ??= performance.now();
        document.body.dataset.speaking = "yes";
        document.dispatchEvent(new CustomEvent("spoken", { detail: { source, at: clock.now() } }));
      };
      player.onended = () => end(() => resolve(began));
      player.onerror = () => end(() => { set("none"); resolve(null); });
      player.src = source;
      player.play().catch((fault) => end(() => (fault.name === "NotAllowedError" ? reject(fault) : (set("none"), resolve(null)))));
    }).finally(() => delete document.body.dataset.speaking);
  }
  function done(serial) {
    waiting.delete(serial);
    if (!memory.spoken.includes(serial)) memory.spoken.push(serial);
    remember();
  }
  function block() {
    blocked = true;
    set("blocked");
  }
  function unblock() {
    if (!blocked) return;
    blocked = false;
    set("unknown");
    speak();
  }
  function set(state) {
    sound = state;
    one("sign-sound").hidden = state !== "none";
    one("sign-touch").hidden = state !== "blocked";
  }
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unblock);
  return { want, speaks, state: () => sound, isBusy: () => busy, whenHeard(act) { heard = act; } };
})();
