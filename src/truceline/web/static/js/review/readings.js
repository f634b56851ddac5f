// The same facts under each reading, step by step; rows in which the readings part are shaded. Below,
// how the incident stands in the ledger of each accused side, never added.
import { html, useState } from "../html.js";
import { Mark } from "../parts/mark.js";
import { Verdict } from "../parts/verdict.js";
import { number, share, t } from "../words.js";
import { reading, side, word } from "./terms.js";

const SIGNS = { yes: "✓", no: "✗", undetermined: "?" };

export const outcomeOf = ({ breach, why }) => (breach === "undetermined" ? why : { breach: "yes", exempt: "exempt" }[breach] ?? "no");

const same = (answers) => answers.every((answer) => answer && answers[0] && answer.verdict === answers[0].verdict && answer.question === answers[0].question && answer.note === answers[0].note);
const parted = (answers) => new Set(answers.map((answer) => answer?.verdict ?? "")).size > 1;

function Answer({ answer }) {
  if (!answer) return html`<span class="caption">${t("review.not_asked")}</span>`;
  const part = answer.probability === null ? "" : ` (p ${share(answer.probability)})`;
  return html`<span class="sign" aria-hidden="true">${SIGNS[answer.verdict]}</span><span class="hidden">${t(`review.answer.${answer.verdict}`)}: </span>${answer.question}${answer.note ? `: ${answer.note}` : ""}${part}`;
}

function Step({ n, answers }) {
  const head = html`<th scope="row">${number(n + 1)}</th>`;
  if (same(answers)) return html`<tr>${head}<td colspan=${answers.length}><${Answer} answer=${answers[0]} /></td></tr>`;
  return html`<tr class=${parted(answers) ? "differs" : ""}>${head}${answers.map((answer) => html`<td><${Answer} answer=${answer} /></td>`)}</tr>`;
}

function Whole({ mission, status, width }) {
  const groups = status.origins.filter((origin) => origin.group && origin.occurrence === "affirms");
  const blames = status.origins.filter((origin) => origin.actors.length).map((origin) => t("review.names", side(mission, origin.group || origin.side), origin.actors.map((id) => side(mission, id)).join(", ")));
  const occurred = `${t(`vocabulary.occurrence.${status.occurrence}`)}${groups.length ? `: ${groups.map((origin) => side(mission, origin.group)).join(", ")}` : ""}`;
  const contested = t(`vocabulary.contestation.${status.contestation}`);
  const attributed = status.attribution === "none" ? t("review.no_attribution") : `${t(`review.attribution.${status.attribution}`)} ${side(mission, status.attributed_to)}`;
  return html`<tr><th scope="row">${t("review.occurred")}</th><td colspan=${width}>${occurred}</td></tr>
    <tr><th scope="row">${t("review.who")}</th><td colspan=${width}>${[contested, ...blames, attributed].join("; ")}</td></tr>`;
}

function Term({ mission, card, term, accused }) {
  const found = mission.readings.map((one) => card.findings.find((finding) => finding.term_id === term && finding.reading === one.id && finding.accused === accused));
  const length = Math.max(0, ...found.map((finding) => finding?.trace.length ?? 0));
  const steps = Array.from({ length }, (_, n) => found.map((finding) => finding?.trace[n]));
  const outcomes = found.map((finding) => (finding ? outcomeOf(finding) : ""));
  const differ = new Set(outcomes).size > 1;
  return html`<table class="facts">
    <caption>${word(term)}</caption>
    <thead><tr><th scope="col"><span class="hidden">${t("review.step")}</span></th>${mission.readings.map((one) => html`<th scope="col">${reading(mission, one.id)}</th>`)}</tr></thead>
    <tbody>${steps.map((answers, n) => html`<${Step} n=${n} answers=${answers} />`)}
      <${Whole} mission=${mission} status=${card.status} width=${found.length} />
      <tr class=${`finding${differ ? " differs" : ""}`}><th scope="row">${t("review.finding")}</th>${outcomes.map((outcome) => html`<td>${outcome ? html`<${Verdict} outcome=${outcome} long />` : "—"}</td>`)}</tr></tbody>
  </table>`;
}

export function Readings({ mission, told }) {
  const { card } = told;
  const [chosen, choose] = useState("");
  const accused = card.incident.accused.includes(chosen) ? chosen : card.incident.accused[0];
  const terms = [...new Set(card.findings.map((finding) => finding.term_id))];
  return html`<section aria-labelledby="facts-title">
    <div class="row head"><h2 id="facts-title">${t("review.facts")}</h2><small>${t("review.shaded")}</small></div>
    ${card.incident.accused.length > 1 && html`<div class="row sides" role="group" aria-label=${t("review.against_whom")}>${card.incident.accused.map((id) => html`
      <button aria-pressed=${id === accused} onClick=${() => choose(id)}>${t("review.against", side(mission, id))}</button>`)}</div>`}
    ${accused ? terms.map((term) => html`<${Term} mission=${mission} card=${card} term=${term} accused=${accused} />`) : html`<p class="caption">${t("review.nobody")}</p>`}
    <${Ledgers} mission=${mission} told=${told} />
  </section>`;
}

function Ledgers({ mission, told }) {
  const { ledger, blamed, card } = told;
  const sides = [...new Set(ledger.map((row) => row.accused))];
  const sure = ["corroborated", "verified"].includes(card.status.occurrence);
  if (!sides.length) return null;
  return html`<h2>${t("review.ledgers")}</h2><div class="ledgers">${sides.map((id) => html`<div class="card">
    <p><${Mark} mission=${mission} accused=${[id]} filled=${sure} /> <b>${t("review.against", side(mission, id))}</b></p>
    ${ledger.filter((row) => row.accused === id).map((row) => html`<p>${reading(mission, row.reading)}: <${Verdict} outcome=${outcomeOf(row)} /></p>`)}
    <p class="caption">${[
      ...blamed.filter((pair) => pair.endsWith(`>${id}`)).map((pair) => t("review.alleged_by", side(mission, pair.split(">")[0]) || t("review.nobodys"))),
      ...card.status.denials.filter((denial) => denial.side === id).map((denial) => t("review.denies", side(mission, id), t(`review.about.${denial.about}`))),
    ].join("; ")}</p></div>`)}</div>`;
}
