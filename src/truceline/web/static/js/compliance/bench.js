// The drafter's bench: a copy of the agreement, edited by form or as text, and what would flip. Nothing
// is saved; the copy can be taken away as a file.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask as get, say } from "../api.js";
import { partyOf } from "../parts/mark.js";
import { known, t } from "../words.js";
import { Flips } from "./flips.js";
import { clauseWords } from "./other.js";

const PAUSE_MS = 700; // after the last stroke of a key
const kindOf = (field) => (known(`compliance.field.${field.path.at(-1)}`) ? t(`compliance.field.${field.path.at(-1)}`) : field.path.at(-1));

export function Bench({ mission, query }) {
  const [first, setFirst] = useState(null);
  const [draft, setDraft] = useState(null);
  const [flips, setFlips] = useState(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [asText, setAsText] = useState(false);
  const turn = useRef(0);
  useEffect(() => { get("/api/bench").then((told) => { setFirst(told); setDraft(told); }, (refusal) => setWrong(refusal.message)); }, []);
  const change = async (edit) => {
    const mine = (turn.current += 1);
    setBusy(true);
    setWrong("");
    try {
      const told = await say("POST", "/api/bench/edit", edit);
      if (mine !== turn.current) return;
      setDraft(told);
      const judged = told.text === first.text ? null : await say("POST", "/api/bench/judge", { text: told.text, as_of: query.as_of ?? null });
      if (mine === turn.current) setFlips(judged);
    } catch (refusal) { if (mine === turn.current) setWrong(refusal.message); }
    if (mine === turn.current) setBusy(false);
  };
  if (!draft) return html`<p class=${wrong ? "waiting wrong" : "waiting"}>${wrong || t("shell.loading")}</p>`;
  const edited = draft.text !== first.text;
  return html`<div class="bench">
    <section class="draft" aria-labelledby="copy">
      <h2 id="copy">${t("compliance.copy")}</h2>
      <p class="caption">${t("compliance.never_saved")}</p>
      <p class="row">
        <span class="switch" role="group" aria-label=${t("compliance.edit_by")}>
          <button aria-pressed=${!asText} onClick=${() => setAsText(false)}>${t("compliance.by_form")}</button>
          <button aria-pressed=${asText} onClick=${() => setAsText(true)}>${t("compliance.as_text")}</button>
        </span>
        <button disabled=${!edited} onClick=${() => change({ text: first.text })}>${t("compliance.start_again")}</button>
        <button disabled=${!edited} onClick=${() => takeAway(draft.text)}>${t("compliance.export")}</button>
      </p>
      ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
      ${asText ? html`<${Text} draft=${draft} change=${change} />` : html`<${Form} draft=${draft} first=${first} mission=${mission} change=${change} />`}
    </section>
    <section class="flips" aria-labelledby="flips" aria-busy=${busy}>
      <h2 id="flips">${t("compliance.flips")}</h2>
      <${Flips} flips=${flips} edited=${edited} busy=${busy} mission=${mission} problems=${draft.problems} />
    </section>
  </div>`;
}

function takeAway(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  link.download = "agreement-edited.yaml";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function Text({ draft, change }) {
  const box = useRef(null);
  const timer = useRef(0);
  const typed = (event) => {
    clearTimeout(timer.current);
    const text = event.target.value;
    timer.current = setTimeout(() => change({ text }), PAUSE_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const jump = (line) => {
    const before = box.current.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const end = box.current.value.indexOf("\n", before);
    box.current.focus();
    box.current.setSelectionRange(before, end < 0 ? box.current.value.length : end);
  };
  return html`<ul class="problems" aria-live="polite">${draft.problems.map((problem) => html`<li>
      ${problem.line ? html`<button onClick=${() => jump(problem.line)}>${t("compliance.line", problem.line)}</button>` : ""} <b>${problem.field}</b> ${problem.message}${problem.hint && html` <small>${problem.hint}</small>`}</li>`)}</ul>
    <label class="yaml"><span class="hidden">${t("compliance.as_text")}</span>
      <textarea ref=${box} spellcheck=${false} wrap="off" onInput=${typed} value=${draft.text}></textarea></label>`;
}

function Form({ draft, first, mission, change }) {
  const before = new Map(first.terms.flatMap((term) => term.fields.map((field) => [field.path.join("."), field.values.join(", ")])));
  if (!draft.terms.length) return html`<p>${t("compliance.unreadable")}</p>`;
  return draft.terms.map((term, n) => html`<details class="termform" key=${`${term.reading}.${term.term}`} open=${n === 0 || Boolean(term.reading)}>
    <summary>${title(term, mission)}${term.clause && html` <small>${clauseWords(term.clause)}</small>`}</summary>
    ${term.text && html`<p class="caption">${term.text}</p>`}
    ${term.fields.map((field) => html`<${Field} key=${field.path.join(".")} field=${field} before=${before.get(field.path.join(".")) ?? ""}
      set=${(values) => change({ text: draft.text, path: field.path, values })} />`)}
  </details>`);
}

function title(term, mission) {
  const name = term.term ? term.term.replaceAll("_", " ") : t(term.reading ? "compliance.whole_reading" : "compliance.whole");
  return term.reading ? `${t("compliance.reading_of", partyOf(mission, term.reading).name)}: ${name}` : t("compliance.as_written", name);
}

function Field({ field, before, set }) {
  const value = field.values.join(", ");
  const id = `f-${field.path.join("-")}`;
  const changed = value !== before;
  const done = (event) => {
    const values = event.target.value.split(field.kind === "number" ? "\n" : /[,\n]/).map((one) => one.trim()).filter(Boolean);
    if (values.join(", ") !== value) set(values);
  };
  const entered = (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); done(event); } };
  return html`<div class=${changed ? "field unlike" : "field"}>
    <label for=${id}>${kindOf(field)}${changed && html` <small>${t("compliance.was", before || "—")}</small>`}</label>
    ${field.kind === "words"
      ? html`<textarea id=${id} rows=${Math.min(4, 1 + Math.floor(value.length / 60))} spellcheck=${false} value=${value} onChange=${done} onKeyDown=${entered}></textarea>`
      : html`<input id=${id} value=${value} inputmode=${field.kind === "number" ? "decimal" : "text"} spellcheck=${false} onChange=${done} onKeyDown=${entered} />`}
    <small class="hint">${t(`compliance.hint.${field.kind}`)}</small>
  </div>`;
}
