// Keeps one page for the time when the hub is away. RESERVE: {page, reserve, program}, written before this by the hub.
"use strict";
const NAME = `reserve ${RESERVE.page} ${RESERVE.program}`, MINE = `reserve ${RESERVE.page} `;
const PATIENCE_MS = 6000, AWAY = new Set([502, 503, 504]), PLAIN = { ignoreVary: true };

let isOver = false;

// The page and everything it is made of; what is kept is this hub's own answer and nobody's login.
async function keep(answer) {
  const page = answer ?? await fetch(RESERVE.reserve, { cache: "no-store", credentials: "same-origin" });
  if (!page.ok || page.redirected || !(page.headers.get("content-type") ?? "").startsWith("text/html")) return false;
  const words = await page.clone().text(), cache = await caches.open(NAME);
  const files = [...new Set([...words.matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)].map((found) => found[1]))];
  for (const file of files) if (!(await cache.match(file, PLAIN))) await cache.add(file);
  await cache.put(RESERVE.reserve, page);
  return true;
}
self.addEventListener("install", (event) => {
  event.waitUntil(keep().then((kept) => { if (!kept) throw new Error("nothing to keep"); return self.skipWaiting(); }));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") { if (url.pathname === RESERVE.page) event.respondWith(open(event)); }
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});
async function open(event) {
  let answer;
  try {
    answer = await Promise.race([fetch(event.request), new Promise((_, no) => setTimeout(() => no(new Error("silence")), PATIENCE_MS))]);
  } catch { answer = null; }
  if (!answer || AWAY.has(answer.status)) {
    const kept = await (await caches.open(NAME)).match(RESERVE.reserve, PLAIN);
    return kept ?? answer ?? Response.error();
  }
  if (answer.ok) {
    // The page of a screen is kept as it came; that of a window without its user.
    const mine = RESERVE.reserve === RESERVE.page ? answer.clone() : undefined;
    event.waitUntil(keep(mine).catch(() => {}));
  } else if (answer.status === 404 || answer.status === 403) {
    isOver = true; // taken back, or not for who asks: nothing of it stays
    event.waitUntil(caches.delete(NAME).then(() => self.registration.unregister()));
  }
  return answer;
}
// Files are named by their content: what is kept is right for as long as it is asked for.
async function file(request) {
  if (isOver) return fetch(request);
  const cache = await caches.open(NAME), kept = await cache.match(request, PLAIN);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).search) cache.put(request, answer.clone()).catch(() => {});
  return answer;
}
