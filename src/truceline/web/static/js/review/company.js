// Who else looks at the same incident: a heartbeat while the page is open, and at once when somebody
// comes or goes.
import { useEffect, useState } from "../html.js";
import { say } from "../api.js";
import { useNews } from "../news.js";

const BEAT = 10_000; // ms

export function useCompany(incident) {
  const [others, set] = useState([]);
  const beat = () => say("PUT", "/api/review/presence", { incident }).then((told) => set(told.others), () => {});
  useEffect(() => {
    beat();
    const timer = setInterval(beat, BEAT);
    return () => clearInterval(timer);
  }, [incident]);
  useEffect(() => () => { say("PUT", "/api/review/presence", { incident: "" }).catch(() => {}); }, []);
  useNews((kind, { about }) => { if (kind === "presence" && about?.includes(incident)) beat(); });
  return others;
}
