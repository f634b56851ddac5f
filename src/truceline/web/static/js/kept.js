// Who was here last and for which mission, so that a post without a network can go on noting. It holds
// no secret: whatever is sent later needs the session anew.
const KEY = "truceline.here";

export const keptHere = () => JSON.parse(localStorage.getItem(KEY) ?? "null");
export const forget = () => localStorage.removeItem(KEY);
export function keepHere(here, mission) {
  localStorage.setItem(KEY, JSON.stringify({ here: { ...here, csrf: "" }, mission: { title: mission.title, timezone: mission.timezone, as_of: mission.as_of, parties: mission.parties, readings: [] } }));
}

// Everything of the page that was loaded so far, for the next time that it is opened without a network.
export async function keepPage() {
  if (!navigator.onLine || !("caches" in globalThis)) return;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const own = loaded.filter((url) => url.origin === location.origin && /^\/(static|fonts|words)\//.test(url.pathname));
  const kept = await caches.open("truceline-page");
  await kept.addAll(["/", ...new Set(own.map((url) => url.href))]);
}
