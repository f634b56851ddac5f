// Playback: the span of time walks over the record, a day or a bin's length a step; table, map and chart
// follow, since it is the query that walks.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask } from "../address.js";
import { t } from "../words.js";
import { dayOf, isoDay } from "./when.js";

const STEP_MS = 900;

export function Play({ mission, query, days }) {
  const [playing, play] = useState(false);
  const [open, setOpen] = useState(false);
  const zone = mission.timezone;
  const before = useRef(null); // the span that was chosen before
  const at = open ? Math.max(days.findIndex((day) => isoDay(day, zone) === query.from), 0) : 0;
  const show = (n) => ask({ from: isoDay(days[n], zone), to: isoDay(days[n + 1], zone) }, { replace: true });
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => { if (at + 2 < days.length) show(at + 1); else play(false); }, STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, query.from]);
  const begin = () => {
    before.current = { from: query.from ?? null, to: query.to ?? null };
    setOpen(true);
    play(true);
    show(Math.max(days.findIndex((day) => isoDay(day, zone) === query.from), 0));
  };
  const end = () => { play(false); setOpen(false); ask(before.current, { replace: true }); };
  if (!open) return html`<button onClick=${begin}>▶ ${t("situation.play")}</button>`;
  return html`<span class="row player">
    <button onClick=${() => play(!playing)}>${playing ? `❚❚ ${t("situation.pause")}` : `▶ ${t("situation.play")}`}</button>
    <input type="range" min="0" max=${days.length - 2} value=${at} aria-label=${t("situation.slider")} aria-valuetext=${dayOf(days[at], zone)} onInput=${(event) => { play(false); show(Number(event.target.value)); }} />
    <output>${dayOf(days[at], zone)}</output>
    <button onClick=${end}>${t("situation.stop")}</button>
  </span>`;
}
