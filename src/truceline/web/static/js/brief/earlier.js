// Briefs on record, the newest first: their log roots, who signed, what they restated, their files.
import { html } from "../html.js";
import { useAsked } from "../asked.js";
import { moment, number, t } from "../words.js";
import { Restated } from "./restated.js";

const FIRST = ["index.html", "brief.pdf"];
const ordered = (files) => Object.keys(files).sort((a, b) => (FIRST.indexOf(b) - FIRST.indexOf(a)) || a.localeCompare(b));
const address = (brief, name) => `/brief/published/${brief.release}/${encodeURIComponent(brief.as_of)}/${name}`;

export function Earlier({ mission, again }) {
  const { value, wrong } = useAsked("/api/briefs", {}, again);
  if (wrong) return html`<p class="waiting wrong" role="alert">${wrong.message}</p>`;
  if (!value) return html`<p class="waiting">${t("shell.loading")}</p>`;
  if (!value.length) return html`<p class="waiting">${t("brief.none_yet")}</p>`;
  return html`<section class="earlier" aria-label=${t("brief.tab.earlier")}>${value.map((one) => html`<${One} key=${`${one.release}${one.as_of}`} brief=${one} mission=${mission} />`)}</section>`;
}

const DAY = { day: "numeric", month: "long", year: "numeric" };

// A brief as of midnight holds the day before: 24:00 of that day, as the brief itself says it.
function lastDay(iso, zone) {
  const clock = moment(iso, zone, { hour: "2-digit", minute: "2-digit" });
  if (clock !== "00:00") return `${moment(iso, zone, DAY)}, ${clock}`;
  return `${moment(new Date(Date.parse(iso) - 1).toISOString(), zone, DAY)}, 24:00`;
}

function One({ brief, mission }) {
  const files = ordered(brief.files);
  const when = (iso) => lastDay(iso, mission.timezone);
  return html`<article class="card">
    <h2>${t("brief.as_of_moment", when(brief.as_of))} <span class="level">${t(`shell.release.${brief.release}`)}</span></h2>
    <dl>
      <dt>${t("brief.root")}</dt><dd><code>${brief.root}</code></dd>
      <dt>${t("brief.sign_off")}</dt><dd>${brief.signed ? html`<b>${brief.signed.person}</b> <small>${brief.signed.name}, ${moment(brief.signed.at, mission.timezone)}</small> “${brief.signed.statement}”` : t("brief.elsewhere")}</dd>
      <dt>${t("brief.record")}</dt><dd>${t("brief.record_words", figure(brief, "reports"), figure(brief, "incidents"))}</dd>
      ${files.length > 0 && html`<dt>${t("brief.files")}</dt><dd class="files">${files.map((name) => html`<a href=${address(brief, name)} target=${name === "index.html" ? "_blank" : undefined} rel="noopener">${name}</a> `)}</dd>`}
    </dl>
    ${brief.before ? html`<details><summary>${t("brief.restates", when(brief.before), brief.restated.length)}</summary><${Restated} rows=${brief.restated} /></details>` : html`<p class="caption">${t("brief.first_issue")}</p>`}
  </article>`;
}

const figure = (brief, name) => (typeof brief.figures[name] === "number" ? number(brief.figures[name]) : "—");
