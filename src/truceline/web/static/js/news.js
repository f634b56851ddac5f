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

// After a session ended and another began: listen again, and ask anew for what was refused meanwhile.
export function renew() {
  if (!stream) return;
  stream.close();
  open();
  tell("missed", { about: [] });
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

const SPREAD_MS = 700; // so that not everybody who listens asks at the same moment
const REST_MS = 3000; // between one asking and the next, however much is said meanwhile

// The same for whoever asks for everything anew: soon, and once for all that was told meanwhile.
export function useNewsInTurn(fits, heard) {
  const turn = useRef({ last: 0, timer: null });
  useNews((kind) => {
    const { last, timer } = turn.current;
    if (timer || !fits(kind)) return;
    const wait = Math.max(Math.random() * SPREAD_MS, last + REST_MS - performance.now());
    turn.current.timer = setTimeout(() => { turn.current = { last: performance.now(), timer: null }; heard(); }, wait);
  });
  useEffect(() => () => clearTimeout(turn.current.timer), []);
}
