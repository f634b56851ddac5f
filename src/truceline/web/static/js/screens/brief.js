// The brief: today's as a draft per release level, what each level withholds, signing, publishing, and
// every brief on record. Nothing goes out that nobody signed.
import { html, useEffect, useState } from "../html.js";
import { ask } from "../address.js";
import { useAsked } from "../asked.js";
import { useNewsInTurn } from "../news.js";
import { styles } from "../styles.js";
import { t } from "../words.js";
import { Earlier } from "../brief/earlier.js";
import { Log } from "../brief/log.js";
import { Preview } from "../brief/preview.js";
import { Side } from "../brief/side.js";
import { Withheld } from "../brief/withheld.js";

await styles("compliance");
await styles("brief");

export const LEVELS = ["restricted", "parties", "political_body", "public"];
const DRAFTING = ["preview", "withheld"];
const TABS = [...DRAFTING, "earlier", "log"];

export function Screen({ here, mission, query }) {
  const own = here.clearance === "restricted";
  const tabs = own ? TABS.filter((tab) => tab !== "log" || here.rights.includes("write")) : ["earlier"];
  const tab = tabs.includes(query.tab) ? query.tab : tabs[0];
  const level = LEVELS.includes(query.release) ? query.release : "restricted";
  const [again, setAgain] = useState(0);
  useNewsInTurn((kind) => kind !== "presence", () => setAgain((n) => n + 1));
  useEffect(() => { document.title = `${t("shell.brief")} · ${mission.title}`; }, [mission]);
  const draft = useAsked(own && DRAFTING.includes(tab) ? "/api/brief/draft" : null, { release: level, as_of: query.as_of }, again);
  const shown = draft.value?.header.release === level ? draft.value : null;
  return html`<div class=${own && DRAFTING.includes(tab) ? "brief drafting" : "brief"}>
    <h1 class="hidden">${t("shell.brief")}</h1>
    <div class="tools">
      <div class="switch" role="group" aria-label=${t("brief.tabs")}>
        ${tabs.map((name) => html`<button key=${name} aria-pressed=${name === tab} onClick=${() => ask({ tab: name })}>${t(`brief.tab.${name}`)}</button>`)}
      </div>
      ${tab === "preview" && html`<span class="caption" id="level">${t("brief.level")}</span>
        <div class="switch" role="group" aria-labelledby="level">${LEVELS.map((name) => html`<button key=${name} aria-pressed=${name === level} onClick=${() => ask({ release: name })}>${t(`shell.release.${name}`)}</button>`)}</div>`}
    </div>
    ${tab === "earlier" ? html`<${Earlier} mission=${mission} again=${again} query=${query} />`
      : tab === "log" ? html`<${Log} mission=${mission} />`
      : html`<${Side} draft=${shown} wrong=${draft.wrong} here=${here} mission=${mission} level=${level} again=${() => setAgain((n) => n + 1)} />
        ${tab === "preview" ? html`<${Preview} draft=${shown} level=${level} />` : html`<${Withheld} mission=${mission} query=${query} again=${again} />`}`}
  </div>`;
}
