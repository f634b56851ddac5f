// Entry: what posts saw, tables and documents. Sightings wait on this device until they can be sent.
import { html, useCallback, useEffect, useState } from "../html.js";
import { ask } from "../api.js";
import { ask as change } from "../address.js";
import { Documents, Tables } from "../entry/files.js";
import { keepPage } from "../kept.js";
import { Noted } from "../entry/noted.js";
import { drop, keep, queued, send } from "../entry/queue.js";
import { SightingForm } from "../entry/sighting.js";
import { styles } from "../styles.js";
import { toast } from "../toast.js";
import { t } from "../words.js";

await styles("entry");
const PARTS = ["sighting", "table", "document"];
const CHOICES = "truceline.choices"; // words of the forms, for when there is no network

async function offered() {
  try {
    const choices = await ask("/api/entry");
    localStorage.setItem(CHOICES, JSON.stringify(choices));
    return choices;
  } catch (refusal) {
    const kept = localStorage.getItem(CHOICES);
    if (kept) return JSON.parse(kept);
    throw refusal;
  }
}

function useQueue(owner, mission) {
  const [every, setEvery] = useState([]);
  const [online, setOnline] = useState(navigator.onLine);
  const refresh = useCallback(async () => setEvery(await queued(owner, mission)), [owner, mission]);
  const flush = useCallback(async () => {
    try { await send(owner, mission); } catch (refusal) { if (refusal.status) toast(refusal.message); }
    await refresh();
  }, [owner, mission]);
  useEffect(() => {
    const change = () => { setOnline(navigator.onLine); if (navigator.onLine) flush(); };
    addEventListener("online", change);
    addEventListener("offline", change);
    const again = setInterval(() => { if (navigator.onLine) flush(); }, 20000);
    refresh().then(flush);
    return () => { removeEventListener("online", change); removeEventListener("offline", change); clearInterval(again); };
  }, [flush]);
  const note = async (sighting) => { await keep({ owner, mission, sighting, state: "waiting", problems: [] }); await refresh(); toast(t("entry.kept")); await flush(); };
  const discard = async (one) => { await drop(one); await refresh(); };
  return { every, online, flush, note, discard };
}

function Sightings({ here, mission, choices }) {
  const queue = useQueue(here.name, mission.title);
  const [given, setGiven] = useState(null);
  const noted = async (sighting) => { setGiven(null); await queue.note(sighting); };
  return html`<div class="columns">
    <${SightingForm} mission=${mission} choices=${choices} given=${given} noted=${noted} />
    <${Noted} mission=${mission} ...${queue} correct=${(one) => setGiven(one.sighting)} />
  </div>`;
}

export function Screen({ here, mission, query }) {
  const [choices, setChoices] = useState(null);
  useEffect(() => { offered().then(setChoices, (refusal) => toast(refusal.message)); }, []);
  useEffect(() => { if (choices) keepPage(); }, [choices]);
  const part = PARTS.includes(query.part) ? query.part : PARTS[0];
  if (!choices) return html`<p class="waiting">${t("shell.loading")}</p>`;
  return html`<div class="entry">
    <h1 class="hidden">${t("shell.entry")}</h1>
    <div class="row" role="group" aria-label=${t("entry.parts")}>${PARTS.map((name) => html`<button aria-pressed=${name === part} onClick=${() => change({ part: name })}>${t(`entry.part.${name}`)}</button>`)}</div>
    ${part === "sighting" && html`<${Sightings} here=${here} mission=${mission} choices=${choices} />`}
    ${part === "table" && html`<${Tables} choices=${choices} done=${toast} />`}
    ${part === "document" && html`<${Documents} choices=${choices} done=${toast} />`}
  </div>`;
}
