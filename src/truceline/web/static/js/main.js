// Boots the page: who is here, in which language, and the screen that the address names.
import { html, render, useEffect, useState } from "./html.js";
import { Refusal, ask, bear, say, whenOver } from "./api.js";
import { go, useAddress } from "./address.js";
import { forget, keepHere, keptHere } from "./kept.js";
import { learn } from "./names.js";
import { renew } from "./news.js";
import { speak, t } from "./words.js";
import { Bar } from "./parts/bar.js";
import { SignIn, SignInAgain } from "./screens/signin.js";
import { Toast, toast } from "./toast.js";

const LOADERS = {
  situation: () => import("./screens/situation.js"),
  review: () => import("./screens/review.js"),
  compliance: () => import("./screens/compliance.js"),
  brief: () => import("./screens/brief.js"),
  entry: () => import("./screens/entry.js"),
};

// The answer, or what is kept where no server can be reached.
async function reached(asking, kept) {
  try { return await asking(); } catch (failure) { if (failure instanceof Refusal) throw failure; return kept; }
}

async function arrived() {
  const key = new URLSearchParams(location.hash.slice(1)).get("enter");
  if (key) history.replaceState(null, "", location.pathname + location.search);
  const here = await reached(() => ask("/api/session"), keptHere()?.here ?? null);
  if (here || !key) return here;
  try { return await say("POST", "/api/session/key", { key }); } catch (refusal) { toast(refusal.message); return null; }
}

function Screen({ name, here, mission, query }) {
  const [shown, set] = useState(null);
  useEffect(() => { (LOADERS[name] ?? LOADERS.situation)().then((module) => set({ name, Show: module.Screen })); }, [name]);
  if (shown?.name !== name) return html`<p class="waiting">${t("shell.loading")}</p>`;
  return html`<${shown.Show} here=${here} mission=${mission} query=${query} />`;
}

function Room({ first }) {
  const [here, setHere] = useState(first);
  const [mission, setMission] = useState(null);
  const [over, setOver] = useState(false);
  const { screen, query } = useAddress();
  useEffect(() => { whenOver(() => setOver(true)); }, []);
  useEffect(() => {
    if (here) reached(() => ask("/api/mission"), keptHere()?.mission).then((told) => { if (here.csrf) keepHere(here, told); setMission(told); learn().then((any) => { if (any) setMission({ ...told }); }); }, (refusal) => toast(refusal.message));
  }, [here]);
  const enter = async (person) => { bear(person.csrf); await speak(person.language); setOver(false); setHere(person); };
  const again = async (person) => { if (person.name === here.name) { await enter(person); renew(); } else location.reload(); };
  const leave = async () => { await say("DELETE", "/api/session"); forget(); setHere(null); go("situation", {}); };
  if (!here) return html`<${SignIn} enter=${enter} /><${Toast} />`;
  return html`
    <a class="skip" href="#main">${t("shell.skip")}</a>
    <${Bar} here=${here} mission=${mission} screen=${screen} query=${query} leave=${leave} />
    <main id="main" tabindex="-1">${mission ? html`<${Screen} name=${screen} here=${here} mission=${mission} query=${query} />` : html`<p class="waiting">${t("shell.loading")}</p>`}</main>
    ${over && html`<${SignInAgain} here=${here} enter=${again} close=${() => setOver(false)} />`}
    <${Toast} />`;
}

await speak(navigator.language?.startsWith("uk") ? "uk" : "en");
const first = await arrived();
if (first) { bear(first.csrf); await speak(first.language); }
navigator.serviceWorker?.register("/sw.js", { type: "classic" }).catch(() => {}); // a page without it works as long as there is a network
render(html`<${Room} first=${first} />`, document.getElementById("room"));
