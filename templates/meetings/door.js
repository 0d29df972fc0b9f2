/* The door without a signal: its page opens again from this device. What is kept is the page as a
   stranger gets it, so that nobody's name or account lies here, and nothing but that page and what
   it is drawn with. It goes when the door is closed. */
"use strict";
const PAGE = new URL(self.registration.scope).pathname;
const KEPT = `pintu:${PAGE}`;
const WAIT = 6000; // ms until the kept page is shown instead

const keep = async () => {
  const answer = await fetch(PAGE, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) return;
  const cache = await caches.open(KEPT);
  const text = await answer.clone().text();
  const drawn = [...text.matchAll(/(?:href|src)="(\/static\/[^"#?]+)/g)].map((found) => found[1]);
  await Promise.all([...new Set(drawn)].map(async (path) => {
    const file = await fetch(path);
    if (file.ok) await cache.put(path, file);
  }));
  await cache.put(PAGE, answer);
};
const leave = async () => {
  await caches.delete(KEPT);
  await self.registration.unregister();
};
// Not by opening the cache: that would make it anew after it has gone.
const kept = (path) => caches.match(path, { cacheName: KEPT, ignoreVary: true });

const open = async (event) => {
  const late = new Promise((done) => { setTimeout(done, WAIT, kept(PAGE)); });
  try {
    const sent = fetch(event.request);
    const answer = await Promise.race([sent, late]) || await sent;
    if (answer.status === 404) event.waitUntil(leave());
    return answer;
  } catch (problem) {
    const page = await kept(PAGE);
    if (page) return page;
    throw problem;
  }
};

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(open(event));
  else if (pathname.startsWith("/static/")) {
    event.respondWith(kept(pathname).then((file) => file || fetch(event.request)));
  }
});
