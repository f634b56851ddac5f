// Who was here last and for which mission, so that a post without a network can go on noting. It holds
// no secret: whatever is sent later needs the session anew.
const KEY = "truceline.here";

export const keptHere = () => JSON.parse(localStorage.getItem(KEY) ?? "null");
export const forget = () => localStorage.removeItem(KEY);
export function keepHere(here, mission) {
  localStorage.setItem(KEY, JSON.stringify({ here: { ...here, csrf: "" }, mission: { title: mission.title, timezone: mission.timezone, as_of: mission.as_of, parties: mission.parties, readings: [] } }));
}
