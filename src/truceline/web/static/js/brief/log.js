// The evidence log, recomputed when somebody asks: what `truceline verify` would say.
import { html, useState } from "../html.js";
import { ask as get } from "../api.js";
import { number, t } from "../words.js";

export function Log({ mission }) {
  const [told, set] = useState(null);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    setWrong("");
    try { set(await get("/api/log/check")); } catch (refusal) { setWrong(refusal.message); }
    setBusy(false);
  };
  return html`<section class="log" aria-labelledby="log">
    <h2 id="log">${t("brief.tab.log")}</h2>
    <p>${t("brief.log_words")}</p>
    <dl><dt>${t("brief.root_evidence")}</dt><dd><code>${mission.root}</code> <small>${t("brief.entries", number(mission.entries))}</small></dd></dl>
    <p class="row"><button class="go" disabled=${busy} onClick=${check}>${busy ? t("brief.checking") : t("brief.check")}</button></p>
    <div role="status" aria-live="polite">
      ${wrong && html`<p class="wrong">${wrong}</p>`}
      ${told && html`<p><span class=${`verdict ${told.fits ? "yes" : "open"}`}>${told.fits ? t("brief.fits") : t("brief.fits_not")}</span> ${t("brief.checked", number(told.entries))} <code>${told.root}</code></p>
        <ul>${told.problems.map((problem) => html`<li>${problem.file}${problem.line ? `:${problem.line}` : ""}: ${problem.field} ${problem.message}</li>`)}</ul>`}
    </div>
  </section>`;
}
