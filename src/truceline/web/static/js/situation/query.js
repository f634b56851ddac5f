// The query of this screen: which parts of the address are filters, and how they change.
import { ask } from "../address.js";

const FIELDS = ["from", "to", "accused", "occurrence", "object", "act", "known_to", "bbox", "text", "site"];
export const STRENGTH = ["yes", "place", "time", "kind", "clause", "exempt", "no"];

export const isFilter = (key) => FIELDS.includes(key) || key.startsWith("outcome.");
export const filtersOf = (query) => Object.fromEntries(Object.entries(query).filter(([key, value]) => isFilter(key) && value));

// What goes to the server: the filters and the moment of knowledge.
export const askedOf = (query) => ({ ...filtersOf(query), ...(query.as_of ? { as_of: query.as_of } : {}) });
export const searchOf = (asked) => new URLSearchParams(asked).toString();

export const chosenIn = (query, field) => (query[field] ?? "").split(",").filter(Boolean);

// Choose a value of a field or take it away; nothing chosen means everything.
export function toggle(query, field, value) {
  const chosen = chosenIn(query, field);
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value].sort();
  ask({ [field]: next.join(",") || null });
}

export const only = (field, value) => ask({ [field]: value });
export function clear(query) {
  ask(Object.fromEntries(Object.keys(filtersOf(query)).map((key) => [key, null])));
}

export const LAYERS = ["uncertainty", "places", "basemap", "line", "zones", "sites", "assets", "coverage"];
const SHOWN = ["uncertainty", "places", "basemap", "line", "zones"];
export const layersOf = (query) => (query.layers === undefined ? SHOWN : query.layers.split(","));
export function toggleLayer(query, layer) {
  const on = layersOf(query);
  const next = on.includes(layer) ? on.filter((other) => other !== layer) : [...on, layer];
  ask({ layers: next.join(",") || "none" }, { replace: true });
}

// The strongest of what a reading says of the accused sides.
export function strongest(outcomes) {
  const words = Object.values(outcomes ?? {});
  return STRENGTH.find((word) => words.includes(word)) ?? "";
}
