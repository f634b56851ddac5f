// One incident opened: what the brief says of it, whose word it is, and its reports.
import { html, useEffect, useRef } from "../html.js";
import { useAsked } from "../asked.js";
import { t } from "../words.js";

export function Card({ id, query, close }) {
  const dialog = useRef(null);
  const { value, wrong } = useAsked("/api/situation/card", { id, as_of: query.as_of });
  useEffect(() => dialog.current.showModal(), []);
  return html`<dialog ref=${dialog} class="opened" onClose=${close} aria-labelledby="opened-title">
    <h2 id="opened-title">${value?.title ?? id}</h2>
    ${wrong && html`<p class="wrong" role="alert">${wrong.message}</p>`}
    ${value ? html`<${Told} view=${value} />` : !wrong && html`<p class="waiting">${t("shell.loading")}</p>`}
    <form method="dialog"><button autofocus>${t("shell.close")}</button></form>
  </dialog>`;
}

const stance = (word) => t(`compliance.stance.${word}`);

function Told({ view }) {
  return html`
    <p>${[view.when, view.place && `${view.place} · ${view.where}`, view.mgrs, view.status].filter(Boolean).join(" · ")}</p>
    ${[view.when_note, ...view.notes].filter(Boolean).map((note) => html`<p class="caption">${note}</p>`)}
    <h3>${t("situation.origins")}</h3>
    <ul>${view.origins.map((origin) => html`<li><b>${origin.name}</b> ${origin.who}: ${t("situation.says", stance(origin.occurrence), stance(origin.object), stance(origin.actor))}</li>`)}</ul>
    <h3>${t("situation.reports_of")}</h3>
    <ol class="reports">${view.reports.map((report) => html`<li><b>${report.claimant || report.source}</b> <span class="caption">${[report.key, report.stance, report.published, report.grade].filter(Boolean).join(" · ")}</span>
      ${report.text && html`<p>${report.text}</p>`}
      ${/^https?:/.test(report.url) && html`<p class="caption"><a href=${report.url} rel="noreferrer noopener" target="_blank">${report.url}</a></p>`}</li>`)}</ol>`;
}
