// What the map's signs mean.
import { html } from "../html.js";
import { t } from "../words.js";
import { Mark } from "../parts/mark.js";
import { sidesOf } from "./images.js";

export function MapKey({ mission, told }) {
  const sides = sidesOf(mission).filter(([side]) => (told ? side !== "nobody" : side === "nobody"));
  const words = (side) => (!told ? t("situation.withheld") : ["each", "nobody"].includes(side) ? t(`situation.accused.${side}`) : t("situation.accused_side", mission.parties.find(({ id }) => id === side).name));
  return html`<div class="key caption" aria-label=${t("situation.key")}>
    ${sides.map(([side, accused]) => html`<span><${Mark} mission=${mission} accused=${accused} />${words(side)}</span>`)}
    ${told && html`<span><i class="hollow"></i><i class="full"></i>${t("situation.key_sure")}</span>`}
    <span><i class="disc"></i>${t("situation.key_radius")}</span>
    <span><i class="hatched"></i><i class="ring"></i>${t("situation.key_region")}</span>
    <span><i class="hollow number">3</i>${t("situation.key_merged")}</span>
  </div>`;
}
