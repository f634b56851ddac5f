// Which incident is open, how it stands, and who else looks at it.
import { html } from "../html.js";
import { placed, reportedAs } from "../names.js";
import { t } from "../words.js";
import { between } from "./terms.js";

const FIRM = ["corroborated", "verified", "refuted"];

export function Head({ mission, told, others }) {
  const { card } = told;
  const { status, incident, view } = card;
  const sure = FIRM.includes(status.occurrence);
  const contested = status.contestation !== "uncontested" || status.disputed.length > 0;
  return html`<header class="head-of">
    <div class="row"><h1 tabindex="-1" title=${reportedAs(incident.where?.name)}>${placed(incident.where?.name || view.place) || t("review.no_place")}</h1>
      <span class=${`verdict ${sure ? "yes" : "open"}`}>${t(`vocabulary.occurrence.${status.occurrence}`)}</span>
      ${contested && html`<span class="verdict plain">${t(`vocabulary.contestation.${status.contestation}`)}${status.disputed.length ? `: ${status.disputed.map((one) => t(`review.about.${one}`)).join(", ")}` : ""}</span>`}
      <small class="company" aria-live="polite">${others.length ? html`<b>${t("review.also_here", others.join(", "))}</b>` : t("review.only_you")}</small></div>
    <p class="caption">[${card.number}] ${card.id} · ${incident.when ? between(incident.when.start, incident.when.end, mission.timezone) : t("review.no_time")} · ${view.where}</p>
    ${view.notes.map((note) => html`<p class="caption">${note}</p>`)}
  </header>`;
}
