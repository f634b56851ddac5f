// What the server answers to a question, asked anew when the question changes; the old answer stands
// until the new one is there. An answer that came too late is dropped.
import { useEffect, useState } from "./html.js";
import { ask } from "./api.js";

const bare = (query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined));

export function useAsked(path, query = {}, again = 0) {
  const [told, set] = useState({ value: null, wrong: null, waiting: true });
  const asked = path ? JSON.stringify([path, bare(query), again]) : null;
  useEffect(() => {
    if (!asked) { set({ value: null, wrong: null, waiting: false }); return undefined; }
    const stop = new AbortController();
    set((old) => ({ ...old, wrong: null, waiting: true }));
    ask(path, bare(query), { signal: stop.signal }).then(
      (value) => { if (!stop.signal.aborted) set({ value, wrong: null, waiting: false, of: asked }); },
      (wrong) => { if (!stop.signal.aborted) set({ value: null, wrong, waiting: false, of: asked }); },
    );
    return () => stop.abort();
  }, [asked]);
  return { ...told, fits: told.of === asked };
}
