// Whose reports are held, day by day: a calm front and a silent source look different.
import { html, useState } from "../html.js";
import { useAsked } from "../asked.js";
import { number, t, tn } from "../words.js";
import { dayOf, isoDay } from "./when.js";

const SHADES = [[1, 0.28], [4, 0.5], [10, 0.75], [25, 1]]; // from so many reports a day, so dark
const FEW = 6; // sources shown at once
const shade = (reports) => SHADES.findLast(([least]) => reports >= least)?.[1] ?? 0;

export function Sources({ mission, query, root, scale, gutter }) {
  const { value } = useAsked("/api/situation/sources", { as_of: query.as_of }, root);
  const [all, setAll] = useState(false);
  if (!value?.length) return null;
  const shown = all ? value : value.slice(0, FEW);
  const dayAt = daysAt(scale.days, mission.timezone);
  return html`<div class="sources">
    <p class="caption"><b>${t("situation.sources")}</b> · ${t("situation.sources_key")}</p>
    ${shown.map((source) => html`<${Strip} key=${source.id} source=${source} scale=${scale} dayAt=${dayAt} zone=${mission.timezone} gutter=${gutter} />`)}
    ${value.length > FEW && html`<button class="plain more" aria-expanded=${all} onClick=${() => setAll(!all)}>${all ? t("situation.fewer") : tn("situation.more_sources", value.slice(FEW).reduce((sum, source) => sum + source.of, 0))}</button>`}
  </div>`;
}

// Local date → its place on the axis; kept while the axis is the same.
let last = {};
function daysAt(days, zone) {
  if (last.first !== days[0] || last.count !== days.length || last.zone !== zone) {
    last = { first: days[0], count: days.length, zone, at: new Map(days.map((ms, n) => [isoDay(ms, zone), n])) };
  }
  return last.at;
}

function Strip({ source, scale, dayAt, zone, gutter }) {
  const days = source.days.filter(([day]) => dayAt.has(day)).map(([day, state, reports]) => ({ n: dayAt.get(day), state, reports }));
  const silent = days.filter(({ state }) => state === "silent").length;
  const name = source.id === "further" ? tn("situation.further", source.of) : source.name;
  const words = silent ? t("situation.silent_days", silent, days.filter(({ state }) => state !== "none").length) : tn("situation.reports", days.reduce((sum, { reports }) => sum + reports, 0));
  const wide = (n) => scale.x(scale.days[n + 1] ?? scale.until) - scale.x(scale.days[n]);
  return html`<div class="strip"><span class="names" title=${name} style=${{ width: `${gutter}px` }}><span class="name">${name}</span><small>${words}</small></span>
    <svg width=${scale.width} height="13" role="img" aria-label=${`${name}: ${words}`}>
      ${days.map(({ n, state, reports }) => html`<g><title>${`${dayOf(scale.days[n], zone)}: ${t(`situation.source.${state}`)}, ${number(reports)}`}</title>
        <rect class=${state} x=${scale.x(scale.days[n]) + 0.5} y="1.5" width=${Math.max(wide(n) - 1, 0.5)} height="8.5" fill-opacity=${shade(reports)} />
        ${(state === "silent" || state === "part") && html`<line class=${state} x1=${scale.x(scale.days[n])} x2=${scale.x(scale.days[n]) + wide(n)} y1="11.5" y2="11.5" />`}</g>`)}
    </svg></div>`;
}
