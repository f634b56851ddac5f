// What was judged about an incident's reports, and how each of it stands.
import { html } from "../html.js";
import { moment, t } from "../words.js";
import { valueWords } from "./approval.js";

export function Said({ mission, card, short }) {
  if (!card.judgements.length) return null;
  return html`<section aria-labelledby="said-title"><h2 id="said-title">${t("review.judged")}</h2>
    <ol class="said">${[...card.judgements].reverse().map((told) => {
      const { judgement, state, by } = told;
      return html`<li class=${state === "standing" ? "" : "gone"}><b>${t(`review.verdict.${judgement.verdict}`)}</b> ${valueWords(judgement)} · ${judgement.about.slice(0, 4).map(short).join(", ")}${judgement.about.length > 4 ? " …" : ""} · <i>${t(`review.state.${state}`)}</i>
        <br />${judgement.reason}<br /><small>${by.join(", ")} · ${moment(judgement.at, mission.timezone)}</small></li>`;
    })}</ol></section>`;
}
