// What stands behind a cell: its incidents with what each reading makes of them, then one finding.
import { html, useEffect, useRef } from "../html.js";
import { ask } from "../address.js";
import { useAsked } from "../asked.js";
import { useKeys } from "../keys.js";
import { placed, reportedAs } from "../names.js";
import { known, moment, t, tn } from "../words.js";
import { Mark, partyOf } from "../parts/mark.js";
import { Verdict } from "../parts/verdict.js";
import { FindingView } from "./finding.js";
import { columnWords } from "./grid.js";

// A thing's word: `gas metering` of `energy/gas_metering`, in the catalogue's words where it has them.
export const thing = (word) => (known(`vocabulary.${word}`) ? t(`vocabulary.${word}`) : word.split("/").pop().replaceAll("_", " "));

export function CellPanel({ view, here, mission, query, again, close }) {
  const [term, accused, first] = query.cell.split("~");
  const dated = first !== "none" && first;
  const { value, wrong } = useAsked("/api/compliance/findings", { as_of: query.as_of, term, accused, first: dated || null, days: view.per }, again);
  const head = useRef(null);
  const only = value?.length === 1 ? value[0].id : null;
  const shown = query.sel && value?.some((one) => one.id === query.sel) ? query.sel : only;
  useEffect(() => { head.current?.focus(); }, [query.cell, shown]);
  useKeys({ Escape: [t("compliance.key_close"), () => (shown && !only ? ask({ sel: null }) : close())] });
  const title = view.terms.find((one) => one.id === term)?.title ?? term;
  return html`<section class="behind" aria-labelledby="behind">
    <header>
      <h2 id="behind" ref=${head} tabindex="-1"><${Mark} mission=${mission} accused=${[accused]} /> ${columnWords(view, dated || null)} · ${title}</h2>
      <p class="caption">${t("compliance.accused", partyOf(mission, accused).name)}${value ? ` · ${tn("compliance.incidents", value.length)}` : ""}</p>
      <button class="close" onClick=${close} aria-label=${t("shell.close")}>✕</button>
    </header>
    ${wrong && html`<p class="wrong" role="alert">${wrong.message}</p>`}
    ${value && !value.length && html`<p>${t("compliance.nothing_here")}</p>`}
    ${value && value.length > 1 && html`<${Lines} rows=${value} view=${view} mission=${mission} shown=${shown} differ=${query.differ === "1"} />`}
    ${shown && html`<${FindingView} key=${shown} incident=${shown} term=${term} accused=${accused} here=${here} mission=${mission} query=${query} />`}
  </section>`;
}

function Lines({ rows, view, mission, shown, differ }) {
  const readings = mission.readings;
  const unlike = (row) => new Set(Object.values(row.outcomes)).size > 1;
  return html`<div class="wide"><table class="lines">
    <thead><tr><th scope="col">${t("compliance.incident")}</th><th scope="col">${t("compliance.start")}</th>
      ${readings.map((reading) => html`<th scope="col" class=${reading.id === view.reading ? "judged" : ""}>${t("compliance.under", reading.id)}</th>`)}<th scope="col">${t("compliance.occurrence")}</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.id} class=${[row.id === shown && "chosen", differ && unlike(row) && "unlike"].filter(Boolean).join(" ")}>
      <td><button class="link" aria-expanded=${row.id === shown} onClick=${() => ask({ sel: row.id === shown ? null : row.id })}>
        <b title=${reportedAs(row.place)}>${placed(row.place) || t("compliance.no_place")}</b></button> <small>${row.category ? thing(row.category) : ""} · [${row.number}]</small>${row.replies > 0 && html` <small class="replied">${tn("compliance.replies", row.replies)}</small>`}</td>
      <td class="nowrap">${row.start ? moment(row.start, mission.timezone) : "—"}</td>
      ${readings.map((reading) => html`<td><${Verdict} outcome=${row.outcomes[reading.id]} /></td>`)}
      <td>${t(`compliance.occurred.${row.occurrence}`)}</td>
    </tr>`)}</tbody>
  </table></div>`;
}
