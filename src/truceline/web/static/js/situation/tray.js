// Incidents that no map can show, or none can show well, and what may be meant.
import { html, useEffect, useState } from "../html.js";
import { ask, go } from "../address.js";
import { useAsked } from "../asked.js";
import { placed, reportedAs } from "../names.js";
import { number, t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { askedOf } from "./query.js";
import { stamp } from "./when.js";

const LATER_MS = 300;
const TABS = ["ambiguous", "unknown", "region", "nowhere"];

export function Tray({ mission, query, here, root }) {
  const asked = useLater(JSON.stringify(askedOf(query)));
  const { value } = useAsked(asked && "/api/situation/tray", JSON.parse(asked ?? "{}"), root);
  const [chosen, choose] = useState(null);
  if (!value) return html`<section class="tray" aria-label=${t("situation.tray")}></section>`;
  const tab = chosen ?? TABS.find((name) => value[name].total) ?? TABS[0];
  const move = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length];
    choose(next);
    event.currentTarget.querySelector(`[data-tab=${next}]`).focus();
  };
  return html`<section class="tray" aria-label=${t("situation.tray")}>
    <div role="tablist" aria-label=${t("situation.tray")} onKeyDown=${move}>${TABS.map((name) => html`<button role="tab" id=${`tray-${name}`} data-tab=${name} class="plain" aria-selected=${name === tab} tabindex=${name === tab ? 0 : -1} aria-controls="tray-panel" onClick=${() => choose(name)}>${t(`situation.tray.${name}`)} ${number(value[name].total)}</button>`)}</div>
    <div role="tabpanel" id="tray-panel" aria-labelledby=${`tray-${tab}`} tabindex="0">
      ${value[tab].items.map((item) => html`<${Item} key=${item.id} item=${item} mission=${mission} here=${here} />`)}
      ${!value[tab].total && html`<p class="caption">${t("situation.tray_empty")}</p>`}
      ${value[tab].total > value[tab].items.length && html`<p class="caption">${t("situation.tray_more", number(value[tab].total - value[tab].items.length))}</p>`}
    </div>
  </section>`;
}

// What was asked for, once it stands for a moment: table and marks come first.
function useLater(asked) {
  const [settled, settle] = useState(null);
  useEffect(() => {
    const timer = setTimeout(() => settle(asked), LATER_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return settled;
}

function Item({ item, mission, here }) {
  return html`<article>
    <${Mark} mission=${mission} accused=${item.accused} />
    <div><button class="plain name" onClick=${() => ask({ sel: item.id }, { replace: true })}><b title=${reportedAs(item.place)}>${placed(item.place || item.admin1) || t("situation.no_place")}</b>${item.place && item.admin1 && placed(item.admin1) !== placed(item.place) ? `, ${placed(item.admin1)}` : ""}</button>
      <span class="caption">${item.id} · ${item.start ? stamp(Date.parse(item.start), mission.timezone) : t("situation.no_time")}</span>
      ${item.hint && html`<p class="caption">${item.hint}</p>`}
      ${item.candidates.length > 0 && html`<p class="caption">${t("situation.candidates")}</p><ul class="candidates">${item.candidates.map((spot) => html`<li>${placed(spot.name)}${spot.admin1 ? `, ${placed(spot.admin1)}` : ""} ${spot.km_apart === null ? "" : t("situation.km_apart", number(Math.round(spot.km_apart)))}</li>`)}</ul>`}
    </div>
    ${here.rights.includes("review") && html`<button class="plain" onClick=${() => go("review", { sel: item.id })}>${t("situation.relocate")}</button>`}
  </article>`;
}
