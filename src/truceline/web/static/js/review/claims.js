// What reports claim, word by word: like claims of one voice together, each field in its own tint and
// with its own underline, so that colour alone says nothing.
import { html } from "../html.js";
import { number, t, tn } from "../words.js";

const FIELDS = ["actor", "act", "object", "time", "effect"];
const NAMED = 3;

// Claims that say the same in the same words are one row with all its reports.
export function claimRows(card) {
  const rows = new Map();
  for (const claim of card.claims) {
    const row = rows.get(claim.text) ?? { ...claim, reports: [] };
    row.reports.push(claim.report);
    rows.set(claim.text, row);
  }
  return [...rows.values()].sort((a, b) => differing(b) - differing(a) || b.reports.length - a.reports.length);
}

const differing = (row) => row.spans.filter((span) => span.differs && span.field !== "actor").length;

// Offsets count code points, strings count UTF-16 units.
function pieces({ text, spans }) {
  const points = [...text];
  const cut = (from, to) => points.slice(from, to).join("");
  const found = [];
  let at = 0;
  for (const span of spans) {
    found.push({ text: cut(at, span.start) }, { ...span, text: cut(span.start, span.end) });
    at = span.end;
  }
  return [...found, { text: cut(at) }].filter((piece) => piece.text);
}

const Piece = ({ text, field, differs }) => (field
  ? html`<mark class=${`field ${field}${differs ? " differs" : ""}`} title=${t(`review.field.${field}`)}>${text}</mark>`
  : text);

function Source({ row, short, card }) {
  const reports = row.reports.slice(0, NAMED).map((key) => card.view.reports.find((one) => one.key === key));
  const rest = row.reports.length - reports.length;
  return html`<small>${reports.map((report, n) => html`${n ? "; " : ""}${short(report.key)} · ${report.source}${report.published ? ` · ${report.published}` : ""}${report.url && html` · <a href=${report.url} target="_blank" rel="noreferrer noopener">${host(report.url)}</a>`}`)}${rest > 0 && ` · ${tn("review.more_reports", rest)}`}</small>`;
}

function host(url) {
  try { return new URL(url).host; } catch { return url; }
}

export function Claims({ told, short, picks, pick }) {
  const { card } = told;
  const rows = claimRows(card);
  return html`<section aria-labelledby="claims-title">
    <h2 id="claims-title">${t("review.claims")} ${FIELDS.map((field) => html`<mark class=${`field ${field}`}>${t(`review.field.${field}`)}</mark> `)}<mark class="field differs">${t("review.differs")}</mark> 
      ${card.claims.some((claim) => claim.composed) && html`<small>${t("review.composed")}</small>`}</h2>
    <ol class="card claims">${rows.map((row, n) => {
      const on = row.reports.every((key) => picks.has(key));
      return html`<li class=${on ? "picked" : ""}>
        <button class="pick" aria-pressed=${on} aria-label=${t("review.pick_claim", n + 1)} onClick=${() => pick(row.reports)}>${number(n + 1)}</button>
        <div><p>${pieces(row).map((piece) => html`<${Piece} ...${piece} />`)}</p><${Source} row=${row} short=${short} card=${card} /></div>
      </li>`;
    })}</ol>
  </section>`;
}
