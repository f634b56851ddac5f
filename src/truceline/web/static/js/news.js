// What is new, as the server tells it: one stream for all who listen, opened anew when it breaks.
import { useEffect, useRef } from "./html.js";

const KINDS = ["judgement", "approval", "entry", "publication", "reply", "signoff", "presence", "missed"];
const listeners = new Set();
let stream = null;

function tell(kind, data) { for (const listener of [...listeners]) listener.current(kind, data); }

function open() {
  stream = new EventSource("/api/events");
  let before = false; // a stream that comes back may have missed something
  stream.onopen = () => { if (before) tell("missed", { about: [] }); before = true; };
  for (const kind of KINDS) stream.addEventListener(kind, (event) => tell(kind, JSON.parse(event.data || "{}")));
}

// Call `heard(kind, { root, about, by })` with whatever happens while a component is shown.
export function useNews(heard) {
  const listener = useRef(heard);
  listener.current = heard;
  useEffect(() => {
    listeners.add(listener);
    if (!stream) open();
    return () => {
      listeners.delete(listener);
      if (!listeners.size) { stream?.close(); stream = null; }
    };
  }, []);
}
