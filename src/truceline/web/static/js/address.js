// The address is the state: screen and query stand in it, so that a link shows what its sender saw.
import { useEffect, useState } from "./html.js";

const listeners = new Set();
const read = () => ({ screen: location.pathname.slice(1) || "situation", query: Object.fromEntries(new URLSearchParams(location.search)) });

export function go(screen, query, { replace = false } = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const search = new URLSearchParams(kept).toString();
  const address = `/${screen}${search ? `?${search}` : ""}`;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  for (const tell of listeners) tell(read());
}

// Change some of the query and stay on the screen; null takes a part away.
export function ask(changes, options) {
  const { screen, query } = read();
  go(screen, { ...query, ...changes }, options);
}

export function useAddress() {
  const [address, set] = useState(read);
  useEffect(() => {
    const back = () => set(read());
    listeners.add(set);
    addEventListener("popstate", back);
    return () => { listeners.delete(set); removeEventListener("popstate", back); };
  }, []);
  return address;
}
