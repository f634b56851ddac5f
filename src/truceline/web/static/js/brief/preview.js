// The draft's own page in a frame that can neither run a script nor load anything.
import { html } from "../html.js";
import { t } from "../words.js";

export const draftAddress = (draft, level) => `/brief/draft/${level}?as_of=${encodeURIComponent(draft.header.as_of)}&root=${draft.header.root.slice(0, 12)}-${draft.signed.length}`;

export function Preview({ draft, level }) {
  return html`<section class="paper" aria-label=${t("brief.tab.preview")}>
    ${draft ? html`<iframe key=${draftAddress(draft, level)} sandbox="allow-popups" title=${t("brief.preview_of", t(`shell.release.${level}`))} src=${draftAddress(draft, level)}></iframe>`
      : html`<p class="waiting" role="status">${t("brief.composing")}</p>`}
  </section>`;
}
