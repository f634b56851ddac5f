// Time: incidents per bin and accused side, the readings' windows and the sources' health on one axis.
// A brush chooses a span; an empty bin means that no report is held, and the sources below may say why.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask } from "../address.js";
import { number, t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { byParty } from "./facets.js";
import { Play } from "./play.js";
import { coreOf, nearest, scaleOf, windowsOf } from "./scale.js";
import { Sources } from "./sources.js";
import { dayAndYear, dayOf, isoDay, stamp } from "./when.js";

const GUTTER = 208; // pixels for names, left of the axis
const BAND = 42; // pixels of a side's bars
const BINS = [1, 6, 24];

export function TimePanel({ mission, query, found }) {
  const box = useRef(null);
  const width = useWidth(box);
  const counts = found?.counts;
  const windows = windowsOf(mission);
  const scale = counts?.bins.days.length > 1 && width > GUTTER + 100 ? scaleOf(counts.bins.days, windows, width - GUTTER - 14) : null;
  return html`<section class="time" aria-label=${t("situation.time")} ref=${box}>
    <${Tools} mission=${mission} query=${query} bins=${counts?.bins} windows=${windows} />
    ${scale && html`<div class="axis">
      <${Histogram} mission=${mission} query=${query} counts=${counts} scale=${scale} />
      <${Windows} windows=${windows} scale=${scale} />
      <${Sources} mission=${mission} query=${query} root=${found.root} scale=${scale} gutter=${GUTTER} />
      <${KnownAsOf} at=${Date.parse(mission.as_of)} asOf=${query.as_of} scale=${scale} />
      <${Brush} mission=${mission} query=${query} scale=${scale} />
    </div>`}
  </section>`;
}

function useWidth(box) {
  const [width, set] = useState(0);
  useEffect(() => {
    const sized = new ResizeObserver(([entry]) => set(Math.floor(entry.contentRect.width)));
    sized.observe(box.current);
    return () => sized.disconnect();
  }, []);
  return width;
}

function Tools({ mission, query, bins, windows }) {
  const zone = mission.timezone;
  const core = coreOf(windows);
  const bin = Number(query.bin ?? 24);
  const presets = [...(core ? [["core", t("situation.core"), core]] : []), ...windows.map(({ id, sure }) => [id, t("situation.window", id), sure])];
  const address = ([from, to]) => ({ from: isoDay(from, zone), to: isoDay(to, zone) });
  const on = (span) => { const { from, to } = address(span); return query.from === from && query.to === to; };
  return html`<div class="tools">
    <div class="joined" role="group" aria-label=${t("situation.bin")}>${BINS.map((hours) => html`<button aria-pressed=${bin === hours} onClick=${() => ask({ bin: hours === 24 ? null : hours }, { replace: true })}>${t("situation.hours_bin", hours)}</button>`)}</div>
    <div class="joined" role="group" aria-label=${t("situation.span")}>
      ${presets.map(([key, words, span]) => html`<button key=${key} aria-pressed=${on(span)} onClick=${() => ask(address(span))}>${words}</button>`)}
      <button aria-pressed=${!query.from && !query.to} onClick=${() => ask({ from: null, to: null })}>${t("situation.all")}</button>
    </div>
    ${bins?.days.length > 1 && html`<${Play} mission=${mission} query=${query} days=${bins.days} />`}
    <span class="caption end">${bins && bins.hours !== bin ? t("situation.coarser", bins.hours) : t("situation.empty_means")}</span>
  </div>`;
}

// Bars upward for the first side, downward for the second; each further side has a band of its own.
function Histogram({ mission, query, counts, scale }) {
  const { bins, hours } = counts.bins;
  const parties = mission.parties;
  const order = counts.parties;
  const told = bins.map(([ms, ...sides]) => [ms, byParty(mission.parties, order, sides), sides.at(-1)]);
  const { withheld } = counts;
  const bands = withheld ? [{ id: "", name: t("situation.table"), colour: "#5d6862" }] : parties;
  const value = (row, n) => (withheld ? row[2] : row[1][n]);
  const most = Math.max(1, ...told.flatMap((row) => bands.map((_, n) => value(row, n))));
  const wide = Math.max(scale.x(scale.first + hours * 36e5) - (hours === 24 ? 1.5 : 0.2), 0.7);
  const base = (n) => 16 + BAND * Math.max(n, 1);
  const bar = (row, n) => {
    const tall = (value(row, n) / most) * (BAND - 3);
    return tall ? `M${(scale.x(row[0]) + 0.5).toFixed(1)} ${base(n) + (n === 1 ? 0.5 : -0.5)}h${wide.toFixed(1)}v${(n === 1 ? tall : -tall).toFixed(1)}h${(-wide).toFixed(1)}z` : "";
  };
  const inside = spanOf(query, scale);
  const within = ([ms]) => ms >= inside[0] && ms < inside[1];
  const height = 16 + BAND * Math.max(bands.length, 2) + 4;
  return html`<div class="chart">
    <div class="names">${bands.map((party) => html`<span><${Mark} mission=${mission} accused=${party.id ? [party.id] : []} filled /> ${party.id ? t("situation.accused_side", party.name) : party.name}</span>`)}</div>
    <svg width=${scale.width} height=${height} role="img" aria-label=${spoken(mission, counts)}>
      <${Ticks} scale=${scale} zone=${mission.timezone} height=${height} />
      <line class="rule" x1="0" x2=${scale.width} y1=${base(0)} y2=${base(0)} />
      <text class="most" x="-6" y="26">${number(most)}</text><text class="most" x="-6" y=${base(0) + 4}>0</text>
      ${bands.map((party, n) => html`
        <path fill=${party.colour} opacity="0.35" d=${told.filter((row) => !within(row)).map((row) => bar(row, n)).join("")} />
        <path fill=${party.colour} d=${told.filter(within).map((row) => bar(row, n)).join("")} />`)}
    </svg>
  </div>`;
}

// The chart in words: sides beside each other.
const spoken = (mission, counts) => (counts.withheld ? t("situation.table") : t("situation.chart", mission.parties.map((party, n) => `${party.name}: ${number(byParty(mission.parties, counts.parties, counts.sides)[n])}`).join("; ")));

export function Ticks({ scale, zone, height }) {
  const step = [1, 2, 7, 14, 30, 91, 182, 365].find((days) => (scale.days.length / days) * 70 < scale.width) ?? 730;
  const shown = scale.days.filter((_, n) => n % step === 0 && scale.x(scale.days[n]) < scale.width - 30);
  return html`<g class="ticks">${shown.map((day) => html`<line x1=${scale.x(day)} x2=${scale.x(day)} y1="13" y2=${height} /><text x=${scale.x(day) + 2} y="10">${step > 100 ? dayAndYear(day, zone) : dayOf(day, zone)}</text>`)}</g>`;
}

function Windows({ windows, scale }) {
  return windows.map(({ id, name, zone, sure, maybe }) => {
    const words = t("situation.in_force", stamp(sure[0], zone), sure[1] > scale.until ? t("situation.open_end") : stamp(sure[1], zone));
    const [a, b, c, d] = [maybe[0], sure[0], sure[1], maybe[1]].map(scale.x);
    return html`<div class="window" title=${name}><span class="names">${name}</span>
      <svg width=${scale.width} height="15" role="img" aria-label=${`${name}: ${words}`}>
        <rect class="maybe" x=${a + 0.5} y="2.5" width=${Math.max(d - a - 1, 0)} height="10" />
        <rect class="sure" x=${b + 0.5} y="2.5" width=${Math.max(c - b - 1, 0)} height="10" />
        <text x=${b + 4} y="11">${dayOf(sure[0], zone)} – ${sure[1] > scale.until ? t("situation.open_end") : dayOf(sure[1] - 1, zone)}</text>
      </svg></div>`;
  });
}

// Where knowledge ends, if that is within the axis.
function KnownAsOf({ at, asOf, scale }) {
  const known = asOf ? Date.parse(asOf.length > 10 ? asOf : `${asOf}T24:00Z`) : at;
  if (!(known > scale.first && known < scale.until)) return null;
  return html`<div class="known" style=${{ left: `${GUTTER + scale.x(known)}px` }}><span class="caption">${t("shell.as_of").toLowerCase()}</span></div>`;
}

// The chosen span as milliseconds; a bare date is that day's first moment in the mission's zone.
export function spanOf(query, scale) {
  const read = (text, none) => {
    if (!text) return none;
    if (text.length > 10) return Date.parse(text);
    return nearest(scale.days, Date.parse(`${text}T00:00Z`));
  };
  return [read(query.from, scale.first), read(query.to, scale.until)];
}

// Two handles that arrows move by a day, and an area to draw a span over.
function Brush({ mission, query, scale }) {
  const area = useRef(null);
  const [drag, setDrag] = useState(null);
  const [from, to] = drag ?? spanOf(query, scale);
  const zone = mission.timezone;
  const say = (a, b) => ask({ from: a <= scale.first ? null : isoDay(a, zone), to: b >= scale.until ? null : isoDay(b, zone) }, { replace: true });
  const at = (event) => nearest(scale.days, scale.ms(event.clientX - area.current.getBoundingClientRect().left));
  const begin = (event) => {
    if (event.button) return;
    event.preventDefault();
    const handle = event.target.dataset.end;
    const fixed = handle === "from" ? to : handle === "to" ? from : at(event);
    area.current.setPointerCapture(event.pointerId);
    let now = null;
    const move = (moved) => { const other = at(moved); now = fixed === other ? null : [Math.min(fixed, other), Math.max(fixed, other)]; setDrag(now); };
    const end = () => { area.current?.removeEventListener("pointermove", move); setDrag(null); if (now) say(...now); };
    area.current.addEventListener("pointermove", move);
    area.current.addEventListener("pointerup", end, { once: true });
  };
  const step = (end) => (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 }[event.key];
    if (!by) return;
    event.preventDefault();
    const { days } = scale;
    const n = days.indexOf(nearest(days, end === "from" ? from : to)) + by;
    const day = days[Math.max(0, Math.min(days.length - 1, n))];
    if (end === "from" && day < to) say(day, to);
    if (end === "to" && day > from) say(from, day);
  };
  const handle = (end, ms) => html`<button class="handle" role="slider" data-end=${end} aria-label=${t(`situation.brush_${end}`)} aria-valuenow=${Math.round((ms - scale.first) / 864e5)} aria-valuemin="0" aria-valuemax=${scale.days.length} aria-valuetext=${stamp(ms, zone)}
    style=${{ left: `${scale.x(ms)}px` }} onKeyDown=${step(end)}></button>`;
  return html`<div class="brush" ref=${area} style=${{ left: `${GUTTER}px`, width: `${scale.width}px` }} onPointerDown=${begin}>
    <div class="chosen" style=${{ left: `${scale.x(from)}px`, width: `${Math.max(scale.x(to) - scale.x(from), 0)}px` }}></div>
    ${handle("from", from)}${handle("to", to)}
  </div>`;
}
