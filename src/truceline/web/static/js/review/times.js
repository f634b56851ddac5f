// When each report puts the act: one bar per voice and time, the incident's own time behind them all.
import { html } from "../html.js";
import { partyOf } from "../parts/mark.js";
import { moment, number, t } from "../words.js";
import { between } from "./terms.js";

const HOUR = 3600e3;
const STEPS = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160];
const TICKS = 6;

function rowsOf({ card, accuses }) {
  const rows = new Map();
  for (const time of card.times) {
    const party = accuses[time.report] ?? "";
    const key = JSON.stringify([time.voice, time.start, time.end, party]);
    const row = rows.get(key) ?? { ...time, party, reports: [] };
    row.reports.push(time.report);
    rows.set(key, row);
  }
  const width = (row) => (row.start ? Date.parse(row.end) - Date.parse(row.start) : Infinity);
  return [...rows.values()].sort((a, b) => (a.voice === b.voice ? width(b) - width(a) : 0));
}

function scaleOf(rows, when) {
  const ends = rows.filter((row) => row.start).flatMap((row) => [Date.parse(row.start), Date.parse(row.end)]);
  if (when) ends.push(Date.parse(when.start), Date.parse(when.end));
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const room = Math.max((last - first) * 0.04, HOUR);
  const [from, to] = [first - room, last + room];
  return { from, to, at: (time) => (100 * (time - from)) / (to - from) };
}

function ticksOf({ from, to }, zone) {
  const step = (STEPS.find((hours) => (to - from) / (hours * HOUR) <= TICKS) ?? STEPS.at(-1)) * HOUR;
  const shift = offset(from, zone);
  const ticks = [];
  for (let at = Math.ceil((from + shift) / step) * step - shift; at < to; at += step) ticks.push(at);
  const options = step < 24 * HOUR ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" };
  return ticks.map((at) => ({ at, words: moment(new Date(at).toISOString(), zone, options) }));
}

// How far a zone is from UTC, so that ticks stand at its own full hours and days.
function offset(at, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" }).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) - Math.floor(at / 60e3) * 60e3;
}

function Bar({ mission, row, scale, own }) {
  if (!row.start) return html`<span class="untimed">${t("review.no_time")}</span>`;
  const [from, to] = [scale.at(Date.parse(row.start)), scale.at(Date.parse(row.end))];
  const exact = Date.parse(row.end) - Date.parse(row.start) <= 2 * HOUR;
  const colour = partyOf(mission, row.party).colour;
  const form = `bar-of${exact ? " exact" : ""}${own ? " own" : ""}`;
  return html`<span class=${form} style=${{ left: `${from}%`, width: `max(6px, ${to - from}%)`, borderColor: colour, background: exact ? colour : undefined }}></span>`;
}

export function Times({ mission, told }) {
  const { card } = told;
  const zone = mission.timezone;
  const rows = rowsOf(told);
  const timed = rows.some((row) => row.start);
  const { when, outside } = card.incident;
  const scale = timed ? scaleOf(rows, when) : null;
  const ownWord = new Set(card.origins.flatMap((group) => group.claimants.flatMap((claimant) => claimant.reports.filter((leaf) => leaf.way === "own").map((leaf) => leaf.report))));
  const fitting = card.incident.report_ids.length - outside.length;
  return html`<section class="times" aria-labelledby="times-title">
    <h2 id="times-title">${t("review.when")} <small>${t("review.zone", zone)}</small></h2>
    <div class="card chart">
      ${scale && html`<div class="axis" aria-hidden="true"><span></span><span class="track">${ticksOf(scale, zone).map((tick) => html`<span class="tick" style=${{ left: `${scale.at(tick.at)}%` }}>${tick.words}</span>`)}</span></div>`}
      <ul>${rows.map((row) => html`<li>
        <span class="voice">${row.voice} <small>×${number(row.reports.length)}</small><span class="hidden"> ${between(row.start, row.end, zone)}</span></span>
        <span class="track">${scale && when && html`<span class="own-time" style=${{ left: `${scale.at(Date.parse(when.start))}%`, width: `max(2px, ${scale.at(Date.parse(when.end)) - scale.at(Date.parse(when.start))}%)` }}></span>`}
          <${Bar} mission=${mission} row=${row} scale=${scale} own=${ownWord.has(row.reports[0])} /></span></li>`)}</ul>
      <p class="caption">${when ? t("review.fits", number(fitting), number(card.incident.report_ids.length), between(when.start, when.end, zone)) : t("review.no_when")}</p>
    </div>
  </section>`;
}
