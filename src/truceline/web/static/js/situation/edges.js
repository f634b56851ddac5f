// Incidents beyond the map's edges, as pills that lead there.
import { html, useEffect, useState } from "../html.js";
import { ask as request } from "../api.js";
import { placed } from "../names.js";
import { number, t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { sidesOf } from "./images.js";
import { askedOf } from "./query.js";

const LATER_MS = 250; // table and marks come first
const ARROWS = { north: "↑", east: "→", south: "↓", west: "←" };
const clip = (value, most) => Math.max(-most, Math.min(most, value));

export function Edges({ map, mission, query, root }) {
  const [told, tell] = useState([]);
  const [moved, move] = useState(0);
  useEffect(() => {
    const later = () => move((n) => n + 1);
    map.on("moveend", later);
    return () => map.off("moveend", later);
  }, [map]);
  const asked = JSON.stringify(askedOf(query));
  useEffect(() => {
    const stop = new AbortController();
    const bounds = map.getBounds();
    const view = [clip(bounds.getWest(), 180), clip(bounds.getSouth(), 90), clip(bounds.getEast(), 180), clip(bounds.getNorth(), 90)].map((part) => part.toFixed(4)).join(",");
    const timer = setTimeout(() => request("/api/situation/edges", { ...askedOf(query), view }, { signal: stop.signal }).then(tell, () => {}), LATER_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [asked, moved, root]);
  return told.map((edge) => html`<${Pill} key=${edge.edge} edge=${edge} map=${map} mission=${mission} />`);
}

function Pill({ edge, map, mission }) {
  const places = edge.places.map(placed).join(", ") + (edge.more ? ` +${edge.more}` : "");
  const go = () => map.easeTo({ center: [edge.lon, edge.lat], duration: 400 });
  return html`<button class=${`pill ${edge.edge}`} onClick=${go}>
    <span aria-hidden="true">${ARROWS[edge.edge]}</span><span class="hidden">${t(`situation.edge.${edge.edge}`)}</span>
    <span class="where">${places}</span>
    ${sidesOf(mission).filter(([side]) => edge.sides[side]).map(([side, accused]) => html`<span class="one"><${Mark} mission=${mission} accused=${accused} size=${12} />${number(edge.sides[side])}</span>`)}
  </button>`;
}
