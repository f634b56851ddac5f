// Local times of the mission's zone: what a person writes, as a moment, and back.
const parts = (zone) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });

function asUtc(moment, zone) {
  const told = Object.fromEntries(parts(zone).formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(told.year, told.month - 1, told.day, told.hour, told.minute, told.second);
}

// "2025-04-19T09:10" in the zone → ISO moment. Twice, since the first guess may lie across a change of clocks.
export function momentOf(local, zone) {
  if (!local) return null;
  const wall = Date.parse(`${local}Z`);
  let moment = wall;
  for (let turn = 0; turn < 2; turn += 1) moment = wall - (asUtc(moment, zone) - Math.floor(moment / 1000) * 1000);
  return new Date(moment).toISOString();
}

// An ISO moment → what a datetime-local field holds, to the minute.
export const localOf = (iso, zone) => new Date(asUtc(new Date(iso), zone)).toISOString().slice(0, 16);
