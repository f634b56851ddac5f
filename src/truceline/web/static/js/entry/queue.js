// Sightings that wait to be sent. They lie in the browser's own store, so that a closed page or a
// lost network loses none; the server takes each once, by its id.
import { say } from "../api.js";

const NAME = "truceline";
const TABLE = "sightings";
const MOST = 100; // sent at once

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(mode, act) {
  const store = await open();
  try {
    return await new Promise((done, failed) => {
      const turn = store.transaction(TABLE, mode);
      const asked = act(turn.objectStore(TABLE));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = turn.onabort = () => failed(turn.error);
    });
  } finally { store.close(); }
}

// Each is { key, owner, mission, state: waiting|taken|refused, sighting, problems }, the newest first.
// One device may serve several people and missions: nobody sees or sends another's.
export async function queued(owner, mission) {
  const every = await within("readonly", (table) => table.getAll());
  return every.filter((one) => one.owner === owner && one.mission === mission)
    .sort((a, b) => b.sighting.noted.localeCompare(a.sighting.noted));
}

export const keep = (one) => within("readwrite", (table) => table.put({ ...one, key: `${one.owner}/${one.mission}/${one.sighting.id}` }));
export const drop = (one) => within("readwrite", (table) => table.delete(one.key));

let sending = null; // one at a time: two would send the same twice

export function send(owner, mission) {
  sending ??= sent(owner, mission).finally(() => { sending = null; });
  return sending;
}

async function sent(owner, mission) {
  const waiting = (await queued(owner, mission)).filter((one) => one.state === "waiting").slice(-MOST);
  if (!waiting.length) return 0;
  const outcomes = await say("POST", "/api/sightings", waiting.map((one) => one.sighting));
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  for (const one of waiting) {
    const outcome = byId.get(one.sighting.id);
    // What was changed while it was being sent waits again: only what was sent is settled.
    const now = (await queued(owner, mission)).find((other) => other.key === one.key);
    if (outcome && JSON.stringify(now?.sighting) === JSON.stringify(one.sighting)) {
      await keep({ ...one, state: outcome.taken ? "taken" : "refused", problems: outcome.problems });
    }
  }
  return waiting.length;
}
