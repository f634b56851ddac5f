// Single keys. They rest while somebody types, can be switched off, and are listed under `?`.
import { useEffect } from "./html.js";

const held = new Map(); // key → [{ words, act }], the newest first
const STORED = "truceline.keys";

export const keysOn = () => localStorage.getItem(STORED) !== "off";
export const switchKeys = (on) => localStorage.setItem(STORED, on ? "on" : "off");
export const listed = () => [...held].filter(([, acts]) => acts.length).map(([key, acts]) => ({ key, words: acts[0].words }));

const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

addEventListener("keydown", (event) => {
  const control = event.ctrlKey || event.metaKey;
  const name = control ? `Ctrl+${event.key}` : event.key;
  const act = held.get(name)?.[0];
  if (!act || event.altKey || document.querySelector("dialog[open]")) return; // a dialog has its own
  if (!control && (!keysOn() || typing(event.target)) && event.key !== "Escape") return;
  event.preventDefault();
  act.act(event);
});

// Hold keys while a component is shown: { j: ["words", act], … }.
export function useKeys(keys) {
  useEffect(() => {
    const mine = Object.entries(keys).map(([key, [words, act]]) => [key, { words, act }]);
    for (const [key, act] of mine) held.set(key, [act, ...(held.get(key) ?? [])]);
    return () => { for (const [key, act] of mine) held.set(key, held.get(key).filter((a) => a !== act)); };
  });
}
