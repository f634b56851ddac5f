// The grid: a row per term and accused side, a column per day. Arrows move, Enter opens.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../html.js";
import { ask } from "../address.js";
import { day, t, tn } from "../words.js";
import { Mark, partyOf } from "../parts/mark.js";

export const cellName = (row, first) => `${row.term}~${row.accused}~${first ?? "none"}`;
const noon = (date) => `${date}T12:00:00Z`;
export const dayWords = (date) => day(noon(date), "UTC");

export function columnWords(view, first) {
  if (!first) return t("compliance.no_time");
  if (view.per === 1) return dayWords(first);
  const last = new Date(Date.parse(noon(first)) + (view.per - 1) * 864e5).toISOString().slice(0, 10);
  return `${dayWords(first)} – ${dayWords(last)}`;
}

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const clip = (value, most) => Math.max(0, Math.min(most, value));

// Where a key leads from [row, column], or null.
function moved(event, [row, column], rows, columns) {
  const whole = event.ctrlKey || event.metaKey;
  if (event.key === "Home") return [whole ? 0 : row, 0];
  if (event.key === "End") return [whole ? rows - 1 : row, columns - 1];
  const step = MOVES[event.key];
  return step && !event.altKey ? [clip(row + step[0], rows - 1), clip(column + step[1], columns - 1)] : null;
}

export function Grid({ view, mission, query }) {
  const columns = [...view.columns, ...(view.rows.some((row) => row.cells.some((cell) => cell.column < 0)) ? [null] : [])];
  const table = useRef(null);
  const [at, setAt] = useState(() => begin(view, columns, query));
  const [row, column] = [clip(at[0], view.rows.length - 1), clip(at[1], columns.length - 1)];
  const steered = useRef(false);
  useLayoutEffect(() => {
    if (steered.current) table.current?.querySelector(`[data-at="${row}.${column}"]`)?.focus();
    steered.current = false;
  }, [row, column]);
  useEffect(() => {
    if (query.cell) table.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [query.cell]);
  const open = (r, c) => ask({ cell: cellName(view.rows[r], columns[c]), sel: null });
  const keyed = (event) => {
    if (!event.target.dataset.at) return;
    const from = event.target.dataset.at.split(".").map(Number);
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(...from); return; }
    const next = moved(event, from, view.rows.length, columns.length);
    if (next) { event.preventDefault(); steered.current = true; setAt(next); }
  };
  const pressed = (event) => {
    const cell = event.target.closest("[data-at]");
    if (!cell) return;
    const [r, c] = cell.dataset.at.split(".").map(Number);
    setAt([r, c]);
    open(r, c);
  };
  const sides = [...new Set(view.rows.map((one) => one.accused))];
  const differ = query.differ === "1";
  return html`<div class="gridbox" tabindex="-1"><table ref=${table} role="grid" class=${differ ? "grid differs" : "grid"} aria-label=${t("compliance.grid")} aria-colcount=${columns.length + 1} onKeyDown=${keyed} onClick=${pressed}>
    <${Head} view=${view} columns=${columns} />
    ${sides.map((side) => html`<tbody key=${side}>
      <tr><th scope="rowgroup" colspan=${columns.length + 1} class="side"><span><${Mark} mission=${mission} accused=${[side]} /> ${t("compliance.accused", partyOf(mission, side).name)}</span></th></tr>
      ${view.rows.map((one, r) => one.accused === side && html`<${Row} key=${`${one.term}~${side}`} view=${view} row=${one} r=${r} columns=${columns} column=${r === row ? column : -1} query=${query} mission=${mission} differ=${differ} />`)}
    </tbody>`)}
  </table></div>`;
}

function begin(view, columns, query) {
  for (const [r, row] of view.rows.entries()) {
    const c = columns.findIndex((first) => cellName(row, first) === query.cell);
    if (c >= 0) return [r, c];
  }
  const first = Math.min(...view.rows.flatMap((row, r) => (r ? [] : row.cells.map((cell) => (cell.column < 0 ? columns.length - 1 : cell.column)))));
  return [0, Number.isFinite(first) ? first : 0];
}

function Head({ view, columns }) {
  const months = [];
  for (const first of columns) {
    const name = first ? first.slice(0, 7) : "";
    if (months.at(-1)?.name === name) months.at(-1).span += 1;
    else months.push({ name, span: 1 });
  }
  const month = (name) => (name ? new Intl.DateTimeFormat(document.documentElement.lang || "en", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${name}-15T00:00:00Z`)) : "");
  return html`<thead>
    <tr><td class="corner"></td>${months.map(({ name, span }) => html`<th colspan=${span} scope="colgroup" class="month"><span>${month(name)}</span></th>`)}</tr>
    <tr><th class="corner" scope="col">${t("compliance.term")}</th>${columns.map((first) => html`<th scope="col" class="day" aria-label=${columnWords(view, first)}>${first ? Number(first.slice(8)) : t("compliance.no_time_short")}</th>`)}</tr>
  </thead>`;
}

function Row({ view, row, r, columns, column, query, mission, differ }) {
  const term = view.terms.find((one) => one.id === row.term);
  const cells = new Map(row.cells.map((cell) => [cell.column < 0 ? columns.length - 1 : cell.column, cell]));
  return html`<tr>
    <th scope="row" class="term"><div>
      <span><b>${term.title}</b><small>${term.window}</small></span>
      <span class="tracks" aria-hidden="true"><span>${t("compliance.track_yes")}</span><span>${t("compliance.track_open")}</span><span>${t("compliance.track_no")}</span>${differ && html`<span>${t("compliance.track_differ")}</span>`}</span>
    </div></th>
    ${columns.map((first, c) => {
      const cell = cells.get(c);
      const name = cellName(row, first);
      const on = query.cell === name;
      const force = first ? term.force[c] : "in";
      const classes = ["at", force, on && "chosen", differ && cell?.differ > 0 && "unlike", differ && cell && !cell.differ && "alike"].filter(Boolean).join(" ");
      return html`<td key=${first} role="gridcell" data-at=${`${r}.${c}`} tabindex=${c === column ? 0 : -1} aria-selected=${on ? "true" : undefined}
        class=${classes}><span class="hidden">${words(view, term, row, first, force, cell, mission)}</span>${cell ? html`<${Counts} cell=${cell} differ=${differ} />` : ""}</td>`;
    })}
  </tr>`;
}

function Counts({ cell, differ }) {
  const no = cell.no + cell.exempt;
  return html`<span class="stack" aria-hidden="true">
    <span>${cell.yes ? html`<span class="count yes">${cell.yes}</span>` : ""}</span>
    <span>${cell.open ? html`<span class="count open">${cell.open}</span>` : ""}</span>
    <span>${no ? html`<span class="count no">${no}</span>` : ""}</span>
    ${differ && html`<span>${cell.differ ? html`<span class="count differ">≠${cell.differ}</span>` : ""}</span>`}
  </span>`;
}

function words(view, term, row, first, force, cell, mission) {
  const parts = [columnWords(view, first), term.title, t("compliance.accused", partyOf(mission, row.accused).name), t(`compliance.force_${force}`)];
  if (!cell) return [...parts, t("compliance.nothing")].join(", ");
  for (const name of ["yes", "open", "exempt", "no", "differ"]) if (cell[name]) parts.push(tn(`compliance.count_${name}`, cell[name]));
  return parts.join(", ");
}
