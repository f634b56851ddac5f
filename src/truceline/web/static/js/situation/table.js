// The table of a query's incidents: only rows in sight exist, however many there are. One row can be
// reached by Tab; arrows, Page keys, Home and End go on from there.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../html.js";
import { ask } from "../address.js";
import { t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { ColumnMenu, columnsOf, widths } from "./columns.js";
import { askedOf, filtersOf } from "./query.js";
import { Rows } from "./rows.js";
import { readingName } from "./term.js";

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
  const columns = columnsOf(query, readings);
  return html`<${ColumnMenu} query=${query} readings=${readings} />
  <div class="grid" role="grid" aria-label=${t("situation.table")} aria-rowcount=${(rows.total ?? 0) + 1} aria-colcount=${columns.length + 1} aria-busy=${rows.total === null} data-version=${rows.version} style=${widths(columns)}>
    <${Body} filtered=${Object.keys(filtersOf(query)).length > 0} rows=${rows} mission=${mission} columns=${columns} sel=${query.sel} sort=${sort} open=${open} />
  </div>`;
}

function Head({ sort, columns, mission }) {
  const by = sort.replace("-", "");
  const order = (key) => ask({ sort: by === key && !sort.startsWith("-") ? `-${key}` : key === "start" ? null : key }, { replace: true });
  const sorted = (key) => (by === key ? (sort.startsWith("-") ? "descending" : "ascending") : "none");
  const mark = (key) => (by === key ? (sort.startsWith("-") ? " ▾" : " ▴") : "");
  return html`<div class="line head" role="row" aria-rowindex="1">
    <div role="columnheader" class="side"><span class="hidden">${t("situation.field.accused")}</span></div>
    ${columns.map(({ key, reading, plain, name, long }) => {
      if (reading) return html`<div role="columnheader" class=${key} title=${readingName(mission, reading)}>${t("situation.under", reading)}</div>`;
      if (plain) return html`<div role="columnheader" class=${key}>${name()}</div>`;
      return html`<div role="columnheader" class=${key} aria-sort=${sorted(key)} title=${long?.()}><button class="plain" onClick=${() => order(key)}>${name()}${mark(key)}</button></div>`;
    })}
  </div>`;
}

function Body({ filtered, rows, mission, columns, sel, sort, open }) {
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
    <${Head} sort=${sort} columns=${columns} mission=${mission} />
    <div class="all" role="rowgroup" style=${{ height: `${total * ROW}px` }}>
      ${lines.map((at) => html`<${Line} key=${at} at=${at} row=${rows.row(at)} mission=${mission} columns=${columns} chosen=${sel && rows.row(at)?.id === sel} opened=${open} reach=${at === active} />`)}
    </div>
    ${rows.total === 0 && html`<p class="pad">${t(filtered ? "situation.none_found" : "situation.none_known")}</p>`}
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

function Line({ at, row, mission, columns, chosen, opened, reach: reached }) {
  const place = { transform: `translateY(${at * ROW}px)` };
  if (!row) return html`<div class="line" role="row" aria-rowindex=${at + 2} tabindex=${reached ? 0 : -1} style=${place}><div role="gridcell" class="waiting">…</div></div>`;
  const open = () => ask({ sel: row.id }, { replace: true });
  return html`<div class=${`line ${chosen ? "chosen" : ""}`} role="row" aria-rowindex=${at + 2} aria-selected=${Boolean(chosen)} tabindex=${reached ? 0 : -1} style=${place} onClick=${open} onDblClick=${opened}>
    <div role="gridcell" class="side"><${Mark} mission=${mission} accused=${row.accused} filled=${SURE.includes(row.occurrence)} /></div>
    ${columns.map(({ key, reading, title, cell }) => html`<div role="gridcell" class=${key} title=${title?.(row)}>${cell(row, { mission, reading })}</div>`)}
  </div>`;
}
