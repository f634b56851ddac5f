// What was said then, what is known now, and why they differ.
import { html, useState } from "../html.js";
import { t } from "../words.js";

const MOST = 12;

export function Restated({ rows }) {
  const [whole, setWhole] = useState(false);
  if (!rows.length) return html`<p class="caption">${t("brief.nothing_restated")}</p>`;
  const shown = whole ? rows : rows.slice(0, MOST);
  return html`<div class="wide"><table>
    <thead><tr><th scope="col">${t("brief.what")}</th><th scope="col">${t("brief.then")}</th><th scope="col">${t("brief.now")}</th><th scope="col">${t("brief.why")}</th></tr></thead>
    <tbody>${shown.map((row) => html`<tr><th scope="row">${row.what}</th><td>${row.then}</td><td>${row.now}</td><td>${row.why}</td></tr>`)}</tbody>
  </table></div>
  ${rows.length > shown.length && html`<button onClick=${() => setWhole(true)}>${t("brief.all_rows", rows.length)}</button>`}`;
}
