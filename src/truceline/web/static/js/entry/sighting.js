// The form of a sighting. It is noted on this device first and sent when the server can be reached.
import { html, useEffect, useRef, useState } from "../html.js";
import { known, number, t } from "../words.js";
import { localOf, momentOf } from "../zone.js";

const MEANS = ["seen", "heard", "camera", "sensor", "traces"];
const LAST = "truceline.post"; // the post of last time, with where it stands
const numbered = (text) => (text === "" || text === null ? null : Number(text));
const last = () => JSON.parse(localStorage.getItem(LAST) ?? "{}");
export const wordOf = (word) => (known(`vocabulary.${word}`) ? t(`vocabulary.${word}`) : word.replace("/", ": ").replaceAll("_", " "));

async function digest(file) {
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const Field = ({ name, label, hint, wide, children }) => html`<label class=${wide ? "field wide" : "field"}>
  <span>${label}${hint && html` <small>${hint}</small>`}</span>${children ?? html`<input name=${name} />`}</label>`;

const Number_ = ({ name, value, min, max, step = "any", required }) => html`<input name=${name} type="number" inputmode="decimal" min=${min} max=${max} step=${step} value=${value ?? ""} required=${required} />`;

function read(form, zone, photos, id) {
  const told = Object.fromEntries(new FormData(form));
  const start = momentOf(told.start, zone);
  const end = told.end ? momentOf(told.end, zone) : new Date(Date.parse(start) + 60000).toISOString();
  return {
    id, noted: new Date().toISOString(), start, end, post: told.post.trim(), kind: told.kind, means: told.means,
    lat: numbered(told.lat), lon: numbered(told.lon), bearing_deg: numbered(told.bearing_deg), distance_km: numbered(told.distance_km),
    count: numbered(told.count), count_unit: told.count_unit.trim(), place_name: told.place_name.trim(),
    target_category: told.target_category, target_name: told.target_name.trim(),
    direction_from: told.direction_from.trim(), direction_to: told.direction_to.trim(), text: told.text.trim(), photos,
  };
}

export function SightingForm({ mission, choices, given, noted }) {
  const form = useRef(null);
  const [photos, setPhotos] = useState(given?.photos ?? []);
  const zone = mission.timezone;
  const old = given ?? last();
  useEffect(() => { form.current.reset(); setPhotos(given?.photos ?? []); form.current.elements.post.focus(); }, [given]);
  const hash = async (event) => setPhotos(await Promise.all([...event.target.files].map(digest)));
  const submit = (event) => {
    event.preventDefault();
    const sighting = read(form.current, zone, photos, given?.id ?? crypto.randomUUID());
    localStorage.setItem(LAST, JSON.stringify({ post: sighting.post, lat: sighting.lat, lon: sighting.lon }));
    noted(sighting);
    form.current.reset();
    setPhotos([]);
    form.current.elements.start.focus();
  };
  const at = (iso) => (iso ? localOf(iso, zone) : "");
  return html`<form ref=${form} class="sighting" onSubmit=${submit} key=${given?.id ?? "new"}>
    <fieldset><legend>${t("entry.who")}</legend>
      <${Field} label=${t("entry.post")}><input name="post" list="posts" required value=${old.post ?? ""} autocomplete="off" /><//>
      <datalist id="posts">${choices.posts.map((post) => html`<option value=${post} />`)}</datalist>
      <${Field} label=${t("entry.lat")} hint=${t("entry.own")}><${Number_} name="lat" min="-90" max="90" value=${old.lat} /><//>
      <${Field} label=${t("entry.lon")}><${Number_} name="lon" min="-180" max="180" value=${old.lon} /><//>
    </fieldset>
    <fieldset><legend>${t("entry.when", zone)}</legend>
      <${Field} label=${t("entry.start")}><input name="start" type="datetime-local" required value=${at(given?.start)} /><//>
      <${Field} label=${t("entry.end")} hint=${t("entry.end_hint")}><input name="end" type="datetime-local" value=${at(given?.end)} /><//>
    </fieldset>
    <fieldset><legend>${t("entry.what")}</legend>
      <${Field} label=${t("entry.kind")}><select name="kind" required value=${given?.kind ?? ""}>
        <option value="">${t("entry.choose")}</option>${choices.acts.filter((act) => act.includes("/")).map((act) => html`<option value=${act}>${wordOf(act)}</option>`)}</select><//>
      <${Field} label=${t("entry.means")}><select name="means" value=${given?.means ?? "seen"}>${MEANS.map((means) => html`<option value=${means}>${t(`entry.means.${means}`)}</option>`)}</select><//>
      <${Field} label=${t("entry.count")}><${Number_} name="count" min="0" step="1" value=${given?.count} /><//>
      <${Field} label=${t("entry.unit")}><input name="count_unit" value=${given?.count_unit ?? ""} placeholder=${t("entry.unit_example")} /><//>
    </fieldset>
    <fieldset><legend>${t("entry.where")}</legend>
      <${Field} label=${t("entry.bearing")} hint=${t("entry.bearing_hint")}><${Number_} name="bearing_deg" min="0" max="360" value=${given?.bearing_deg} /><//>
      <${Field} label=${t("entry.distance")}><${Number_} name="distance_km" min="0" max="100" value=${given?.distance_km} /><//>
      <${Field} label=${t("entry.place")}><input name="place_name" value=${given?.place_name ?? ""} /><//>
      <${Field} label=${t("entry.from")}><input name="direction_from" value=${given?.direction_from ?? ""} /><//>
      <${Field} label=${t("entry.to")}><input name="direction_to" value=${given?.direction_to ?? ""} /><//>
    </fieldset>
    <fieldset><legend>${t("entry.object")}</legend>
      <${Field} label=${t("entry.category")}><select name="target_category" value=${given?.target_category ?? ""}>
        <option value="">${t("entry.none")}</option>${choices.categories.map((word) => html`<option value=${word}>${wordOf(word)}</option>`)}</select><//>
      <${Field} label=${t("entry.object_name")}><input name="target_name" value=${given?.target_name ?? ""} /><//>
    </fieldset>
    <fieldset><legend>${t("entry.more")}</legend>
      <${Field} wide label=${t("entry.text")}><textarea name="text" rows="3">${given?.text ?? ""}</textarea><//>
      <${Field} wide label=${t("entry.photos")} hint=${t("entry.photos_hint")}><input type="file" accept="image/*" multiple onChange=${hash} /><//>
      ${photos.length > 0 && html`<p class="caption wide">${t("entry.hashed", number(photos.length))} ${photos.map((photo) => html`<code title=${photo}>${photo.slice(0, 12)}…</code> `)}</p>`}
    </fieldset>
    <p class="row"><button class="go">${t(given ? "entry.correct" : "entry.note")}</button><span class="caption">${t("entry.note_hint")}</span></p>
  </form>`;
}
