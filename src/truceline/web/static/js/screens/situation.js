// Situation: where and when, under whose accusation and which reading; map, table, chart, facets and
// address are one query.
import { html, useEffect, useState } from "../html.js";
import { ask as request } from "../api.js";
import { useAsked } from "../asked.js";
import { useKeys } from "../keys.js";
import { useNewsInTurn } from "../news.js";
import { styles } from "../styles.js";
import { number, t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { Card } from "../situation/card.js";
import { CoverageKey, maySee, useCoverage } from "../situation/coverage.js";
import { Facets, byParty } from "../situation/facets.js";
import { MapKey } from "../situation/key.js";
import { MapView } from "../situation/map.js";
import { Popup } from "../situation/popup.js";
import { askedOf } from "../situation/query.js";
import { QueryBar } from "../situation/querybar.js";
import { Table } from "../situation/table.js";
import { TimePanel } from "../situation/time.js";
import { Tray } from "../situation/tray.js";

await styles("situation");

const CHANGING = ["judgement", "approval", "entry", "missed"]; // news that changes what is seen

export function Screen({ here, mission, query }) {
  const [news, hear] = useState(0);
  const [drawer, setDrawer] = useState(false);
  const [opened, setOpened] = useState(false);
  const open = here.clearance === "restricted" ? () => setOpened(true) : null;
  const asked = askedOf(query);
  const { value: found, wrong } = useAsked("/api/situation", { ...asked, bin: query.bin }, news);
  const { value: ground } = useAsked(found ? "/api/situation/ground" : null, { as_of: query.as_of }, found?.root);
  const coverage = useCoverage(here, query, found?.root);
  const chosen = useChosen(query, found?.root);
  useNewsInTurn((kind) => CHANGING.includes(kind), () => hear((n) => n + 1));
  useKeys({ f: [t("situation.key_filters"), () => setDrawer(!drawer)], ...(drawer ? { Escape: [t("situation.key_drawer"), () => setDrawer(false)] } : {}) });
  useEffect(() => { document.title = `${t("shell.situation")} · ${mission.title}`; }, [mission]);
  const withheld = found ? found.counts.withheld : here.clearance === "public";
  const readings = withheld ? [] : query.reading ? mission.readings.filter(({ id }) => id === query.reading).map(({ id }) => id) : mission.readings.map(({ id }) => id);
  return html`<div class=${`situation ${drawer ? "drawer-open" : ""}`}>
    <h1 class="hidden">${t("shell.situation")}</h1>
    <aside class="filters" aria-label=${t("situation.filters")}>
      <button class="drawer-close" onClick=${() => setDrawer(false)}>${t("shell.close")}</button>
      <${Facets} mission=${mission} query=${query} counts=${found?.counts} readings=${readings} layers=${["uncertainty", "places", ...Object.keys(ground ?? {}), ...(mission.basemap ? ["basemap"] : []), ...(maySee(here) ? ["coverage"] : [])]} />
    </aside>
    <div class="bar-line"><button class="drawer-button" aria-expanded=${drawer} onClick=${() => setDrawer(!drawer)}>${t("situation.filters")} <kbd>f</kbd></button>
      <${QueryBar} mission=${mission} query=${query} here=${here} /></div>
    ${wrong && html`<p class="wrong pad" role="alert">${wrong.message}</p>`}
    <div class="middle">
      <${MapView} mission=${mission} query=${query} found=${found} ground=${ground} chosen=${chosen} coverage=${coverage.value}>${(side) => chosen && html`<${Popup} row=${chosen} mission=${mission} here=${here} side=${side} open=${open} />`}<//>
      <${MapKey} mission=${mission} told=${!withheld} />
      <${CoverageKey} asked=${coverage} mission=${mission} query=${query} />
      <${TimePanel} mission=${mission} query=${query} found=${found} />
    </div>
    <div class="right">
      <${Totals} mission=${mission} counts=${found?.counts} />
      <${Table} mission=${mission} query=${query} readings=${readings} shown=${news} open=${open} />
      <${Tray} mission=${mission} query=${query} here=${here} root=${found?.root} />
    </div>
    ${opened && query.sel && html`<${Card} id=${query.sel} query=${query} close=${() => setOpened(false)} />`}
  </div>`;
}

// How many incidents each side is accused of; told to screen readers when it changes.
function Totals({ mission, counts }) {
  if (!counts) return html`<p class="totals waiting" role="status">${t("shell.loading")}</p>`;
  const sides = byParty(mission.parties, counts.parties, counts.sides);
  return html`<p class="totals" role="status" data-total=${counts.total}>
    ${!counts.withheld && mission.parties.map((party, n) => html`<span><${Mark} mission=${mission} accused=${[party.id]} />${t("situation.accused_side", party.name)} <b>${number(sides[n])}</b></span>`)}
    ${counts.nobody > 0 && html`<span>${t("situation.count", t(counts.withheld ? "situation.table" : "situation.accused.nobody"))} <b>${number(counts.nobody)}</b></span>`}
    <small>${t(counts.withheld ? "situation.withheld" : "situation.never_added")}</small></p>`;
}

// The chosen incident's facts, whether or not the query finds it.
function useChosen(query, root) {
  const [row, set] = useState(null);
  useEffect(() => {
    if (!query.sel) { set(null); return undefined; }
    const stop = new AbortController();
    request("/api/situation/incident", { id: query.sel, ...(query.as_of ? { as_of: query.as_of } : {}) }, { signal: stop.signal }).then(set, () => { if (!stop.signal.aborted) set(null); });
    return () => stop.abort();
  }, [query.sel, query.as_of, root]);
  return query.sel ? row : null;
}
