// Terms that incidents can't show: listed as such, with what statements say of them.
import { html } from "../html.js";
import { known, t } from "../words.js";

export const clauseWords = (name) => { const key = `compliance.clause.${name.replaceAll(" ", "_")}`; return known(key) ? t(key) : name.replaceAll("_", " "); };
const shown = (address) => { try { return new URL(address).hostname.replace(/^www\./, ""); } catch { return address; } };

export function Source({ href }) {
  return /^https?:/.test(href) ? html`<a href=${href} rel="noreferrer noopener" target="_blank">${shown(href)}</a>` : html`<span>${href}</span>`;
}

export function OtherMeans({ rows }) {
  if (!rows.length) return null;
  return html`<section class="other" aria-labelledby="other">
    <h2 id="other">${t("compliance.other_means")}</h2>
    <p class="caption">${t("compliance.other_note")}</p>
    <div class="wide"><table>
      <thead><tr><th scope="col">${t("compliance.term")}</th><th scope="col">${t("compliance.kind")}</th><th scope="col">${t("compliance.held_by")}</th><th scope="col">${t("compliance.statements")}</th><th scope="col">${t("compliance.sources")}</th></tr></thead>
      <tbody>${rows.map((row) => html`<tr key=${row.term}>
        <th scope="row">${row.term}</th><td>${clauseWords(row.clause)}</td><td>${row.stated_by}</td><td>${row.known}</td>
        <td class="sources">${[...new Set(row.cites)].map((href) => html`<${Source} href=${href} />`)}</td>
      </tr>`)}</tbody>
    </table></div>
  </section>`;
}
