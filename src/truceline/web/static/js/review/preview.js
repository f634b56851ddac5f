// A judgement tried on the server while it is being thought over; an answer that came too late is dropped.
import { useEffect, useState } from "../html.js";
import { ask, say } from "../api.js";
import { useNews } from "../news.js";

const PAUSE = 220; // ms without a change before it is tried

const NOTHING = { told: null, wrong: "", waiting: false };

function useTrial(key, attempt, pause) {
  const [trial, set] = useState(NOTHING);
  const [again, retry] = useState(0);
  useNews((kind) => { if (kind === "missed") retry((n) => n + 1); }); // what was refused meanwhile may go now
  useEffect(() => {
    if (!key) { set(NOTHING); return undefined; }
    let late = false;
    set((old) => ({ ...old, waiting: true }));
    const timer = setTimeout(async () => {
      try {
        const told = await attempt();
        if (!late) set({ told, wrong: "", waiting: false });
      } catch (refusal) {
        if (!late) set({ told: null, wrong: refusal.message, waiting: false });
      }
    }, pause);
    return () => { late = true; clearTimeout(timer); };
  }, [key, again]);
  return trial;
}

export function usePreview(saying, root) {
  const key = saying.judgements.length ? JSON.stringify([saying, root]) : "";
  return useTrial(key, () => say("POST", "/api/review/preview", saying), PAUSE);
}

export function useWaiting(judgement, root) {
  const key = judgement ? JSON.stringify([judgement, root]) : "";
  return useTrial(key, () => ask("/api/review/pending/changes", { judgement }), 0);
}
