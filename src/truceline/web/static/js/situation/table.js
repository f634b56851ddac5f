// The table of a query's incidents: only rows in sight exist, however many there are. One row can be
// reached by Tab; arrows, Page keys, Home and End go on from there.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../html.js";
import { ask } from "../address.js";
import { placed, reportedAs } from "../names.js";
import { number, t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { Verdict } from "../parts/verdict.js";
import { askedOf, strongest } from "./query.js";
import { Rows } from "./rows.js";
import { objectWords, readingName } from "./term.js";
import { lasting, stamp } from "./when.js";

export const ROW = 26;
const HEAD = 30; // pixels of the column heads, which stay in sight
const AROUND = 8; // rows kept beyond both ends of what is in sight
const SURE = ["corroborated", "verified"];

export function Table({ mission, query, readings, shown, open }) {
  const [, draw] = useState(0);
  const rows = useMemo(() => new Rows(() => draw((n) => n + 1)), []);
  const sort = query.sort ?? "start";
  const asked = { ...askedOf(query), sort };
  useEffect(() => { rows.put(asked, query.sel); }, [JSON.stringify(asked), shown]);
  useEffect(() => { if (rows.asked && query.sel) rows.find(query.sel); else rows.at = null; }, [query.sel]);
  if (rows.wrong) return html`<p class="wrong pad" role="alert">${rows.wrong.message}</p>`;
  return html`<div class=${`grid ${readings.length ? "" : "bare"}`} role="grid" aria-label=${t("situation.table")} aria-rowcount=${(rows.total ?? 0) + 1} aria-busy=${rows.total === null} data-version=${rows.version} style=${{ "--readings": readings.length }}>
    <${Body} rows=${rows} mission=${mission} readings=${readings} sel=${query.sel} sort=${sort} open=${open} />
  </div>`;
}

function Head({ sort, readings, mission }) {
  const name = sort.replace("-", "");
  const by = (key) => () => ask({ sort: name === key && !sort.startsWith("-") ? `-${key}` : key === "start" ? null : key }, { replace: true });
  const sorted = (key) => (name === key ? (sort.startsWith("-") ? "descending" : "ascending") : "none");
  const column = (key, words, title) => html`<div role="columnheader" class=${key} aria-sort=${sorted(key)} title=${title}>
    <button class="plain" onClick=${by(key)}>${words}${name === key ? (sort.startsWith("-") ? " ▾" : " ▴") : ""}</button></div>`;
  return html`<div class="line head" role="row" aria-rowindex="1">
    <div role="columnheader" class="side"><span class="hidden">${t("situation.field.accused")}</span></div>
    ${column("start", t("situation.start"))}
    ${column("place", t("situation.place_object"))}
    ${readings.map((id) => html`<div role="columnheader" class="under" title=${readingName(mission, id)}>${t("situation.under", id)}</div>`)}
    ${column("reports", t("situation.r_g"), t("situation.r_g_long"))}
  </div>`;
}

function Body({ rows, mission, readings, sel, sort, open }) {
  const box = useRef(null);
  const [sight, look] = useState({ top: 0, height: 600 });
  const total = rows.total ?? 0;
  useSight(box, look);
  useReach(box, rows, sight.height);
  useFocus(box);
  const first = Math.max(Math.floor(sight.top / ROW) - AROUND, 0);
  const last = Math.min(Math.ceil((sight.top + sight.height) / ROW) + AROUND, total);
  useEffect(() => { rows.want(first, last); });
  const lines = Array.from({ length: Math.max(last - first, 0) }, (_, n) => first + n);
  const active = rows.at ?? 0;
  if (total && (active < first || active >= last)) lines.push(active); // what has the focus stays
  const move = (event) => walk(event, { rows, total, active, sight, box, open });
  return html`<div class="body" ref=${box} onKeyDown=${move}>
    <${Head} sort=${sort} readings=${readings} mission=${mission} />
    <div class="all" role="rowgroup" style=${{ height: `${total * ROW}px` }}>
      ${lines.map((at) => html`<${Line} key=${at} at=${at} row=${rows.row(at)} mission=${mission} readings=${readings} chosen=${sel && rows.row(at)?.id === sel} opened=${open} reach=${at === active} />`)}
    </div>
    ${rows.total === 0 && html`<p class="pad">${t("situation.none_found")}</p>`}
  </div>`;
}

// What of the box is in sight, told once a frame.
function useSight(box, look) {
  useEffect(() => {
    const here = box.current;
    let frame = 0;
    const tell = () => { frame = 0; look({ top: here.scrollTop, height: here.clientHeight - HEAD }); };
    const later = () => { frame ||= requestAnimationFrame(tell); };
    const sized = new ResizeObserver(later);
    here.addEventListener("scroll", later, { passive: true });
    sized.observe(here);
    return () => { sized.disconnect(); here.removeEventListener("scroll", later); cancelAnimationFrame(frame); };
  }, []);
}

// The chosen row comes into sight; a new query without it begins at its top.
function useReach(box, rows, height) {
  useLayoutEffect(() => { if (rows.at === null) box.current.scrollTop = 0; }, [rows.version]);
  useLayoutEffect(() => {
    const here = box.current;
    if (rows.at === null) return;
    const top = rows.at * ROW;
    if (top < here.scrollTop) here.scrollTop = top;
    if (top + ROW > here.scrollTop + here.clientHeight - HEAD) here.scrollTop = top + ROW - here.clientHeight + HEAD;
  }, [rows.at, rows.version, height]);
}

// Focus that is on a row goes along with the row that can be reached.
function useFocus(box) {
  useLayoutEffect(() => {
    const { activeElement } = document;
    const left = box.current.contains(activeElement) && activeElement.getAttribute("role") === "row" && activeElement.tabIndex !== 0;
    if (left) box.current.querySelector(".all [tabindex='0']")?.focus({ preventScroll: true });
  });
}

const STEPS = { ArrowDown: () => 1, ArrowUp: () => -1, PageDown: (page) => page, PageUp: (page) => -page, Home: () => -Infinity, End: () => Infinity };

function walk(event, { rows, total, active, sight, box, open }) {
  if (event.key === "Enter" && event.target.role === "row" && rows.row(active)) {
    ask({ sel: rows.row(active).id }, { replace: true });
    open?.();
    return;
  }
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || !total) return;
  event.preventDefault();
  const start = rows.at === null ? (event.key === "ArrowDown" ? -1 : 0) : active;
  const to = Math.max(0, Math.min(total - 1, start + step(Math.max(Math.floor(sight.height / ROW) - 1, 1))));
  reach(rows, to, box.current);
}

async function reach(rows, to, box) {
  rows.at = to;
  rows.wanted = to;
  rows.want(to, to + 1);
  rows.changed();
  requestAnimationFrame(() => box.querySelector(".all [tabindex='0']")?.focus({ preventScroll: true }));
  while (rows.wanted === to && !rows.row(to)) await new Promise((done) => { setTimeout(done, 20); });
  if (rows.wanted === to) ask({ sel: rows.row(to).id }, { replace: true });
}

function Line({ at, row, mission, readings, chosen, opened, reach: reached }) {
  const place = { transform: `translateY(${at * ROW}px)` };
  if (!row) return html`<div class="line" role="row" aria-rowindex=${at + 2} tabindex=${reached ? 0 : -1} style=${place}><div role="gridcell" class="start waiting">…</div></div>`;
  const open = () => ask({ sel: row.id }, { replace: true });
  const zone = mission.timezone;
  return html`<div class=${`line ${chosen ? "chosen" : ""}`} role="row" aria-rowindex=${at + 2} aria-selected=${Boolean(chosen)} tabindex=${reached ? 0 : -1} style=${place} onClick=${open} onDblClick=${opened}>
    <div role="gridcell" class="side"><${Mark} mission=${mission} accused=${row.accused} filled=${SURE.includes(row.occurrence)} /></div>
    <div role="gridcell" class="start">${row.start ? stamp(Date.parse(row.start), zone) : t("situation.no_time")} <small>${lasting(row.start, row.end)}</small></div>
    <div role="gridcell" class="place" title=${[reportedAs(row.place), row.site].filter(Boolean).join(" · ")}>${placed(row.place || row.admin1) || t("situation.no_place")} <small>${[placeNote(row), row.category && objectWords(row.category)].filter(Boolean).join(" · ")}</small></div>
    ${readings.map((id) => html`<div role="gridcell" class="under"><${Verdict} outcome=${strongest(row.outcomes[id])} /></div>`)}
    <div role="gridcell" class="reports">${number(row.reports)} / ${row.origins ?? "–"}</div>
  </div>`;
}

export function placeNote(row) {
  if (row.place_state === "region") return t("situation.region_short");
  return row.radius_km === null ? t(`situation.place_state.${row.place_state}`) : t("situation.within", number(Math.round(row.radius_km)));
}
