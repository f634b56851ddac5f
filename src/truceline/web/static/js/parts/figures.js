// Figures that a change would move, now and then; `name` puts a figure into words.
import { html } from "../html.js";
import { number, t } from "../words.js";

const signed = (n) => `${n > 0 ? "+" : "−"}${number(Math.abs(n))}`;

export function Figures({ figures, name }) {
  return html`<table class="figures">
    <thead><tr><th scope="col">${t("shell.figure")}</th><th scope="col" class="number">${t("shell.now")}</th><td></td><th scope="col" class="number">${t("shell.then")}</th><td></td></tr></thead>
    <tbody>${figures.map((figure) => html`<tr key=${figure.id}><th scope="row">${name(figure)}</th>
      <td class="number">${number(figure.now)}</td><td aria-hidden="true">→</td><td class="number"><b>${number(figure.then)}</b></td><td class="number">${signed(figure.then - figure.now)}</td></tr>`)}</tbody></table>`;
}
