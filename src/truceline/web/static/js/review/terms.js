// Words of the vocabulary, names of sides and readings, and short ids of reports.
import { partyOf } from "../parts/mark.js";
import { known, moment, t } from "../words.js";

export const word = (name) => (!name ? t("review.untold") : known(`vocabulary.${name}`) ? t(`vocabulary.${name}`) : name.replaceAll("_", " "));
export const side = (mission, id) => partyOf(mission, id).name || id;
export function reading(mission, id) {
  const party = mission.parties.find((one) => one.id === id);
  return party ? t("review.reading_of", party.name) : mission.readings.find((one) => one.id === id)?.name ?? id;
}

// Reports of one dataset go by their own ids; the dataset is told where there are several.
export function shortener(keys) {
  const dataset = (key) => key.slice(0, key.indexOf(".") + 1);
  const every = new Set(keys.map(dataset));
  return every.size === 1 ? (key) => key.slice(dataset(key).length) : (key) => key;
}

export function between(start, end, zone) {
  if (!start || !end) return t("review.no_time");
  const [first, last] = [moment(start, zone), moment(end, zone)];
  if (start === end) return first;
  const sameDay = moment(start, zone, { dateStyle: "short" }) === moment(end, zone, { dateStyle: "short" });
  return `${first} – ${sameDay ? moment(end, zone, { hour: "2-digit", minute: "2-digit" }) : last}`;
}
