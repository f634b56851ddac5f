// Places, regions and countries in the reader's language. What a report calls a place stays beside the
// name that is shown; a place whose name isn't sure goes by the reported one.
import { ask } from "./api.js";
import { spoken, t } from "./words.js";

const NONE = { places: {}, regions: {} };
let names = NONE;

// Learn the mission's names, as this reader may see them; true where there are any to show. English is
// what is reported.
export async function learn() {
  if (spoken() === "en") return false;
  names = await ask("/api/names", { language: spoken() }).catch(() => NONE);
  return names !== NONE;
}

export const placed = (word) => names.places[word] ?? names.regions[word] ?? word;
export const reportedAs = (word) => (word && placed(word) !== word ? t("shell.reported_as", word) : undefined);
// The base map with its places' names; what has none keeps its own.
export async function labelled(base, policy) {
  if (spoken() === "en") return base;
  const labels = await ask(`/names/${policy}/${spoken()}.json`).catch(() => ({}));
  const told = (place) => ({ ...place, properties: { ...place.properties, name: labels[`${place.properties.country}/${place.properties.name}`] ?? place.properties.name } });
  return { ...base, places: { ...base.places, features: base.places.features.map(told) } };
}
