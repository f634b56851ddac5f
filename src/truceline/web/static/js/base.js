// The base map that ships with the server: countries and places, and regions of the countries in question.
import { labelled } from "./names.js";

const kept = new Map();

async function told(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function once(address) {
  if (!kept.has(address)) kept.set(address, told(address).catch((wrong) => { kept.delete(address); throw wrong; }));
  return kept.get(address);
}

export const landOf = async (mission) => labelled(await once(`/base/${mission.boundaries}.json`), mission.boundaries);

export async function regionsOf(mission, countries) {
  const found = await Promise.all(countries.map((country) => once(`/base/${mission.boundaries}/${country}.json`)));
  return { type: "FeatureCollection", features: found.flatMap(({ features }) => features) };
}
