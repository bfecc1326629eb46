// Keeps the exercise and the coach for when there is no network. What is somebody's own is never kept here.
// The server fills in version and pages.
"use strict";

const CACHE = "openclam-{{version}}";
const PAGES = ["{{pages}}"];
const LOOKS = ["site.css", "site.js", "icons/icon.svg"].map((name) => `/static/${name}?v={{version}}`);
const PRIVATE = /^\/(api\/|(en|nl)\/(history|recording)(\/|$))/;
const offline = (path) => `/${path.startsWith("/nl") ? "nl" : "en"}/offline`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([...PAGES, ...LOOKS].map((path) => new Request(path, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || request.headers.has("range")) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/") && !url.pathname.startsWith("/static/video/")) event.respondWith(file(request));
  else if (url.pathname === "/api/v1/exercise") event.respondWith(fresh(request));
});

// A page as it is now; without a network as it was, or a page that says that there is none.
async function page(request, url) {
  const cache = await caches.open(CACHE);
  try {
    return await fetch(request);
  } catch {
    const kept = PRIVATE.test(url.pathname) ? undefined : await cache.match(url.pathname);
    return kept ?? (await cache.match(offline(url.pathname))) ?? Response.error();
  }
}

// A file that was kept, else from the network, and then kept: a changed file has another address.
async function file(request) {
  const cache = await caches.open(CACHE);
  const manifest = new URL(request.url).pathname.endsWith("/manifest.json");
  if (manifest) return fresh(request);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}

// From the network where there is one, and kept for when there is none.
async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}
