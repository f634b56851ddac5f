// Whose word it is: independent groups, who speaks in each, and by which way every report came. A
// report is picked by its chip, or by the number of its claim.
import { html, useState } from "../html.js";
import { Mark } from "../parts/mark.js";
import { number, share, t, tn } from "../words.js";
import { side } from "./terms.js";

const SHOWN = 3; // so many chips of one way before the rest fold

function Chip({ leaf, short, picked, suspect, pick, look }) {
  return html`<button class=${`chip${suspect ? " suspect" : ""}`} title=${leaf.through} aria-pressed=${picked} onClick=${() => pick([leaf.report])}
    onFocus=${() => look(leaf.report)} onMouseEnter=${() => look(leaf.report)}><span>${short(leaf.report)}</span> ${leaf.source}</button>`;
}

function Way({ way, leaves, ...rest }) {
  const [open, setOpen] = useState(false);
  const hot = leaves.some((leaf) => rest.suspects.has(leaf.report) || rest.picks.has(leaf.report));
  const shown = open || hot || leaves.length <= SHOWN + 1 ? leaves : leaves.slice(0, SHOWN);
  return html`<span class="way"><small>${way} ${leaves.length > 1 ? number(leaves.length) : ""}</small>
    ${shown.map((leaf) => html`<${Chip} key=${leaf.report} leaf=${leaf} short=${rest.short} pick=${rest.pick} look=${rest.look}
      picked=${rest.picks.has(leaf.report)} suspect=${rest.suspects.has(leaf.report)} />`)}
    ${shown.length < leaves.length && html`<button class="chip" onClick=${() => setOpen(true)} aria-label=${tn("review.more_reports", leaves.length - shown.length)}>+${number(leaves.length - shown.length)}</button>`}
  </span>`;
}

// Ways by how many reports came by each; those of one report stand together at the end.
function waysOf(reports) {
  const ways = new Map();
  for (const leaf of reports) {
    const name = leaf.way === "via" ? leaf.through : t(`review.way.${leaf.way}`);
    ways.set(name, [...(ways.get(name) ?? []), leaf]);
  }
  const several = [...ways].filter(([, leaves]) => leaves.length > 1 || leaves[0].way !== "via");
  const single = [...ways].filter(([, leaves]) => leaves.length === 1 && leaves[0].way === "via").flatMap(([, leaves]) => leaves);
  several.sort((a, b) => b[1].length - a[1].length);
  const name = single.length === 1 ? single[0].through : t("review.way.single");
  return single.length ? [...several, [name, single]] : several;
}

function Group({ mission, group, ...rest }) {
  return html`<li class="group">
    <p><${Mark} mission=${mission} accused=${group.blames} /> <b>${group.group ? t("review.group", side(mission, group.group)) : t("review.no_group")}</b>
      <small> ${t(`review.says.${group.occurrence}`)}${group.blames.length ? ` · ${t("review.blames", group.blames.map((id) => side(mission, id)).join(", "))}` : ""}${group.actor === "denies" ? ` · ${t("review.denies_actor")}` : ""}</small></p>
    <ul>${group.claimants.map((branch) => html`<li><b>${branch.claimant}</b> <small>${tn("review.reports", branch.reports.length)}</small>
      <div class="ways">${waysOf(branch.reports).map(([way, leaves]) => html`<${Way} way=${way} leaves=${leaves} ...${rest} />`)}</div></li>`)}</ul>
  </li>`;
}

function Looked({ told, report, short }) {
  const row = told.card.view.reports.find((one) => one.key === report);
  if (!row) return html`<p class="caption looked">${t("review.look_hint")}</p>`;
  const told_ = [t("review.grade", row.grade), t("review.belongs", share(row.probability)), ...row.why];
  return html`<p class="caption looked"><b>${short(report)}</b> ${told_.join(" · ")}${row.other && html` · ${t("review.or_else", `[${row.other_number}]`, share(row.other_probability))}`}</p>`;
}

export function Origins({ mission, told, short, picks, suspects, pick }) {
  const [looked, look] = useState("");
  const { card } = told;
  const publishers = new Set(card.view.reports.map((row) => row.source)).size;
  const groups = card.origins.filter((group) => group.group).length;
  return html`<section aria-labelledby="origins-title">
    <h2 id="origins-title">${t("review.whose")} <small>${tn("review.reports", card.view.reports.length)}, ${tn("review.publishers", publishers)} → ${tn("review.groups", groups)}</small></h2>
    <div class="card tree"><ul>${card.origins.map((group) => html`<${Group} mission=${mission} group=${group} short=${short} picks=${picks} suspects=${suspects} pick=${pick} look=${look} />`)}</ul>
      <${Looked} told=${told} report=${looked || [...picks][0] || [...suspects][0]} short=${short} /></div>
  </section>`;
}
