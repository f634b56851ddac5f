// The queue: what a judgement would change most stands first. One item is in the tab order; arrows, j
// and k go from item to item.
import { html, useEffect, useRef } from "../html.js";
import { Mark } from "../parts/mark.js";
import { placed, reportedAs } from "../names.js";
import { known, moment, number, t, tn } from "../words.js";
import { shortener } from "./terms.js";

export const keyOf = (queued) => queued.item.judgement || queued.item.incident_id;
const SEEN_AS_SURE = ["corroborated", "verified"];

// What is suggested, in a line: split R12? another act.
function suggestion({ item, waits, by }) {
  if (item.verdict === "approve") return t("review.suggest.approve", t(`review.verdict.${waits}`), by);
  const told = t(`review.suggest.${item.verdict}`, ...item.report_ids.map(shortener(item.report_ids)));
  const why = item.reason.split(": ").at(-1);
  const key = `review.why.${why.replace(/\W+/g, "_")}`;
  return item.verdict === "same" ? told : `${told} ${known(key) ? t(key) : why}`;
}

function Item({ mission, queued, on, first, most, choose, move }) {
  const row = useRef(null);
  useEffect(() => { if (on) row.current?.scrollIntoView({ block: "nearest" }); }, [on]);
  const { item } = queued;
  return html`<li><button ref=${row} class="item" aria-current=${on ? "true" : undefined} tabindex=${first ? 0 : -1}
      onClick=${() => choose(queued)} onKeyDown=${move}>
    <${Mark} mission=${mission} accused=${queued.accused} filled=${SEEN_AS_SURE.includes(queued.occurrence)} />
    <span class="what">
      <b title=${reportedAs(queued.place)}>${placed(queued.place) || item.incident_id || t("review.set_aside")}</b>
      <span>${suggestion(queued)}</span>
      <small>${queued.start ? moment(queued.start, mission.timezone) : t("review.no_time")} · ${tn("review.reports", queued.reports)}</small>
    </span>
    <span class="moves">${item.judgement ? t("review.waits") : html`<span title=${t("review.score")}>${number(Math.round(item.score))}</span>
      <progress aria-hidden="true" max=${most} value=${item.score}></progress>`}</span>
  </button></li>`;
}

export function Queue({ mission, told, at, choose, step, more }) {
  const move = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by, true);
  };
  const most = Math.max(1, ...told.items.map((queued) => queued.item.score));
  const chosen = told.items.some((queued) => keyOf(queued) === at) ? at : told.items[0] && keyOf(told.items[0]);
  return html`<nav class="queue" aria-label=${t("review.queue")}>
    <h2>${t("review.queue")} · ${tn("review.open", told.total)}</h2>
    <p class="caption">${t("review.by_figures")}</p>
    <ol>${told.items.map((queued) => html`<${Item} key=${keyOf(queued)} mission=${mission} queued=${queued} most=${most}
      on=${keyOf(queued) === at} first=${keyOf(queued) === chosen} choose=${choose} move=${move} />`)}</ol>
    ${!told.items.length && html`<p>${t("review.nothing")}</p>`}
    ${told.items.length < told.total && html`<button onClick=${more}>${t("review.more")}</button>`}
  </nav>`;
}
