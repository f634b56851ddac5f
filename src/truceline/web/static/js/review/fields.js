// What each verdict asks for besides its reason.
import { html, useState } from "../html.js";
import { ask } from "../api.js";
import { placed } from "../names.js";
import { moment, number, t } from "../words.js";
import { PlaceMap } from "./placemap.js";
import { word } from "./terms.js";

function Choose({ label, options, words, draft, change }) {
  return html`<label>${label}<select name="value" value=${draft.value} onChange=${(event) => change({ value: event.target.value })}>
    <option value="">${t("review.choose")}</option>
    ${options.map((one) => html`<option value=${one} selected=${draft.value === one}>${words(one)}</option>`)}</select></label>`;
}

function Verify({ draft, change, choices }) {
  return html`${!choices.may_verify && html`<p class="caption">${t("review.may_not_verify")}</p>`}
    <${Choose} label=${t("review.answer_is")} options=${choices.answers.filter(Boolean)} words=${(one) => t(`vocabulary.occurrence.${one}`)} draft=${draft} change=${change} />
    <label>${t("review.method")}<input name="method" value=${draft.method} onInput=${(event) => change({ method: event.target.value })} placeholder=${t("review.method_hint")} /></label>`;
}

function Rekind({ draft, change, choices, card }) {
  const told = new Set(card.incident.acts.map((share) => share.value));
  const acts = [...choices.acts].sort((a, b) => told.has(b) - told.has(a));
  return html`<${Choose} label=${t("review.act")} options=${acts} words=${word} draft=${draft} change=${change} />`;
}

const Exempt = ({ draft, change, choices }) => html`<${Choose} label=${t("review.condition")} options=${choices.exemptions} words=${(one) => t(`vocabulary.exempt.${one}`)} draft=${draft} change=${change} />`;

function Merge({ mission, draft, change, near }) {
  const known = near.some((one) => one.id === draft.other);
  return html`<label>${t("review.merge_with")}<select name="other" onChange=${(event) => change({ other: event.target.value })}>
    <option value="">${t("review.choose")}</option>
    ${draft.other && !known && html`<option value=${draft.other} selected>${draft.other}</option>`}
    ${near.map((one) => html`<option value=${one.id} selected=${draft.other === one.id}>[${one.number}] ${placed(one.place) || one.id} · ${word(one.category)} · ${moment(one.start, mission.timezone)}</option>`)}</select></label>`;
}

function Split({ draft, card, short }) {
  if (!draft.picks.size) return html`<p class="caption">${t("review.split_hint")}</p>`;
  if (draft.picks.size >= card.incident.report_ids.length) return html`<p class="caption wrong">${t("review.split_all")}</p>`;
  const rest = card.incident.report_ids.length - draft.picks.size;
  return html`<p>${t("review.split_of", [...draft.picks].map(short).join(", "), number(rest))}</p>`;
}

const Reject = ({ draft, short }) => html`<p class=${draft.picks.size ? "" : "caption"}>${draft.picks.size ? t("review.reject_of", [...draft.picks].map(short).join(", ")) : t("review.reject_hint")}</p>`;
const Exercise = () => html`<p class="caption">${t("review.exercise_note")}</p>`;

const pointed = (spot) => ({ lat: String(spot.lat), lon: String(spot.lon), km: String(Number(spot.km.toPrecision(3))) });

// Coordinates as they are typed, candidates, a name looked up, or a click on the map.
function Relocate({ mission, draft, change, spots, card }) {
  const [found, setFound] = useState(null);
  const [name, setName] = useState("");
  const lookUp = async () => setFound(name.trim() ? await ask("/api/review/places", { name, country: card.incident.where?.country ?? "" }).catch(() => []) : null);
  const every = [...spots, ...(found ?? [])];
  const field = (key, label) => html`<label>${label}<input name=${key} inputmode="decimal" size="8" value=${draft[key]} onInput=${(event) => change({ [key]: event.target.value })} /></label>`;
  return html`<div class="relocate">
    <div>
      <div class="row at">${field("lat", t("review.lat"))}${field("lon", t("review.lon"))}${field("km", t("review.error_km"))}</div>
      <label class="row">${t("review.look_up")}<input name="place" value=${name} onInput=${(event) => setName(event.target.value)} onKeyDown=${(event) => { if (event.key === "Enter" && !event.ctrlKey) { event.preventDefault(); lookUp(); } }} /><button onClick=${lookUp}>${t("review.find")}</button></label>
      ${found && !found.length && html`<p class="caption" role="status">${t("review.no_such_place")}</p>`}
      <ul class="spots" aria-label=${t("review.candidates")}>${every.map((spot) => html`<li><button aria-pressed=${draft.lat === String(spot.lat) && draft.lon === String(spot.lon)} onClick=${() => change(pointed(spot))}>
        ${placed(spot.name)} <small>${placed(spot.admin1)} ${spot.lat}, ${spot.lon} · ${t("review.radius", number(Number(spot.km.toPrecision(2))))}${spot.reports.length ? ` · ${t("review.told_by", number(spot.reports.length))}` : ""}</small></button></li>`)}</ul>
    </div>
    <${PlaceMap} mission=${mission} country=${card.incident.where?.country} spots=${every} draft=${draft} choose=${(at) => change({ ...at, km: draft.km || "5" })} />
  </div>`;
}

function Undo({ mission, draft, change, undoable, short }) {
  if (!undoable.length) return html`<p class="caption">${t("review.nothing_to_undo")}</p>`;
  return html`<label>${t("review.undo_which")}<select name="target" onChange=${(event) => change({ target: event.target.value })}>
    ${undoable.map((one) => html`<option value=${one.id} selected=${draft.target === one.id}>${t(`review.verdict.${one.judgement.verdict}`)} · ${one.judgement.about.slice(0, 3).map(short).join(", ")}${one.judgement.about.length > 3 || one.all.length > 1 ? " …" : ""} · ${one.judgement.reviewer} · ${moment(one.judgement.at, mission.timezone)} · ${t(`review.state.${one.state}`)}</option>`)}</select></label>`;
}

export const FORMS = { verify: Verify, rekind: Rekind, exempt: Exempt, same: Merge, different: Split, reject: Reject, exercise: Exercise, relocate: Relocate, withdraw: Undo };
