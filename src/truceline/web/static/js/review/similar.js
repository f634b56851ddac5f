// Incidents much like the one that is open, and two of them beside each other.
import { html, useEffect, useRef } from "../html.js";
import { useAsked } from "../asked.js";
import { Mark } from "../parts/mark.js";
import { Verdict } from "../parts/verdict.js";
import { placed, reportedAs } from "../names.js";
import { moment, number, t } from "../words.js";
import { outcomeOf } from "./readings.js";
import { between, reading, side, word } from "./terms.js";

function apart({ km, hours }) {
  const far = km === null ? t("review.km_unknown") : t("review.km", number(Math.round(km)));
  if (hours === null) return `${far}, ${t("review.no_time")}`;
  if (hours < 1) return `${far}, ${t("review.within_hour")}`;
  return `${far}, ${hours < 48 ? t("review.hours", number(Math.round(hours))) : t("review.days", number(Math.round(hours / 2.4) / 10))}`;
}

export function Similar({ mission, near, compare }) {
  return html`<section aria-labelledby="similar-title">
    <h2 id="similar-title">${t("review.similar")} <small>${t("review.by_distance")}</small></h2>
    <table class="similar"><thead><tr><th scope="col"><span class="hidden">${t("review.accused")}</span></th><th scope="col">${t("review.place")}</th><th scope="col">${t("review.object")}</th><th scope="col">${t("review.start")}</th><th scope="col">${t("review.apart")}</th><th><span class="hidden">${t("review.compare")}</span></th></tr></thead>
      <tbody>${near.map((one) => html`<tr key=${one.id}>
        <td><${Mark} mission=${mission} accused=${one.accused} filled=${["corroborated", "verified"].includes(one.occurrence)} /></td>
        <td title=${reportedAs(one.place)}>${placed(one.place) || t("review.no_place")}</td><td>${word(one.category)}</td><td>${moment(one.start, mission.timezone)}</td><td>${apart(one)}</td>
        <td><button onClick=${() => compare(one.id)} aria-label=${t("review.compare_with", placed(one.place) || one.id)}>${t("review.compare")}</button></td></tr>`)}</tbody></table>
    ${!near.length && html`<p class="caption">${t("review.none_near")}</p>`}
  </section>`;
}

function factsOf(mission, told) {
  const { card, ledger } = told;
  const { incident, status } = card;
  const shares = (list) => list.map((one) => `${word(one.value)}${list.length > 1 ? ` ${number(Math.round(one.share * 100))} %` : ""}`).join(", ");
  return [
    ["place", incident.where ? `${placed(incident.where.name)} · ${t("review.radius", number(Number(incident.where.radius_km.toPrecision(2))))}` : t("review.no_place")],
    ["time", incident.when ? between(incident.when.start, incident.when.end, mission.timezone) : t("review.no_time")],
    ["act", shares(incident.acts)],
    ["object", shares(incident.categories)],
    ["site", incident.sites.map((one) => one.value).join(", ")],
    ["accused", incident.accused.map((id) => side(mission, id)).join(", ")],
    ["occurrence", t(`vocabulary.occurrence.${status.occurrence}`)],
    ["contestation", t(`vocabulary.contestation.${status.contestation}`)],
    ["reports", number(incident.report_ids.length)],
    ["voices", [...new Set(card.times.map((time) => time.voice))].join(", ")],
    ...ledger.map((row) => [`${reading(mission, row.reading)} · ${t("review.against", side(mission, row.accused))}`, row]),
  ];
}

const plain = (value) => (typeof value === "string" ? value : value ? outcomeOf(value) : "");
const Cell = ({ value }) => (typeof value === "string" ? value : value ? html`<${Verdict} outcome=${outcomeOf(value)} />` : "—");

export function Compare({ mission, one, two, as_of, close, merge, open }) {
  const dialog = useRef(null);
  const { value, wrong } = useAsked("/api/review/compare", { one, two, as_of });
  useEffect(() => { dialog.current.showModal(); }, []);
  const [left, right] = value ? [factsOf(mission, value.one), factsOf(mission, value.two)].map((facts) => new Map(facts)) : [new Map(), new Map()];
  const label = (name) => (/^[a-z_]+$/.test(name) ? t(`review.fact.${name}`) : name);
  return html`<dialog ref=${dialog} class="compare" onClose=${close} aria-labelledby="compare-title">
    <h1 id="compare-title">${t("review.beside")}</h1>
    ${wrong && html`<p class="wrong">${wrong.message}</p>`}
    ${value && html`<table><thead><tr><th scope="col"><span class="hidden">${t("review.fact.name")}</span></th>${[value.one, value.two].map((told) => html`<th scope="col">[${told.card.number}] ${told.card.view.title}</th>`)}</tr></thead>
      <tbody>${[...new Set([...left.keys(), ...right.keys()])].map((name) => html`<tr class=${plain(left.get(name)) === plain(right.get(name)) ? "" : "differs"}>
        <th scope="row">${label(name)}</th><td><${Cell} value=${left.get(name)} /></td><td><${Cell} value=${right.get(name)} /></td></tr>`)}</tbody></table>`}
    <form method="dialog" class="row"><button autofocus>${t("shell.close")}</button>
      <button onClick=${() => merge(two, value)} disabled=${!value}>${t("review.merge_these")}</button>
      <button onClick=${() => open(two)}>${t("review.open_other")}</button></form>
  </dialog>`;
}
