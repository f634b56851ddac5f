// Two levels side by side: which sections, figures and rows the wider one is not told.
import { html, useState } from "../html.js";
import { ask } from "../address.js";
import { useAsked } from "../asked.js";
import { number, t, tn } from "../words.js";

const LEVELS = ["restricted", "parties", "political_body", "public"];
const FACTS = ["accused", "object", "place", "traces", "voices", "whys", "replies"];
const level = (name) => t(`shell.release.${name}`);

export function Withheld({ query, again }) {
  const { value, wrong } = useAsked("/api/brief/levels", { as_of: query.as_of }, again);
  const one = LEVELS.includes(query.one) ? query.one : "restricted";
  const two = LEVELS.includes(query.two) ? query.two : "public";
  if (wrong) return html`<p class="waiting wrong" role="alert">${wrong.message}</p>`;
  if (!value) return html`<p class="waiting" role="status">${t("brief.composing_all")}</p>`;
  const pick = (name, chosen, words) => html`<label for=${`level-${name}`}>${words}</label><select id=${`level-${name}`} value=${chosen} onChange=${(event) => ask({ [name]: event.target.value })}>
    ${LEVELS.map((key) => html`<option value=${key} selected=${key === chosen}>${level(key)}</option>`)}</select>`;
  return html`<section class="withheld" aria-labelledby="withheld">
    <h2 id="withheld" class="row">${pick("one", one, t("brief.between"))} ${pick("two", two, t("brief.and"))}</h2>
    <${Sections} rows=${value.sections} one=${one} two=${two} />
    <${Incidents} value=${value} one=${one} two=${two} />
    <${Figures} value=${value} one=${one} two=${two} />
  </section>`;
}

function Sections({ rows, one, two }) {
  const unlike = rows.filter((row) => row.told[one] !== row.told[two]);
  const alike = rows.filter((row) => row.told[one] === row.told[two]);
  const line = (row) => {
    const gone = row.told[one] - row.told[two];
    return html`<tr key=${row.id} class=${gone ? "unlike" : ""}><th scope="row">${t(`brief.section.${row.id}`)}</th>
      <td class="number">${number(row.told[one])}</td><td class="number">${row.told[two] ? number(row.told[two]) : t("brief.not_told")}</td>
      <td class="number">${gone ? `${gone > 0 ? "−" : "+"}${number(Math.abs(gone))}` : "="}</td></tr>`;
  };
  const head = html`<thead><tr><th scope="col">${t("brief.section")}</th><th scope="col" class="number">${level(one)}</th><th scope="col" class="number">${level(two)}</th><th scope="col" class="number">${t("brief.difference")}</th></tr></thead>`;
  return html`<h3>${t("brief.sections")}</h3>
    ${unlike.length ? html`<table class="diff">${head}<tbody>${unlike.map(line)}</tbody></table>` : html`<p>${t("brief.alike")}</p>`}
    ${alike.length > 0 && html`<details><summary>${tn("brief.alike_sections", alike.length)}</summary><table class="diff">${head}<tbody>${alike.map(line)}</tbody></table></details>`}`;
}

function Incidents({ value, one, two }) {
  const [whole, setWhole] = useState(false);
  const rows = value.rows.filter((row) => row.told[one] !== null);
  const out = rows.filter((row) => row.told[two] === null);
  const lost = FACTS.map((fact) => [fact, rows.filter((row) => row.told[two] !== null && row.told[one].includes(fact) && !row.told[two].includes(fact)).length]);
  const shown = whole ? out : out.slice(0, 12);
  return html`<h3>${t("brief.rows")}</h3>
    <p>${tn("brief.left_out", out.length)}${out.length ? ": " : "."} ${shown.map((row) => html`<span class="chip">[${row.number}] ${row.title}</span> `)}
      ${out.length > shown.length && html`<button onClick=${() => setWhole(true)}>${t("brief.all_rows", out.length)}</button>`}</p>
    <table class="diff"><thead><tr><th scope="col">${t("brief.fact")}</th><th scope="col" class="number">${t("brief.incidents_without", level(two))}</th></tr></thead>
      <tbody>${lost.map(([fact, count]) => html`<tr class=${count ? "unlike" : ""}><th scope="row">${t(`brief.fact.${fact}`)}</th><td class="number">${count ? number(count) : "="}</td></tr>`)}</tbody></table>`;
}

function Figures({ value, one, two }) {
  const rows = value.figures.filter((row) => row.states[one] !== row.states[two] || row.values[one] !== row.values[two]);
  const told = (row, name) => (row.states[name] === "shown" ? `${typeof row.values[name] === "number" ? number(row.values[name]) : row.values[name]}` : html`<i>${t(`brief.state.${row.states[name]}`)}</i>`);
  return html`<h3>${t("brief.figures", number(rows.length), number(value.figure_count))}</h3>
    <div class="wide"><table class="diff"><thead><tr><th scope="col">${t("brief.figure")}</th><th scope="col" class="number">${level(one)}</th><th scope="col" class="number">${level(two)}</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.id} class="unlike"><th scope="row">${row.label} <small>${row.unit}</small><br /><small><code>${row.id}</code></small></th><td class="number">${told(row, one)}</td><td class="number">${told(row, two)}</td></tr>`)}</tbody></table></div>`;
}
