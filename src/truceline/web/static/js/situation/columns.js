// The columns of the table: what stands in each, how wide it is, and which are shown. The mark of who is
// accused always is. Which are shown stands in the address (`cols`); files that are exported hold all.
import { html } from "../html.js";
import { ask } from "../address.js";
import { placed, reportedAs } from "../names.js";
import { number, t } from "../words.js";
import { Menu } from "../parts/menu.js";
import { Verdict } from "../parts/verdict.js";
import { strongest } from "./query.js";
import { actWords, objectWords } from "./term.js";
import { lasting, stamp } from "./when.js";

const USUAL = ["start", "place", "under", "reports"];

// By what a column is sorted is its key, unless it can't be.
export const COLUMNS = [
  { key: "number", name: () => t("situation.col.number"), cell: (row) => `[${row.number}]` },
  { key: "start", name: () => t("situation.start"), cell: started },
  { key: "place", name: () => t("situation.place_object"), title: (row) => [reportedAs(row.place), row.site].filter(Boolean).join(" · "), cell: where },
  { key: "admin1", plain: true, name: () => t("situation.col.admin1"), cell: (row) => placed(row.admin1) },
  { key: "act", name: () => t("situation.field.act"), cell: (row) => row.act && actWords(row.act) },
  { key: "occurrence", name: () => t("situation.field.occurrence"), cell: (row) => row.occurrence && t(`situation.occurrence.${row.occurrence}`) },
  { key: "under", each: true, name: () => t("situation.col.under"), cell: (row, { reading }) => html`<${Verdict} outcome=${strongest(row.outcomes[reading])} />` },
  { key: "doubt", name: () => t("situation.col.doubt"), long: () => t("situation.col.doubt_long"), cell: (row) => (row.doubt === null ? "–" : `${number(Math.round(row.doubt * 100))} %`) },
  { key: "reports", name: () => t("situation.r_g"), long: () => t("situation.r_g_long"), cell: (row) => `${number(row.reports)} / ${row.origins ?? "–"}` },
];

function started(row, { mission }) {
  return html`${row.start ? stamp(Date.parse(row.start), mission.timezone) : t("situation.no_time")} <small>${lasting(row.start, row.end)}</small>`;
}

function where(row) {
  return html`${placed(row.place || row.admin1) || t("situation.no_place")} <small>${[placeNote(row), row.category && objectWords(row.category)].filter(Boolean).join(" · ")}</small>`;
}

export function placeNote(row) {
  if (row.place_state === "region") return t("situation.region_short");
  return row.radius_km === null ? t(`situation.place_state.${row.place_state}`) : t("situation.within", number(Math.round(row.radius_km)));
}

const shownIn = (query) => (query.cols === undefined ? USUAL : query.cols.split(","));

// The columns in their order; one that is there for each reading as often as there are readings.
export function columnsOf(query, readings) {
  const shown = shownIn(query);
  const chosen = COLUMNS.filter(({ key }) => shown.includes(key));
  return chosen.flatMap((column) => (column.each ? readings.map((reading) => ({ ...column, reading })) : [column]));
}

// Widths are the style sheet's, by column: words are longer in some languages than in others.
// The place takes what is left; where nothing is, the table can be scrolled sideways.
export function widths(columns) {
  const each = ["side", ...columns.map(({ key }) => key)].map((key) => `var(--${key})`);
  return { "--columns": each.join(" ").replace("var(--place)", "minmax(var(--place), 1fr)"), "--least": `calc(${each.join(" + ")} + 8px)` };
}

function toggle(query, key) {
  const shown = shownIn(query);
  const next = COLUMNS.map((column) => column.key).filter((one) => shown.includes(one) !== (one === key));
  const unsorted = query.sort?.replace("-", "") === key && !next.includes(key);
  ask({ cols: String(next) === String(USUAL) ? null : next.join(",") || "none", ...(unsorted ? { sort: null } : {}) }, { replace: true });
}

export function ColumnMenu({ query, readings }) {
  const shown = shownIn(query);
  return html`<${Menu} class="columns" label="▥" title=${t("situation.columns")}>
    ${COLUMNS.filter(({ each }) => !each || readings.length).map(({ key, name, long }) => html`<label key=${key}><input type="checkbox" checked=${shown.includes(key)} onChange=${() => toggle(query, key)} />${(long ?? name)()}</label>`)}
  <//>`;
}
