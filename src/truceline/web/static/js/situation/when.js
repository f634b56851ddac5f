// Times in the mission's zone; formatters are kept, since making one costs more than using it.
import { spoken, t } from "../words.js";

const made = new Map();

function formatter(zone, options) {
  const key = `${spoken()} ${zone} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(spoken() === "en" ? "en-GB" : spoken(), { timeZone: zone || "UTC", hourCycle: "h23", ...options }));
  return made.get(key);
}
const DAY = { day: "numeric", month: "short" };
const YEAR = { ...DAY, year: "numeric" };
const HOUR = { hour: "2-digit", minute: "2-digit" };

export const dayOf = (ms, zone) => formatter(zone, DAY).format(ms);
export const dayAndYear = (ms, zone) => formatter(zone, YEAR).format(ms);
export const hourOf = (ms, zone) => formatter(zone, HOUR).format(ms);
export const stamp = (ms, zone) => `${dayOf(ms, zone)} ${hourOf(ms, zone)}`;

// The local date as it is written in an address: 2025-04-17.
export function isoDay(ms, zone) {
  const parts = Object.fromEntries(formatter(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(ms).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

// How long an act lasted, in the largest unit that tells it: +20m, +8h, +3d.
export function lasting(start, end) {
  const minutes = (Date.parse(end) - Date.parse(start)) / 6e4;
  if (!(minutes > 0)) return "";
  if (minutes <= 90) return t("situation.minutes", Math.round(minutes));
  if (minutes <= 36 * 60) return t("situation.hours", Math.round(minutes / 60));
  return t("situation.days", Math.round(minutes / 1440));
}

// 28 Mar 09:10–09:30.
export function span(start, end, zone) {
  if (!start) return t("situation.no_time");
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (to <= from) return stamp(from, zone);
  return `${stamp(from, zone)}–${dayOf(from, zone) === dayOf(to, zone) ? hourOf(to, zone) : stamp(to, zone)}`;
}
