// What would change: figures now and then, and incidents that would come, go or fare otherwise.
import { html } from "../html.js";
import { placed, reportedAs } from "../names.js";
import { Figures } from "../parts/figures.js";
import { known, t, tn } from "../words.js";
import { reading, side } from "./terms.js";

const long = (outcome) => (known(`verdict.long.${outcome}`) ? t(`verdict.long.${outcome}`) : t(`verdict.${outcome}`));
const raised = (words) => words.charAt(0).toLocaleUpperCase() + words.slice(1);

function label(mission, figure) {
  const { kind, word, by, accused, reading: under } = figure;
  if (kind === "alleged") return t("review.figure.alleged", side(mission, by) || t("review.nobodys"), side(mission, accused));
  if (kind === "occurrence") return t("review.figure.occurrence", t(`vocabulary.occurrence.${word}`), side(mission, accused));
  if (kind === "outcome") return t("review.figure.outcome", long(word), reading(mission, under), side(mission, accused));
  return t(`review.figure.${kind}`);
}

function outcomes(mission, told) {
  return Object.entries(told.outcomes).map(([key, word]) => {
    const [under, accused] = key.split("/");
    return `${reading(mission, under)}, ${t("review.against", side(mission, accused))} – ${long(word)}`;
  });
}

function inWords(mission, told) {
  const who = told.accused.map((id) => side(mission, id)).join(", ") || t("review.nobody");
  return [tn("review.reports", told.reports), t(`vocabulary.occurrence.${told.occurrence}`), t("review.against", who), ...outcomes(mission, told)].join("; ");
}

const visible = ({ before, after }) => JSON.stringify({ ...before, id: "" }) !== JSON.stringify({ ...after, id: "" });

function Incident({ mission, change, how }) {
  const told = change.after ?? change.before;
  return html`<li><b title=${reportedAs(told.place)}>${placed(told.place) || t("review.no_place")}</b> <small>${change.id}</small> <i>${t(`review.incident_${how}`)}</i>
    ${change.before && change.after && html`<br /><small>${t("review.now")}: ${inWords(mission, change.before)}</small>`}
    <br /><small>${change.before && change.after ? `${t("review.then")}: ` : ""}${inWords(mission, told)}</small></li>`;
}

export function Changes({ mission, changes }) {
  const seen = changes.changed.filter(visible);
  const unseen = changes.changed.length - seen.length;
  const none = !changes.figures.length && !changes.came.length && !changes.went.length && !seen.length;
  return html`
    ${none && html`<p>${t("review.changes_nothing")}</p>`}
    ${changes.figures.length > 0 && html`<${Figures} figures=${changes.figures} name=${(figure) => raised(label(mission, figure))} />`}
    <ul class="moved">${[["came", changes.came], ["went", changes.went], ["changed", seen]].map(([how, list]) => list.map((change) => html`<${Incident} mission=${mission} change=${change} how=${how} />`))}</ul>
    ${unseen > 0 && html`<p class="caption">${tn("review.only_surer", unseen)}</p>`}`;
}
