// The bar above every screen: where one is, as of when, who one is, and the keys.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask, go } from "../address.js";
import { say } from "../api.js";
import { keysOn, listed, switchKeys, useKeys } from "../keys.js";
import { toast } from "../toast.js";
import { LANGUAGES, knownAsOf, spoken, t } from "../words.js";

const SCREENS = [["situation", "read"], ["review", "review"], ["compliance", "read"], ["brief", "read"], ["entry", "write"]];
const CARRIED = ["as_of", "reading", "sel"]; // parts of the query that go along from screen to screen

export function Bar({ here, mission, screen, query, leave }) {
  const [help, setHelp] = useState(false);
  useKeys({ "?": [t("keys.help"), () => setHelp(true)] });
  const carried = Object.fromEntries(CARRIED.filter((key) => query[key]).map((key) => [key, query[key]]));
  const open = (name) => (event) => { event.preventDefault(); go(name, carried); };
  return html`<header class="bar">
    <span class="name"><img src="/static/mark.svg" alt="" width="18" height="18" />Truceline</span>
    <span class="mission">${mission?.title}</span>
    <nav aria-label=${t("shell.screens")}>
      ${SCREENS.filter(([, right]) => here.rights.includes(right)).map(([name]) => html`
        <a href=${`/${name}`} aria-current=${screen === name ? "page" : undefined} onClick=${open(name)}>${t(`shell.${name}`)}</a>`)}
    </nav>
    <span class="right">
      ${mission && html`<${AsOf} mission=${mission} query=${query} />`}
      <span class="caption">${t(`shell.release.${here.clearance}`)} · ${here.display} · ${t(`shell.role.${here.role}`)}</span>
      <button onClick=${() => setHelp(true)}>${t("shell.keys")} <kbd>?</kbd></button>
      <${Languages} />
      <button onClick=${leave}>${t("shell.leave")}</button>
    </span>
    ${help && html`<${Keys} close=${() => setHelp(false)} />`}
  </header>`;
}

// The page is loaded anew in the other language: whatever is on the way is in this one.
function Languages() {
  const choose = (language) => say("PUT", "/api/session/language", { language }).then(() => location.reload(), (refusal) => toast(refusal.message));
  return LANGUAGES.filter((code) => code !== spoken()).map((code) => html`<button lang=${code} aria-label=${t(`shell.read_in.${code}`)} title=${t(`shell.read_in.${code}`)} onClick=${() => choose(code)}>${t(`shell.language.${code}`)}</button>`);
}

// The moment of knowledge: what was known then, nothing later.
function AsOf({ mission, query }) {
  const [open, setOpen] = useState(false);
  const known = query.as_of || mission.as_of;
  if (!open) return html`<button onClick=${() => setOpen(true)}>${t("shell.as_of")} <b>${knownAsOf(known, mission.timezone)}</b></button>`;
  const choose = (event) => { event.preventDefault(); setOpen(false); ask({ as_of: new FormData(event.target).get("day") || null }); };
  return html`<form class="row" onSubmit=${choose}>
    <label class="row">${t("shell.as_of")}<input name="day" type="date" autofocus value=${(query.as_of ?? "").slice(0, 10)} /></label>
    <button>${t("shell.show")}</button>
    <button type="button" onClick=${() => { setOpen(false); ask({ as_of: null }); }}>${t("shell.now")}</button>
  </form>`;
}

function Keys({ close }) {
  const dialog = useRef(null);
  const [on, setOn] = useState(keysOn());
  useEffect(() => dialog.current.showModal(), []);
  const change = (event) => { switchKeys(event.target.checked); setOn(event.target.checked); };
  return html`<dialog ref=${dialog} onClose=${close} aria-labelledby="keys-title">
    <h1 id="keys-title">${t("keys.title")}</h1>
    <p><label class="row"><input type="checkbox" checked=${on} onChange=${change} />${t("keys.on")}</label></p>
    <table><tbody>${listed().map(({ key, words }) => html`<tr><td><kbd>${key}</kbd></td><td>${words}</td></tr>`)}</tbody></table>
    <p class="caption">${t("keys.rest")}</p>
    <form method="dialog"><button autofocus>${t("shell.close")}</button></form>
  </dialog>`;
}
