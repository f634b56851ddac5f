// Keeps the page itself for when there is no network: its files and words, never a mission's data.
// The network comes first, so that nobody works with an old page while a newer one can be had.
const KEPT = "truceline-page";
const own = (url) => url.origin === location.origin && (/^\/(static|fonts|words|base)\//.test(url.pathname) || /^\/[a-z]*$/.test(url.pathname));

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !own(url)) return;
  const key = event.request.mode === "navigate" ? "/" : event.request.url;
  event.respondWith((async () => {
    const kept = await caches.open(KEPT);
    try {
      const answer = await fetch(event.request);
      if (answer.ok) await kept.put(key, answer.clone());
      return answer;
    } catch (failure) {
      return (await kept.match(key)) ?? Promise.reject(failure);
    }
  })());
});
