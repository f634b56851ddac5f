// What the page says: t("situation.play") in the reader's language; {} in a text takes values in order.
export const LANGUAGES = ["en", "uk"];
let words = {};
let language = "en";

export async function speak(asked) {
  const wanted = LANGUAGES.includes(asked) ? asked : LANGUAGES[0];
  const answer = await fetch(`/words/${wanted}.json`);
  words = await answer.json();
  language = wanted;
  document.documentElement.lang = wanted;
}

export function t(key, ...values) {
  const text = words[key];
  if (text === undefined) return key;
  let n = 0;
  return text.replace(/\{\}/g, () => values[n++] ?? "");
}

// Formatters are kept: making one costs more than a hundred uses of it.
const made = new Map();
function kept(Kind, options = {}) {
  const spokenAs = Kind === Intl.DateTimeFormat && language === "en" ? "en-GB" : language;
  const key = `${Kind.name} ${spokenAs} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Kind(spokenAs, options));
  return made.get(key);
}

// A count with its noun: keys key.one, key.few, key.many, key.other as the language needs.
export function tn(key, count) {
  const form = kept(Intl.PluralRules).select(count);
  return t(words[`${key}.${form}`] ? `${key}.${form}` : `${key}.other`, number(count));
}

// True where the catalogue has the key: for words of the vocabulary, which may be new.
export const known = (key) => key in words;
export const number = (value) => kept(Intl.NumberFormat).format(value);
export const share = (value) => kept(Intl.NumberFormat, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
export const spoken = () => language;

// A moment in the mission's zone of time: 28 Mar 09:10.
export function moment(iso, zone, options = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) {
  return iso ? kept(Intl.DateTimeFormat, { timeZone: zone, hourCycle: "h23", ...options }).format(new Date(iso)) : "";
}
export const day = (iso, zone) => moment(iso, zone, { day: "numeric", month: "short" });

// A moment of knowledge: the end of a day is that day, not the next one's midnight.
export function knownAsOf(iso, zone) {
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return moment(iso, "UTC", { dateStyle: "medium" });
  const last = new Date(Date.parse(iso) - 1);
  const midnight = moment(iso, zone, { hour: "2-digit", minute: "2-digit" }) === "00:00";
  return midnight ? moment(last, zone, { dateStyle: "medium" }) : moment(iso, zone, { dateStyle: "medium", timeStyle: "short" });
}
