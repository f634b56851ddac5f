// Beside the draft: what it rests on, what it restates, who signed it, and the way out.
import { html, useState } from "../html.js";
import { ask } from "../address.js";
import { say } from "../api.js";
import { toast } from "../toast.js";
import { moment, number, t } from "../words.js";
import { draftAddress } from "./preview.js";
import { Restated } from "./restated.js";

export function Side({ draft, wrong, here, mission, level, again }) {
  if (wrong) return html`<aside class="side"><p class="wrong" role="alert">${wrong.message}</p></aside>`;
  if (!draft) return html`<aside class="side"><p class="caption">${t("brief.composing")}</p></aside>`;
  const head = draft.header;
  return html`<aside class="side" aria-label=${t("brief.about")}>
    <h2>${t("brief.draft")} <span class="level">${t(`shell.release.${level}`)}</span></h2>
    <dl>
      <dt>${t("brief.as_of")}</dt><dd>${head.as_of_words}</dd>
      <dt>${t("brief.record")}</dt><dd>${t("brief.record_words", number(draft.reports), number(draft.incidents))}</dd>
      <dt>${t("brief.root")}</dt><dd><code>${head.root}</code> <small>${t("brief.entries", number(head.entries))}</small></dd>
      <dt>${t("brief.mandate")}</dt><dd>${head.mandate}</dd>
    </dl>
    <p><a href=${draftAddress(draft, level)} target="_blank" rel="noopener">${t("brief.own_tab")}</a></p>
    <details><summary>${t("brief.restatement", draft.restatement.length)}</summary><p>${draft.restatement_note}</p><${Restated} rows=${draft.restatement} /></details>
    <${Sign} key=${`${level}${head.as_of}${head.root}`} draft=${draft} here=${here} mission=${mission} level=${level} again=${again} />
  </aside>`;
}

function Sign({ draft, here, mission, level, again }) {
  const [busy, setBusy] = useState("");
  const [wrong, setWrong] = useState("");
  const may = here.rights.includes("release");
  const head = draft.header;
  const which = { as_of: head.as_of, release: level, root: head.root };
  const doing = (name, work, done) => async (event) => {
    event.preventDefault();
    setBusy(name);
    setWrong("");
    try { await work(event); toast(done); again(); } catch (refusal) { setWrong(refusal.message); }
    setBusy("");
  };
  const sign = doing("sign", (event) => say("POST", "/api/brief/signatures", { ...which, statement: new FormData(event.target).get("statement") }), t("brief.signed_now"));
  const publish = doing("publish", () => say("POST", "/api/brief/publications", which), t("brief.published_now"));
  return html`<section class="sign" aria-labelledby="sign">
    <h2 id="sign">${t("brief.sign_off")}</h2>
    <p class="caption">${t("brief.asked", head.sign_off)}</p>
    <ul>${draft.signed.map((one) => html`<li key=${one.at}><b>${one.person}</b> <small>(${one.name}, ${moment(one.at, mission.timezone)})</small><br />“${one.statement}”</li>`)}</ul>
    ${!draft.signed.length && html`<p>${t("brief.unsigned")}</p>`}
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${!may && html`<p class="caption">${t("brief.may_not")}</p>`}
    ${may && html`<form onSubmit=${sign}>
      <label>${t("brief.statement")}<textarea name="statement" rows="3" required maxlength="2000">${t("brief.statement_words")}</textarea></label>
      <button class=${draft.signed.length ? "" : "go"} disabled=${busy}>${busy === "sign" ? t("brief.signing") : t("brief.sign_as", here.display)}</button>
    </form>
    <p class="row"><button class="go" disabled=${busy || !draft.signed.length} onClick=${publish}>${busy === "publish" ? t("brief.publishing") : t("brief.publish", t(`shell.release.${level}`))}</button></p>
    <p class="caption">${draft.signed.length ? t("brief.publish_note") : t("brief.sign_first")}</p>`}
    ${draft.published && html`<p>${t("brief.is_published")} <button class="link" onClick=${() => ask({ tab: "earlier" })}>${t("brief.tab.earlier")}</button></p>`}
  </section>`;
}
