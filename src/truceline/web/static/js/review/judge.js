// The decision bar: what may be said of the incident, why, and what that would change. A reason is
// required and everything is tried before it is appended.
import { html, useEffect, useRef } from "../html.js";
import { useKeys } from "../keys.js";
import { number, t } from "../words.js";
import { Changes } from "./changes.js";
import { VERDICTS, UNDO, aboutOf, begun, entriesOf, withReason } from "./draft.js";
import { FORMS } from "./fields.js";
import { usePreview } from "./preview.js";

const typing = () => document.activeElement?.closest("input, textarea, select");

function Buttons({ draft, begin, disabled }) {
  return html`<div class="verdicts" role="group" aria-label=${t("review.judge")}>${VERDICTS.map(([verdict, key]) => html`
    <button data-verdict=${verdict} aria-pressed=${draft.verdict === verdict} disabled=${disabled} onClick=${() => begin(verdict)}>${t(`review.verdict.${verdict}`)} <kbd>${key}</kbd></button>`)}</div>`;
}

function Picks({ draft, card, short, pick }) {
  const every = card.incident.report_ids;
  const all = draft.picks.size === every.length;
  return html`<p class="caption picks">${draft.picks.size ? t("review.picked", [...draft.picks].map(short).join(", ")) : t("review.picked_none", number(every.length))}
    <button onClick=${() => pick(all ? [...draft.picks] : every.filter((key) => !draft.picks.has(key)))}>${all ? t("review.pick_none") : t("review.pick_all")} <kbd>0</kbd></button></p>`;
}

function Refused({ trial }) {
  const told = [...(trial.told?.objections ?? [])];
  if (!trial.wrong && !told.length) return null;
  return html`<div class="wrong" role="alert">${trial.wrong || told.map((one) => html`<p>${one.message}${one.hint ? ` (${one.hint})` : ""}</p>`)}</div>`;
}

// Everything that a judgement needs, in the order of the form.
function Form(props) {
  const { draft, change, card, short, ready, trial, submit, busy, choices, weighty } = props;
  const Fields = FORMS[draft.verdict];
  return html`<form class="judging" onSubmit=${(event) => { event.preventDefault(); submit(); }}>
    <div class="fields"><${Fields} ...${props} /></div>
    <label>${t("review.reason")}<textarea name="reason" rows="2" value=${draft.reason} onInput=${(event) => change({ reason: event.target.value })} aria-required="true"></textarea></label>
    <div class="row"><button class="go" type="submit" disabled=${!ready || busy}>${t(draft.verdict === UNDO ? "review.append_undo" : "review.append")} <kbd>Ctrl ↵</kbd></button>
      <small>${weighty && choices.needed > 1 ? t("review.second_needed", number(choices.needed)) : t("review.no_second")}</small>
      <small>${![UNDO, "different", "same"].includes(draft.verdict) && card ? t("review.about_n", number(aboutOf(draft, card).length), number(card.incident.report_ids.length)) : ""}</small></div>
    <${Refused} trial=${trial} /></form>`;
}

const WEIGHTY = ["verify", "exempt", "exercise", "reject"];

function firstField(bar, whole) {
  const wanted = whole ? "textarea" : ".fields input, .fields select, .fields button, textarea";
  bar.current?.querySelector(wanted)?.focus();
}

export function Judge(props) {
  const { mission, told, item, draft, now, setDraft, choices, undoable, pick, append, busy, past, short } = props;
  const bar = useRef(null);
  const card = told?.card;
  const change = (part) => setDraft({ ...now(), ...part });
  const entries = entriesOf(draft, card, undoable);
  const trial = usePreview(withReason(entries, { reason: "" }), told?.root ?? "");
  const refused = Boolean(trial.wrong || trial.told?.objections.length);
  const ready = entries.length > 0 && draft.reason.trim() !== "" && !refused && !past;
  const submit = () => {
    const said = entriesOf(now(), card, undoable);
    if (said.length && now().reason.trim() && !refused && !past && !busy) append(withReason(said, now()));
  };
  const begin = (verdict) => {
    if (past || (!card && verdict !== UNDO)) return;
    const next = verdict === UNDO ? { ...now(), verdict, target: undoable[0]?.id ?? "" } : begun(now(), verdict, item);
    setDraft(next);
    const whole = entriesOf(next, card, undoable).length > 0;
    setTimeout(() => (whole || !["different", "reject"].includes(verdict) ? firstField(bar, whole) : bar.current?.querySelector(`[data-verdict=${verdict}]`)?.focus()));
  };
  const leave = () => {
    const inside = typing();
    if (inside) { (bar.current?.querySelector(`[data-verdict="${draft.verdict}"]`) ?? inside).focus(); if (typing()) inside.blur(); } else change({ verdict: "" });
  };
  useKeys({
    ...Object.fromEntries(VERDICTS.map(([verdict, key]) => [key, [t(`review.verdict.${verdict}`), () => begin(verdict)]])),
    u: [t("review.verdict.withdraw"), () => begin(UNDO)],
    r: [t("review.to_reason"), () => bar.current?.querySelector("textarea")?.focus()],
    "Ctrl+Enter": [t("review.append"), submit],
    Escape: [t("review.leave_field"), leave],
  });
  useEffect(() => { if (draft.verdict === UNDO && !undoable.some((one) => one.id === draft.target)) change({ target: undoable[0]?.id ?? "" }); }, [undoable]);
  return html`<section class=${`decide${draft.verdict === "relocate" ? " tall" : ""}`} ref=${bar} aria-label=${t("review.judge")}>
    <div class="say">
      <div class="row head"><h2>${t("review.judge")}</h2><small>${t("review.appended")}</small>
        <button class="undo" data-verdict=${UNDO} aria-pressed=${draft.verdict === UNDO} disabled=${past} onClick=${() => begin(UNDO)}>${t("review.verdict.withdraw")} <kbd>u</kbd></button></div>
      <${Buttons} draft=${draft} begin=${begin} disabled=${past || !card} />
      ${card && html`<${Picks} draft=${draft} card=${card} short=${short} pick=${pick} />`}
      <p class="caption"><kbd>j</kbd> <kbd>k</kbd> ${t("review.hint_move")} · <kbd>1</kbd>–<kbd>9</kbd> ${t("review.hint_pick")} · <kbd>?</kbd> ${t("review.hint_keys")} · <kbd>Esc</kbd> ${t("review.hint_leave")}</p>
    </div>
    <div class="form">${past ? props.pastNote : draft.verdict ? html`<${Form} ...${props} change=${change} card=${card} spots=${told?.spots ?? []} ready=${ready} trial=${trial} submit=${submit} weighty=${WEIGHTY.includes(draft.verdict) || (draft.verdict === UNDO && WEIGHTY.includes(undoable.find((one) => one.id === draft.target)?.judgement.verdict))} />` : html`<p class="caption" role="status">${t(busy ? "review.appending" : "review.choose_verdict")}</p>`}</div>
    <div class="would" aria-live="polite" aria-busy=${trial.waiting}>
      <div class="row head"><h2>${t("review.would_change")}</h2><small>${trial.told?.changes ? t("review.of_figures", number(trial.told.changes.figures.length), number(trial.told.changes.counted)) : ""}${trial.waiting ? ` ${t("review.deriving")}` : ""}</small></div>
      ${trial.told?.changes && html`<${Changes} mission=${mission} changes=${trial.told.changes} />`}
      ${!trial.told?.changes && !trial.waiting && html`<p class="caption">${t("review.nothing_tried")}</p>`}
    </div>
  </section>`;
}
