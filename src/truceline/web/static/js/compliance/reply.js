// What a party answered to a finding, beside it and never instead of it; and the form that records one.
import { html, useState } from "../html.js";
import { say } from "../api.js";
import { Mark, partyOf } from "../parts/mark.js";
import { toast } from "../toast.js";
import { moment, t } from "../words.js";

export function Replies({ value, here, mission, said }) {
  const [open, setOpen] = useState(false);
  const replies = value.replies ?? [];
  const may = here.rights.includes("write") && here.clearance === "restricted";
  if (!replies.length && !may) return null;
  return html`<section aria-labelledby="replies">
    <h3 id="replies">${t("compliance.replies_title")}</h3>
    ${replies.map((reply) => html`<blockquote class="reply" key=${reply.at + reply.party}>
      <p><b>${partyOf(mission, reply.party).name}</b> ${reply.reading ? html`<small>${t("compliance.on_reading", partyOf(mission, reply.reading).name)}</small>` : ""}</p>
      <p>“${reply.text}”</p>
      <footer class="caption">${t("compliance.received", reply.received_by, moment(reply.received, mission.timezone))} · ${t("compliance.recorded", reply.recorded_by, moment(reply.at, mission.timezone))}</footer>
    </blockquote>`)}
    ${!replies.length && html`<p class="caption">${t("compliance.no_reply")}</p>`}
    ${may && (open ? html`<${Form} value=${value} here=${here} mission=${mission} done=${(ok) => { setOpen(false); if (ok) said(); }} />`
      : html`<button onClick=${() => setOpen(true)}>${t("compliance.record_reply")}</button>`)}
  </section>`;
}

function Form({ value, here, mission, done }) {
  const [wrong, setWrong] = useState("");
  const send = async (event) => {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    const received = form.received ? new Date(form.received).toISOString() : null;
    try {
      await say("POST", "/api/replies", { party: form.party, incident: value.incident, term: value.term, accused: value.accused, reading: form.reading, text: form.text, received_by: form.received_by, received });
      toast(t("compliance.reply_recorded"));
      done(true);
    } catch (refusal) { setWrong(refusal.message); }
  };
  const sides = [...mission.parties].sort((a) => (a.id === value.accused ? -1 : 1));
  return html`<form class="replyform card" onSubmit=${send}>
    <label>${t("compliance.reply_party")}<select name="party">${sides.map((side) => html`<option value=${side.id}>${side.name}</option>`)}</select></label>
    <label>${t("compliance.reply_reading")}<select name="reading"><option value="">${t("compliance.reply_any")}</option>${value.under.map((one) => html`<option value=${one.reading}>${one.name}</option>`)}</select></label>
    <label>${t("compliance.reply_received_by")}<input name="received_by" required value=${here.display} maxlength="200" /></label>
    <label>${t("compliance.reply_received")}<input name="received" type="datetime-local" /></label>
    <label class="whole">${t("compliance.reply_text")}<textarea name="text" required rows="4" maxlength="5000" autofocus></textarea></label>
    ${wrong && html`<p class="wrong whole" role="alert">${wrong}</p>`}
    <p class="whole row"><button class="go">${t("compliance.reply_append")}</button><button type="button" onClick=${() => done(false)}>${t("compliance.cancel")}</button>
    <span class="caption">${t("compliance.reply_note")}</span></p>
  </form>`;
}
