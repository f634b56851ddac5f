// What a reading makes of an act, by form: filled yes, dashed undetermined, plain no; never by colour.
import { html } from "../html.js";
import { known, t } from "../words.js";

const FORMS = { yes: "yes", place: "open", time: "open", kind: "open", clause: "open" };

export const formOf = (outcome) => FORMS[outcome] ?? "no";
export const verdictWords = (outcome) => t(`verdict.${outcome || "silent"}`);

// `long` writes the finding out, as the brief does.
export function Verdict({ outcome, long = false }) {
  const key = long && known(`verdict.long.${outcome}`) ? `verdict.long.${outcome}` : `verdict.${outcome || "silent"}`;
  return html`<span class=${`verdict ${formOf(outcome)}`}>${t(key)}</span>`;
}
