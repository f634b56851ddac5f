// A judgement that waits for a second person: what it says, what it would change, yes or no.
import { html } from "../html.js";
import { useAsked } from "../asked.js";
import { useKeys } from "../keys.js";
import { moment, number, t } from "../words.js";
import { Changes } from "./changes.js";
import { useWaiting } from "./preview.js";
import { word } from "./terms.js";

export function valueWords(judgement) {
  const { verdict, value } = judgement;
  if (!value) return "";
  if (verdict === "rekind") return word(value);
  if (verdict === "exempt") return t(`vocabulary.exempt.${value}`);
  return verdict === "verify" ? t(`vocabulary.occurrence.${value}`) : value;
}

function Stated({ mission, told, short }) {
  const { judgement, needed, by } = told;
  return html`<p><b>${t(`review.verdict.${judgement.verdict}`)}</b> ${valueWords(judgement)} · ${judgement.about.map(short).join(", ")}</p>
    <blockquote>${judgement.reason}</blockquote>
    ${judgement.method && html`<p class="caption">${t("review.method")}: ${judgement.method}</p>`}
    <p class="caption">${judgement.reviewer} · ${moment(judgement.at, mission.timezone)} · ${t("review.stand_behind", number(by.length), number(needed))}</p>`;
}

export function Approval({ mission, judgement, root, short, answer, busy, reason, setReason, takeBack }) {
  const { value } = useAsked("/api/review/pending", {}, root);
  const waiting = value?.find((one) => one.said.id === judgement);
  const trial = useWaiting(waiting ? judgement : "", root);
  const may = waiting && !waiting.own && !busy;
  const approve = () => { if (may) answer({ judgement, approved: true, reason }); };
  const refuse = () => { if (may && reason.trim()) answer({ judgement, approved: false, reason }); };
  const back = waiting?.own ? takeBack : () => {};
  useKeys({ u: [t("review.verdict.withdraw"), back], a: [t("review.approve"), approve], "Ctrl+Enter": [t("review.approve"), approve] });
  return html`<section class="decide" aria-label=${t("review.second_person")}>
    <div class="say"><h2>${t("review.second_person")}</h2>${waiting ? html`<${Stated} mission=${mission} told=${waiting.said} short=${short} />` : value && html`<p>${t("review.waits_no_more")}</p>`}</div>
    <div class="form">
      ${waiting?.own && html`<p class="wrong">${t("review.own")}</p><div class="row"><button onClick=${takeBack}>${t("review.take_back")} <kbd>u</kbd></button></div>`}
      <label>${t("review.second_reason")}<textarea name="reason" rows="2" value=${reason} onInput=${(event) => setReason(event.target.value)}></textarea></label>
      <div class="row"><button class="go" disabled=${!may} onClick=${approve}>${t("review.approve")} <kbd>a</kbd></button><button disabled=${!may || !reason.trim()} onClick=${refuse}>${t("review.refuse")}</button></div>
    </div>
    <div class="would" aria-live="polite" aria-busy=${trial.waiting}><div class="row head"><h2>${t("review.would_change")}</h2></div>
      ${trial.told?.changes && html`<${Changes} mission=${mission} changes=${trial.told.changes} />`}${trial.wrong && html`<p class="wrong">${trial.wrong}</p>`}</div>
  </section>`;
}
