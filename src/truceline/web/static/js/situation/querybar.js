// The query in words and as an address: what is filtered, and how to take it with one.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask, go } from "../address.js";
import { useKeys } from "../keys.js";
import { Menu } from "../parts/menu.js";
import { toast } from "../toast.js";
import { t } from "../words.js";
import { clear, filtersOf } from "./query.js";
import { fieldWords, valueWords } from "./term.js";
import { dayOf, stamp } from "./when.js";

const SAVED = "truceline.views";
const FORMATS = ["csv", "geojson", "hxl"];
const MIDNIGHT = /^\d{4}-\d{2}-\d{2}$/;

// An address as a person reads it; one that somebody cut in the middle of a letter stays as it is.
function readable(search) {
  try { return decodeURIComponent(search); } catch { return search; }
}

export function QueryBar({ mission, query, here }) {
  const find = useRef(null);
  useKeys({ "/": [t("situation.key_find"), () => find.current.focus()] });
  const filters = filtersOf(query);
  const [typed, setTyped] = useState(query.text ?? "");
  // What is being typed is ahead of the address: an answer that comes in between must not take letters away.
  useEffect(() => { if (document.activeElement !== find.current) setTyped(query.text ?? ""); }, [query.text]);
  const search = later((text) => ask({ text: text.trim() || null }, { replace: true }));
  return html`<div class="querybar" role="search">
    <input ref=${find} type="search" class="find" value=${typed} placeholder=${t("situation.find")} aria-label=${t("situation.find")} onInput=${(event) => { setTyped(event.target.value); search(event.target.value); }}
      onKeyDown=${(event) => { if (event.key === "Escape") event.target.blur(); }} />
    ${chips(mission, filters).map(({ keys, words }) => html`<span class="chip" key=${keys[0]} title=${words}><span class="words">${words}</span>
      <button class="plain" aria-label=${t("situation.take_away", words)} onClick=${() => ask(Object.fromEntries(keys.map((key) => [key, null])))}>✕</button></span>`)}
    ${Object.keys(filters).length > 1 && html`<button class="plain" onClick=${() => clear(query)}>${t("situation.clear")}</button>`}
    <span class="end">
      <code class="address" title=${location.search}>${readable(location.search)}</code>
      <button onClick=${copy}>${t("situation.copy")}</button>
      <${Views} here=${here} query=${query} />
      <${Exports} query=${query} />
    </span>
  </div>`;
}

let waiting = 0;
const later = (act) => (value) => { clearTimeout(waiting); waiting = setTimeout(() => act(value), 150); };

async function copy() {
  try { await navigator.clipboard.writeText(location.href); toast(t("situation.copied")); } catch { toast(location.href); }
}

// One chip a field; a span of time is one.
function chips(mission, filters) {
  const { from, to, text: _, ...rest } = filters;
  const found = Object.entries(rest).map(([field, value]) => ({ keys: [field], words: chipWords(mission, field, value) }));
  if (from || to) found.unshift({ keys: ["from", "to"], words: spanWords(mission, from, to) });
  return found;
}

function chipWords(mission, field, value) {
  if (field === "bbox") return t("situation.in_box");
  if (field === "site") return value;
  return `${fieldWords(field)}: ${value.split(",").map((word) => valueWords(mission, field, word)).join(", ")}`;
}

// 25 Mar – 16 Apr: both days included, although the address ends with the day after.
export function spanWords(mission, from, to) {
  const zone = mission.timezone;
  const first = from && (MIDNIGHT.test(from) ? dayOf(Date.parse(`${from}T12:00Z`), "UTC") : stamp(Date.parse(from), zone));
  const last = to && (MIDNIGHT.test(to) ? dayOf(Date.parse(`${to}T12:00Z`) - 864e5, "UTC") : stamp(Date.parse(to), zone));
  if (first && last) return first === last ? first : `${first} – ${last}`;
  return first ? t("situation.since", first) : t("situation.until", last);
}

// Views that this person saved in this browser: a name and an address.
const load = (who) => { try { return JSON.parse(localStorage.getItem(`${SAVED}.${who}`)) ?? {}; } catch { return {}; } };

function Views({ here, query }) {
  const [views, set] = useState(load(here.name));
  const box = useRef(null);
  const keep = (next) => { localStorage.setItem(`${SAVED}.${here.name}`, JSON.stringify(next)); set(next); };
  const save = (event) => {
    event.preventDefault();
    const name = new FormData(event.target).get("name").trim();
    if (!name) return;
    const { sel: _, ...kept } = query;
    keep({ ...views, [name]: kept });
    event.target.reset();
  };
  const drop = (name) => { const { [name]: _, ...rest } = views; keep(rest); };
  return html`<${Menu} label=${t("situation.views")} box=${box}>
    <ul>${Object.entries(views).map(([name, view]) => html`<li><button class="plain" onClick=${() => { box.current.open = false; go("situation", view); }}>${name}</button>
      <button class="plain" aria-label=${t("situation.drop_view", name)} onClick=${() => drop(name)}>✕</button></li>`)}</ul>
    <form class="row" onSubmit=${save}><label>${t("situation.view_name")} <input name="name" maxlength="60" required /></label><button>${t("situation.save_view")}</button></form>
  <//>`;
}

function Exports({ query }) {
  const address = (format) => `/api/export/${format}?${new URLSearchParams({ ...filtersOf(query), ...(query.as_of ? { as_of: query.as_of } : {}) })}`;
  return html`<${Menu} label=${t("situation.export")}>
    <ul>${FORMATS.map((format) => html`<li><a href=${address(format)} download>${t(`situation.export.${format}`)}</a></li>`)}</ul>
  <//>`;
}
