// What was noted on this device: waiting, taken in, or refused with what is wrong.
import { html } from "../html.js";
import { moment, t } from "../words.js";
import { wordOf } from "./sighting.js";

export function Noted({ mission, every, online, flush, correct, discard }) {
  const waiting = every.filter((one) => one.state === "waiting").length;
  return html`<section class="noted" aria-labelledby="noted-title">
    <div class="row"><h2 id="noted-title">${t("entry.noted")}</h2>
      <span role="status" class=${online ? "caption" : "caption offline"}>${t(online ? "entry.online" : "entry.offline")}</span>
      <button onClick=${flush} disabled=${!waiting || !online}>${t("entry.send", waiting)}</button></div>
    ${every.length === 0 && html`<p class="caption">${t("entry.nothing")}</p>`}
    <ul>${every.map((one) => html`<li key=${one.key} class=${`card ${one.state}`}>
      <div class="row"><b>${moment(one.sighting.start, mission.timezone)}</b><span>${one.sighting.post}</span><span>${wordOf(one.sighting.kind)}</span>
        <span class="state">${t(`entry.state.${one.state}`)}</span></div>
      ${one.problems?.map((problem) => html`<p class="wrong">${problem.field}: ${problem.message}${problem.hint ? ` (${problem.hint})` : ""}</p>`)}
      <div class="row"><button onClick=${() => correct(one)}>${t("entry.correct")}</button>
        ${one.state !== "waiting" && html`<button onClick=${() => discard(one)}>${t("entry.off_list")}</button>`}</div>
    </li>`)}</ul>
  </section>`;
}
