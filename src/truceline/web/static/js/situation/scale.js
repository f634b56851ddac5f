// Time as pixels: one axis for histogram, windows and sources.
const DAY = 864e5;
const AFTER = 14 * DAY; // a window's end that is this near is shown too

export function scaleOf(days, windows, width) {
  const [first, last] = [days[0], days.at(-1)];
  const ends = windows.flatMap(({ maybe }) => maybe.slice(1)).filter((end) => end > last && end < last + AFTER);
  const until = Math.max(last, ...ends);
  const perMs = width / (until - first);
  return { first, until, width, x: (ms) => (Math.min(Math.max(ms, first), until) - first) * perMs, ms: (x) => first + x / perMs, days: fill(days, until) };
}

function fill(days, until) {
  const found = [...days];
  while (found.at(-1) + DAY <= until) found.push(found.at(-1) + DAY);
  return found;
}

// What is certain of a reading's window, and what its alternatives leave open.
export function windowsOf(mission) {
  return mission.readings.filter(({ windows }) => windows.length).map(({ id, name, windows }) => {
    const [starts, ends] = [windows.map(({ start }) => Date.parse(start)), windows.map(({ end }) => Date.parse(end))];
    return { id, name, zone: windows[0].zone, sure: [Math.max(...starts), Math.min(...ends)], maybe: [Math.min(...starts), Math.max(...ends)] };
  });
}

export function coreOf(windows) {
  const [from, to] = [Math.max(...windows.map(({ sure }) => sure[0])), Math.min(...windows.map(({ sure }) => sure[1]))];
  return windows.length && from < to ? [from, to] : null;
}

export const nearest = (days, ms) => days.reduce((best, day) => (Math.abs(day - ms) < Math.abs(best - ms) ? day : best), days[0]);
