// What would flip under the edited copy: figures now and then, and each incident in both directions.
import { html } from "../html.js";
import { Figures } from "../parts/figures.js";
import { Mark, partyOf } from "../parts/mark.js";
import { Verdict, formOf } from "../parts/verdict.js";
import { placed, reportedAs } from "../names.js";
import { known, number, t, tn } from "../words.js";

const WEIGHT = { yes: 2, open: 1, no: 0 };

export function Flips({ flips, edited, busy, mission, problems }) {
  const wrong = problems.filter((problem) => problem.severity === "error");
  if (wrong.length) return html`<p class="wrong" role="alert">${tn("compliance.problems", wrong.length)}</p><ul class="problems">${wrong.map((problem) => html`<li><b>${problem.line ? t("compliance.line", problem.line) : ""} ${problem.field}</b> ${problem.message} <small>${problem.hint}</small></li>`)}</ul>`;
  if (!edited) return html`<p>${t("compliance.edit_first")}</p>`;
  if (!flips?.changes) return html`<p role="status">${busy ? t("compliance.judging") : flips?.problems?.map((problem) => problem.message).join("; ")}</p>`;
  const { changes } = flips;
  const rows = changes.changed.flatMap((change) => flipped(change, mission));
  const more = rows.filter((row) => row.by > 0);
  const less = rows.filter((row) => row.by < 0);
  const other = rows.filter((row) => row.by === 0);
  return html`<p role="status" class=${busy ? "stale" : ""}>${rows.length ? t("compliance.flip_count", tn("compliance.incidents", new Set(rows.map((row) => row.id)).size), tn("compliance.findings_count", rows.length)) : t("compliance.no_flip")}${busy ? ` ${t("compliance.judging")}` : ""}</p>
    <${Moved} figures=${changes.figures.filter((figure) => figure.kind === "outcome")} counted=${changes.counted} mission=${mission} />
    <${Rows} title=${t("compliance.stronger")} rows=${more} mission=${mission} />
    <${Rows} title=${t("compliance.weaker")} rows=${less} mission=${mission} />
    <${Rows} title=${t("compliance.otherwise")} rows=${other} mission=${mission} />`;
}

// One row per reading and side whose outcome differs; `by` is more, less or otherwise.
function flipped(change) {
  const keys = new Set([...Object.keys(change.before.outcomes), ...Object.keys(change.after.outcomes)]);
  return [...keys].sort().flatMap((key) => {
    const [before, after] = [change.before.outcomes[key] ?? "", change.after.outcomes[key] ?? ""];
    if (before === after) return [];
    const [reading, accused] = key.split("/");
    return [{ id: change.id, place: change.after.place, reading, accused, before, after, by: Math.sign(WEIGHT[formOf(after)] - WEIGHT[formOf(before)]) }];
  });
}

function Moved({ figures, counted, mission }) {
  if (!figures.length) return null;
  const word = (key) => (known(`verdict.long.${key}`) ? t(`verdict.long.${key}`) : key);
  const name = (figure) => html`<${Mark} mission=${mission} accused=${[figure.accused]} /> ${t("compliance.figure_words", word(figure.word), partyOf(mission, figure.reading).name, partyOf(mission, figure.accused).name)}`;
  return html`<h3>${t("compliance.figures", number(figures.length), number(counted))}</h3><${Figures} figures=${figures} name=${name} />`;
}

function Rows({ title, rows, mission }) {
  if (!rows.length) return null;
  return html`<h3>${title} <small>${tn("compliance.findings_count", rows.length)}</small></h3>
    <div class="wide"><table class="flipped"><thead><tr><th scope="col">${t("compliance.incident")}</th><th scope="col">${t("compliance.accused_short")}</th><th scope="col">${t("compliance.reading")}</th><th scope="col">${t("shell.now")}</th><th scope="col"></th><th scope="col">${t("shell.then")}</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${`${row.id}${row.reading}${row.accused}`}>
      <td><a href=${`/situation?sel=${encodeURIComponent(row.id)}`} title=${reportedAs(row.place)}>${placed(row.place) || row.id}</a> <small>${row.id}</small></td>
      <td class="nowrap"><${Mark} mission=${mission} accused=${[row.accused]} /> ${partyOf(mission, row.accused).name}</td><td>${row.reading}</td>
      <td><${Verdict} outcome=${row.before} /></td><td aria-hidden="true">→</td><td><${Verdict} outcome=${row.after} /></td></tr>`)}</tbody></table></div>`;
}
