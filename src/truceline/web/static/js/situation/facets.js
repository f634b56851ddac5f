// What one may filter by, each value with its number of incidents per accused side, never added.
import { html, useState } from "../html.js";
import { ask } from "../address.js";
import { number, t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { LAYERS, chosenIn, layersOf, toggle, toggleLayer } from "./query.js";
import { fieldWords, readingName, valueWords } from "./term.js";

const FEW = 6; // values of a facet that are shown at once

export function Facets({ mission, query, counts, readings, layers }) {
  const shown = counts?.facets.filter(({ field }) => !field.startsWith("outcome.") || readings.includes(field.slice(8))) ?? [];
  return html`<div class="facets">
    ${!counts?.withheld && html`<${Under} mission=${mission} query=${query} />`}
    ${shown.map((facet) => html`<${Facet} key=${facet.field} facet=${facet} counts=${counts} mission=${mission} query=${query} />`)}
    ${counts?.withheld && html`<p class="caption">${t("situation.sums_only")}</p>`}
    <${Layers} query=${query} has=${layers} />
  </div>`;
}

// Under which reading verdicts are shown.
function Under({ mission, query }) {
  const choices = [...mission.readings.map(({ id }) => id), ""];
  return html`<section aria-labelledby="under-title">
    <h2 id="under-title">${t("situation.judge_under")}</h2>
    <div class="joined">${choices.map((id) => html`<button aria-pressed=${(query.reading ?? "") === id} title=${id && readingName(mission, id)}
      onClick=${() => ask({ reading: id || null }, { replace: true })}>${id || t("situation.side_by_side")}</button>`)}</div>
  </section>`;
}

function Facet({ facet, counts, mission, query }) {
  const [all, setAll] = useState(false);
  const { field, values } = facet;
  const chosen = chosenIn(query, field);
  const shown = all ? values : values.filter(({ value }, n) => n < FEW || chosen.includes(value));
  const parties = counts.withheld ? [] : mission.parties;
  const nobody = values.some((tally) => tally.nobody);
  return html`<fieldset class="facet">
    <legend>${fieldWords(field)}</legend>
    <table>
      <thead><tr><td></td>
        ${parties.map((party) => html`<th class="number" scope="col" title=${t("situation.accused_side", party.name)}><${Mark} mission=${mission} accused=${[party.id]} /></th>`)}
        ${nobody && html`<th class="number" scope="col" title=${t(counts.withheld ? "situation.withheld" : "situation.accused.nobody")}>${counts.withheld ? "" : "–"}</th>`}</tr></thead>
      <tbody>${shown.map((tally) => html`<${Value} key=${tally.value} tally=${tally} sides=${byParty(parties, counts.parties, tally.sides)} field=${field} mission=${mission} query=${query} nobody=${nobody} on=${chosen.includes(tally.value)} />`)}</tbody>
    </table>
    ${values.length > FEW && html`<button class="plain more" aria-expanded=${all} onClick=${() => setAll(!all)}>${all ? t("situation.fewer") : t("situation.all_values", values.length)}</button>`}
  </fieldset>`;
}

function Value({ tally, sides, field, mission, query, nobody, on }) {
  const none = !sides.some(Boolean) && !tally.nobody;
  return html`<tr class=${none && !on ? "none" : ""}>
    <td><label><input type="checkbox" checked=${on} onChange=${() => toggle(query, field, tally.value)} />${valueWords(mission, field, tally.value)}</label></td>
    ${sides.map((count) => html`<td class="number">${number(count)}</td>`)}
    ${nobody && html`<td class="number">${number(tally.nobody)}</td>`}
  </tr>`;
}

// The server counts in the order of the mission's file, the page shows parties by name.
export const byParty = (parties, order, sides) => parties.map((party) => sides[order.indexOf(party.id)] ?? 0);

function Layers({ query, has }) {
  const on = layersOf(query);
  return html`<fieldset class="facet"><legend>${t("situation.layers")}</legend>
    ${LAYERS.filter((layer) => has.includes(layer)).map((layer) => html`<label class="layer"><input type="checkbox" checked=${on.includes(layer)} onChange=${() => toggleLayer(query, layer)} />${t(`situation.layer.${layer}`)}</label>`)}
  </fieldset>`;
}
