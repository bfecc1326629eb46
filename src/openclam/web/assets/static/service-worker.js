// Keeps the exercise and the coach for when there is no network. What the server keeps of somebody is never kept here.
// The server fills in what is to be kept.
"use strict";

const { version, pages: PAGES, files: FILES, coach: COACH } = "{{told}}";
const CACHE = `openclam-${version}`;
// What the coach runs on: large, and named by its content, so that a new version of the site takes it over as it is.
const COACH_CACHE = "openclam-coach";
const PRIVATE = /^\/(api\/|(en|nl)\/(history|recording)(\/|$))/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([...PAGES, ...FILES].map((path) => new Request(path, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOld(), dropOldOfTheCoach()]).then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "keep the coach") event.waitUntil(keepTheCoach());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || request.headers.has("range")) return;
  if (request.mode === "navigate") event.respondWith(page(request, url.pathname));
  else if (url.pathname === "/api/v1/exercise" || url.pathname.endsWith("/manifest.json")) event.respondWith(fresh(request));
  else if (url.pathname.startsWith("/static/") && !url.pathname.endsWith(".mp4")) event.respondWith(file(request, url.pathname));
});

// A page as it is now; without a network as it was when it was last seen, or one that says that there is no network.
async function page(request, path) {
  try {
    const answer = await fetch(request);
    if (answer.status === 200 && PAGES.includes(path)) await keep(await caches.open(CACHE), path, answer);
    return answer;
  } catch {
    const cache = await caches.open(CACHE);
    const lang = path.startsWith("/nl") ? "nl" : "en";
    // Of the history there is what this browser keeps by itself.
    if (path === `/${lang}/history`) return (await cache.match(`/${lang}/kept-here`)) ?? Response.error();
    const kept = PRIVATE.test(path) ? undefined : await cache.match(path);
    return kept ?? (await cache.match(`/${lang}/offline`)) ?? Response.error();
  }
}

// A file that was kept, else from the network, and then kept: a changed file has another address.
async function file(request, path) {
  const cache = await caches.open(COACH.includes(path) ? COACH_CACHE : CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await keep(cache, request, answer);
  return answer;
}

// From the network where there is one, and kept for when there is none.
async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await keep(cache, request, answer);
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}

// A disk that is full keeps nobody from the page.
async function keep(cache, request, answer) {
  await cache.put(request, answer.clone()).catch(() => undefined);
}

async function keepTheCoach() {
  const cache = await caches.open(COACH_CACHE);
  for (const path of COACH) if (!(await cache.match(path))) await cache.add(path);
}

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE && name !== COACH_CACHE).map((name) => caches.delete(name)));
}

async function dropOldOfTheCoach() {
  const cache = await caches.open(COACH_CACHE);
  const kept = await cache.keys();
  await Promise.all(kept.filter(({ url }) => !COACH.includes(new URL(url).pathname)).map((one) => cache.delete(one)));
}
