// The chosen incident's facts, over the map, and where to go from there.
import { html } from "../html.js";
import { ask, go } from "../address.js";
import { useKeys } from "../keys.js";
import { placed, reportedAs } from "../names.js";
import { t, tn } from "../words.js";
import { Mark, partyOf } from "../parts/mark.js";
import { Verdict } from "../parts/verdict.js";
import { strongest } from "./query.js";
import { placeNote } from "./columns.js";
import { actWords, objectWords, readingName } from "./term.js";
import { span } from "./when.js";

const SURE = ["corroborated", "verified"];

export function Popup({ row, mission, here, side, open }) {
  const review = here.rights.includes("review");
  const close = () => ask({ sel: null }, { replace: true });
  useKeys({
    Escape: [t("situation.key_close"), close],
    ...(review ? { r: [t("situation.key_review"), () => go("review", { sel: row.id })] } : {}),
  });
  return html`<aside class=${`card popup ${side}`} aria-label=${t("situation.chosen")}>
    <p class="title"><${Mark} mission=${mission} accused=${row.accused} filled=${SURE.includes(row.occurrence)} />
      <b title=${reportedAs(row.place)}>${placed(row.place || row.admin1) || t("situation.no_place")}</b> <small>${placeNote(row)}</small>
      <button class="plain close" aria-label=${t("shell.close")} onClick=${close}>✕</button></p>
    <${Facts} row=${row} mission=${mission} />
    <p class="row">${open && html`<button onClick=${open}>${t("situation.open")} <kbd>Enter</kbd></button>`}
      ${review && html`<button onClick=${() => go("review", { sel: row.id })}>${t("shell.review")} <kbd>r</kbd></button>`}</p>
  </aside>`;
}

function Facts({ row, mission }) {
  const facts = [
    ["when", span(row.start, row.end, mission.timezone)],
    ["act", row.act && `${actWords(row.act)}, ${row.site ? `${row.site} (${objectWords(row.category)})` : objectWords(row.category)}`],
    ["accused_of", blamedWords(row, mission)],
    ["word", `${tn("situation.reports", row.reports)}${row.origins === null ? "" : `, ${tn("situation.groups", row.origins)}`}`],
    ["occurred", occurredWords(row)],
  ];
  return html`<dl>${facts.filter(([, words]) => words).map(([key, words]) => html`<dt>${t(`situation.fact.${key}`)}</dt><dd>${words}</dd>`)}
    ${Object.entries(row.outcomes).filter(([, sides]) => Object.keys(sides).length).map(([id, sides]) => html`<dt title=${readingName(mission, id)}>${t("situation.under", id)}</dt><dd><${Verdict} outcome=${strongest(sides)} long /></dd>`)}</dl>`;
}

function blamedWords(row, mission) {
  const name = (id) => partyOf(mission, id).name;
  return row.blamed.map((pair) => {
    const [by, accused] = pair.split(">");
    return by ? t("situation.blamed_by", name(accused), name(by)) : name(accused);
  }).join("; ");
}

function occurredWords(row) {
  if (!row.occurrence) return "";
  const disputed = row.disputed.map((about) => t(`situation.disputed.${about}`)).join(", ");
  return [t(`situation.occurrence.${row.occurrence}`), row.contestation && row.contestation !== "uncontested" && t(`situation.contestation.${row.contestation}`), disputed && t("situation.disputed", disputed)].filter(Boolean).join("; ");
}
