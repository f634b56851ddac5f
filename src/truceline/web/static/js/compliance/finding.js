// One finding: what each reading asks and answers, step beside step; whose word it rests on; replies.
import { html, useState } from "../html.js";
import { go } from "../address.js";
import { useAsked } from "../asked.js";
import { known, share, t, tn } from "../words.js";
import { Verdict } from "../parts/verdict.js";
import { Source } from "./other.js";
import { Replies } from "./reply.js";

const GLYPHS = { yes: "✓", no: "✕", undetermined: "?" };

export function FindingView({ incident, term, accused, here, mission, query }) {
  const [again, setAgain] = useState(0);
  const { value, wrong } = useAsked(`/api/compliance/findings/${encodeURIComponent(incident)}`, { term, accused, as_of: query.as_of }, again);
  if (wrong) return html`<p class="wrong" role="alert">${wrong.message}</p>`;
  if (!value) return html`<p class="caption">${t("shell.loading")}</p>`;
  const leave = (screen) => (event) => { event.preventDefault(); go(screen, { as_of: query.as_of, sel: incident }); };
  return html`<article class="finding" aria-labelledby="finding">
    <h3 id="finding">${value.title} <small>[${value.number}] ${value.incident}</small></h3>
    <p>${value.when}<br />${value.where}<br />${value.status}</p>
    ${value.notes.map((note) => html`<p class="caption">${note}</p>`)}
    <p class="row">
      <a class="button" href=${`/situation?sel=${encodeURIComponent(incident)}`} onClick=${leave("situation")}>${t("compliance.to_situation")}</a>
      ${here.rights.includes("review") && html`<a class="button" href=${`/review?sel=${encodeURIComponent(incident)}`} onClick=${leave("review")}>${t("compliance.to_review")}</a>`}
    </p>
    <${Trace} value=${value} mission=${mission} />
    <${Replies} value=${value} here=${here} mission=${mission} said=${() => setAgain(again + 1)} />
    <${Evidence} value=${value} />
  </article>`;
}

// Rows are steps; a row is shaded, and says so, where the readings' answers part.
function Trace({ value }) {
  const steps = Math.max(...value.under.map((one) => one.steps.length), 0);
  const rows = Array.from({ length: steps }, (_, n) => value.under.map((one) => one.steps[n]));
  const parted = (row) => new Set(row.filter(Boolean).map((step) => step.verdict)).size > 1;
  return html`<section aria-labelledby="trace">
    <h3 id="trace">${t("compliance.trace")} <small>${value.term_title}: ${value.text}</small></h3>
    <div class="wide"><table class="trace">
      <thead><tr><th scope="col"><span class="hidden">${t("compliance.step")}</span></th>${value.under.map((one) => html`<th scope="col">${one.name}</th>`)}</tr></thead>
      <tbody>${rows.map((row, n) => html`<tr class=${parted(row) ? "unlike" : ""}>
        <th scope="row">${n + 1}${parted(row) && html`<span class="parted" title=${t("compliance.parted")}>≠<span class="hidden"> ${t("compliance.parted")}</span></span>`}</th>
        ${row.map((step) => html`<td>${step ? html`<${Step} step=${step} />` : "—"}</td>`)}
      </tr>`)}
      <tr class=${new Set(value.under.map((one) => one.outcome)).size > 1 ? "result unlike" : "result"}><th scope="row">${t("compliance.finding")}</th>
        ${value.under.map((one) => html`<td><${Verdict} outcome=${one.outcome} long /></td>`)}</tr></tbody>
    </table></div>
  </section>`;
}

function Step({ step }) {
  const why = step.why ? ` (${t(`compliance.why.${step.why}`)})` : "";
  const part = step.probability === null ? "" : ` · ${t("compliance.share", share(step.probability))}`;
  return html`<span class="answer"><b class=${`glyph ${step.verdict}`} aria-hidden="true">${GLYPHS[step.verdict]}</b>
    <span>${step.question}: <b>${t(`compliance.answer.${step.verdict}`)}${why}</b>${part}${step.note && html`<small>${step.note}</small>`}</span></span>`;
}

function Evidence({ value }) {
  const [whole, setWhole] = useState(false);
  if (!value.reports_told) return html`<p class="caption">${t("compliance.reports_untold")}</p>`;
  const shown = whole ? value.reports : value.reports.slice(0, 6);
  return html`<section aria-labelledby="evidence">
    <h3 id="evidence">${t("compliance.evidence")} <small>${tn("compliance.reports", value.reports.length)}, ${tn("compliance.origins", value.origins.length)}</small></h3>
    <ul class="origins">${value.origins.map((one) => html`<li><b>${one.name}</b> (${one.who}): ${tn("compliance.reports", one.reports)}; ${t("compliance.origin", stance(one.occurrence), stance(one.object), stance(one.actor))}${one.blames.length ? `; ${t("compliance.blames", one.blames.join(", "))}` : ""}</li>`)}</ul>
    <ul class="reports">${shown.map((report) => html`<li key=${report.key}>
      <b>${report.source || report.key}</b> ${report.url && html`<${Source} href=${report.url} />`} <small>${report.key}</small>
      <div>${report.claimant}${report.side ? ` (${report.side})` : ""} · ${report.stance} · ${report.when} · ${t("compliance.published", report.published)} · ${t("compliance.grade", report.grade)}</div>
      ${report.text && html`<q>${report.text}</q>`}
    </li>`)}</ul>
    ${value.reports.length > shown.length && html`<button onClick=${() => setWhole(true)}>${t("compliance.all_reports", value.reports.length)}</button>`}
  </section>`;
}

const stance = (word) => (known(`compliance.stance.${word}`) ? t(`compliance.stance.${word}`) : word);
