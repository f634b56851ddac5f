// Review: what a judgement would change most, the evidence behind it, the same facts under each reading,
// and what a person decides. It can be done without a mouse.
import { html, useEffect, useMemo, useState } from "../html.js";
import { ask as turn } from "../address.js";
import { useAsked } from "../asked.js";
import { useKeys } from "../keys.js";
import { styles } from "../styles.js";
import { moment, t } from "../words.js";
import { Approval } from "../review/approval.js";
import { Claims, claimRows } from "../review/claims.js";
import { useCompany } from "../review/company.js";
import { UNDO, begun } from "../review/draft.js";
import { Head } from "../review/head.js";
import { Judge } from "../review/judge.js";
import { Origins } from "../review/origins.js";
import { Queue } from "../review/queue.js";
import { Readings } from "../review/readings.js";
import { Said } from "../review/said.js";
import { Compare, Similar } from "../review/similar.js";
import { shortener } from "../review/terms.js";
import { Times } from "../review/times.js";
import { choose, useDrafts, useFresh, useOpen, useQueue, useSaying, useUndoable } from "../review/work.js";

await styles("review");

// Until the server tells what may be said, a form is shown all the same: what is typed goes into it.
const UNTOLD = { acts: [], exemptions: [], answers: [], may_verify: true, needed: 1 };
const NUMBERS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

function useReviewKeys({ card, open, pick }) {
  const rows = card ? claimRows(card) : [];
  const every = card?.incident.report_ids ?? [];
  const numbered = NUMBERS.slice(0, rows.length).map((key, n) => [key, [t("review.pick_claim", n + 1), () => pick(rows[n].reports)]]);
  useKeys({
    j: [t("review.next"), () => open.step(1)],
    k: [t("review.previous"), () => open.step(-1)],
    0: [t("review.pick_every"), () => pick(every)],
    ...Object.fromEntries(numbered),
  });
}

function Evidence({ mission, told, others, short, draft, pick, suspects }) {
  return html`<section class="evidence" aria-label=${t("review.evidence")}>
    <${Head} mission=${mission} told=${told} others=${others} />
    <${Times} mission=${mission} told=${told} />
    <${Origins} mission=${mission} told=${told} short=${short} picks=${draft.picks} suspects=${suspects} pick=${pick} />
    <${Claims} told=${told} short=${short} picks=${draft.picks} pick=${pick} />
  </section>`;
}

const Past = ({ query, mission }) => html`<p>${t("review.past", moment(query.as_of, mission.timezone, { dateStyle: "medium" }))} <button onClick=${() => turn({ as_of: null })}>${t("review.to_now")}</button></p>`;

export function Screen({ here, mission, query }) {
  const [again, refresh] = useFresh(here);
  const [queue, there, more] = useQueue(query, again);
  const open = useOpen(query, queue, there, again);
  const told = open.id ? open.value : null;
  const card = told?.card;
  const drafts = useDrafts(open.id || open.wanted);
  const { draft, now, setDraft, pick } = drafts;
  const { value: near } = useAsked(card ? "/api/review/similar" : null, { id: card?.id, as_of: query.as_of }, again);
  const { value: choices } = useAsked("/api/review/choices", {}, 0);
  const undoable = useUndoable(here, card, again);
  const others = useCompany(card?.id ?? "");
  const [busy, said] = useSaying(refresh, drafts);
  const [beside, setBeside] = useState("");
  const [drawer, setDrawer] = useState(false);
  const short = useMemo(() => shortener(card ? card.incident.report_ids : []), [card]);
  useReviewKeys({ card, open, pick });
  useEffect(() => { setDrawer(false); }, [open.wanted]);
  useEffect(() => { if (again && document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true }); }, [card]);
  const item = open.queued?.item;
  const suspects = new Set(item && ["different", "same"].includes(item.verdict) ? item.report_ids.slice(0, 1) : []);
  const append = (saying) => { refocus(); said("/api/review/judgements", saying, wordsOf); };
  const answer = (approval) => said("/api/review/approvals", approval, () => { turn({ wait: null }, { replace: true }); refocus(); return t(approval.approved ? "review.approved" : "review.refused"); });
  const merge = (id) => { setBeside(""); setDraft({ ...begun(now(), "same", null), other: id }); setTimeout(() => document.querySelector(".decide textarea")?.focus()); };
  const takeBack = () => { setDraft({ ...now(), verdict: UNDO, target: query.wait }); turn({ wait: null }); setTimeout(() => document.querySelector(".decide textarea")?.focus()); };
  const shared = { mission, told, short, draft, pick };
  return html`<div class=${`review${drawer ? " drawn" : ""}`}>
    <button class="drawer" aria-expanded=${drawer} onClick=${() => setDrawer(!drawer)}>${t("review.queue")} · ${queue.total}</button>
    <${Queue} mission=${mission} told=${queue} at=${open.wanted} choose=${choose} step=${(by) => open.step(by)} more=${more} />
    ${told ? html`<${Evidence} ...${shared} others=${others} suspects=${suspects} />
      <section class="readings" aria-label=${t("review.facts")}><${Readings} mission=${mission} told=${told} />
        <${Said} mission=${mission} card=${card} short=${short} />
        <${Similar} mission=${mission} near=${near ?? []} compare=${setBeside} /></section>`
    : html`<section class="evidence"><p class="waiting">${open.wrong ? t("review.gone", open.wrong.message) : open.waiting || !there ? t("shell.loading") : t("review.none_open")}</p></section><section class="readings"></section>`}
    ${query.wait ? html`<${Approval} mission=${mission} judgement=${query.wait} root=${again} short=${short} answer=${answer} busy=${busy} reason=${draft.reason} takeBack=${takeBack} setReason=${(reason) => setDraft({ ...now(), reason })} />`
    : html`<${Judge} ...${shared} item=${item} now=${now} setDraft=${setDraft} choices=${choices ?? UNTOLD} undoable=${undoable} near=${near ?? []} append=${append} busy=${busy} past=${Boolean(query.as_of)} pastNote=${html`<${Past} query=${query} mission=${mission} />`} />`}
    ${beside && card && html`<${Compare} mission=${mission} one=${card.id} two=${beside} as_of=${query.as_of} close=${() => setBeside("")} merge=${merge} open=${(sel) => { setBeside(""); turn({ sel, wait: null }); }} />`}
  </div>`;
}

// Where focus goes when the form that held it is gone: to what the judgement was about.
const refocus = () => document.querySelector(".evidence h1")?.focus({ preventScroll: true });

function wordsOf(answer, draft) {
  if (draft.verdict === UNDO) return t("review.undone");
  return answer.judgements.some((one) => one.state === "pending") ? t("review.said_pending") : t("review.said");
}
