// Words of the vocabulary in the reader's language; a word that no catalogue knows is shown as it is.
import { known, t } from "../words.js";
import { partyOf } from "../parts/mark.js";

const told = (word) => (known(`vocabulary.${word}`) ? t(`vocabulary.${word}`) : word.split("/").pop().replaceAll("_", " "));
export const actWords = (act) => (act ? told(act) : t("situation.no_act"));
export const objectWords = (category) => (category ? told(category) : t("situation.no_object"));

// A value of a facet in words.
export function valueWords(mission, field, value) {
  if (field === "accused") return known(`situation.accused.${value}`) ? t(`situation.accused.${value}`) : partyOf(mission, value).name;
  if (field === "object") return objectWords(value === "none" ? "" : value);
  if (field === "act") return actWords(value === "none" ? "" : value);
  if (field.startsWith("outcome.")) return t(`verdict.${value === "none" ? "silent" : value}`);
  return t(`situation.${field}.${value}`);
}
export function fieldWords(field) {
  if (!field.startsWith("outcome.")) return t(`situation.field.${field}`);
  return t("situation.field.outcome", field.slice("outcome.".length));
}
export const readingName = (mission, id) => mission.readings.find((reading) => reading.id === id)?.name ?? id;
