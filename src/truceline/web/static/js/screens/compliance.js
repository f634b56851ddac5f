// Compliance: what one reading makes of the record, term by term, side by side and day by day, never
// added across accused sides; behind each cell its findings; and the drafter's bench.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask } from "../address.js";
import { useAsked } from "../asked.js";
import { useKeys } from "../keys.js";
import { useNewsInTurn } from "../news.js";
import { styles } from "../styles.js";
import { t } from "../words.js";
import { Bench } from "../compliance/bench.js";
import { Grid } from "../compliance/grid.js";
import { CellPanel } from "../compliance/cell.js";
import { OtherMeans } from "../compliance/other.js";

await styles("compliance");

export function Screen({ here, mission, query }) {
  const [again, setAgain] = useState(0);
  useNewsInTurn((kind) => kind !== "presence", () => setAgain((n) => n + 1));
  const { value, wrong } = useAsked("/api/compliance", { as_of: query.as_of, reading: query.reading, per: query.per }, again);
  const restricted = here.clearance === "restricted";
  const bench = restricted && query.tab === "bench";
  if (wrong) return html`<p class="waiting wrong" role="alert">${wrong.message}</p>`;
  if (!value) return html`<p class="waiting">${t("shell.loading")}</p>`;
  return html`<div class="compliance">
    <h1 class="hidden">${t("shell.compliance")}</h1>
    <${Tools} view=${value} mission=${mission} query=${query} bench=${bench} restricted=${restricted} />
    ${value.withheld ? html`<p class="card told">${t("compliance.sums_only")}</p><${OtherMeans} rows=${value.other} />`
      : bench ? html`<${Bench} mission=${mission} query=${query} />` : html`<${Findings} view=${value} here=${here} mission=${mission} query=${query} again=${again} />`}
  </div>`;
}

function Tools({ view, mission, query, bench, restricted }) {
  const differ = query.differ === "1";
  useKeys({ d: [t("compliance.key_differ"), () => ask({ differ: differ ? null : "1" })] });
  return html`<div class="tools">
    ${restricted && html`<div class="switch" role="group" aria-label=${t("compliance.tabs")}>
      <button aria-pressed=${!bench} onClick=${() => ask({ tab: null })}>${t("compliance.findings")}</button>
      <button aria-pressed=${bench} onClick=${() => ask({ tab: "bench", cell: null, sel: null })}>${t("compliance.bench")}</button>
    </div>`}
    ${!bench && !view.withheld && html`
      <span class="caption" id="under">${t("compliance.judge_under")}</span>
      <div class="switch" role="group" aria-labelledby="under">
        ${mission.readings.map((reading) => html`<button key=${reading.id} aria-pressed=${reading.id === view.reading}
          onClick=${() => ask({ reading: reading.id })}>${reading.name}</button>`)}
      </div>
      <label class="row"><input type="checkbox" checked=${differ} onChange=${(event) => ask({ differ: event.target.checked ? "1" : null })} />
        ${t("compliance.differ")} <kbd>d</kbd></label>
      <div class="switch" role="group" aria-label=${t("compliance.columns")}>
        ${[[1, "days"], [7, "weeks"]].map(([per, name]) => html`<button aria-pressed=${view.per === per}
          onClick=${() => ask({ per, cell: null })}>${t(`compliance.${name}`)}</button>`)}
      </div>`}
    <span class="caption end">${t("compliance.never_added")}</span>
  </div>`;
}

function Findings({ view, here, mission, query, again }) {
  const grid = useRef(null);
  const close = () => {
    ask({ cell: null, sel: null });
    requestAnimationFrame(() => grid.current?.querySelector("[data-at][tabindex='0']")?.focus());
  };
  useEffect(() => { document.title = `${t("shell.compliance")} · ${mission.title}`; }, [mission]);
  const reading = mission.readings.find((one) => one.id === view.reading);
  return html`<div class=${query.cell ? "beside open" : "beside"}>
    <div class="left" ref=${grid}>
      <p class="reading"><b>${reading?.name}</b>: ${reading?.words || reading?.label}</p>
      <${Grid} view=${view} mission=${mission} query=${query} />
      <${Legend} differ=${query.differ === "1"} />
      <${OtherMeans} rows=${view.other} />
    </div>
    ${query.cell && html`<${CellPanel} view=${view} here=${here} mission=${mission} query=${query} again=${again} close=${close} />`}
  </div>`;
}

function Legend({ differ }) {
  return html`<p class="legend">
    <span><span class="count yes">3</span> ${t("compliance.legend_yes")}</span>
    <span><span class="count open">2</span> ${t("compliance.legend_open")}</span>
    <span><span class="count no">1</span> ${t("compliance.legend_no")}</span>
    ${differ && html`<span><span class="count differ">≠4</span> ${t("compliance.legend_differ")}</span>`}
    <span><i class="band in"></i> ${t("compliance.force_in")}</span>
    <span><i class="band part"></i> ${t("compliance.force_part")}</span>
    <span><i class="band out"></i> ${t("compliance.force_out")}</span>
    <span>${t("compliance.refuted")}</span>
  </p>`;
}
