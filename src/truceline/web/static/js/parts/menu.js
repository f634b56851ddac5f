// A menu: a button with a card beneath it, which Escape closes and gives the focus back. A sign for a
// label wants words in `title`.
import { html } from "../html.js";

export function Menu({ label, title, class: kind = "", box, children }) {
  return html`<details class=${`menu ${kind}`} ref=${box} onKeyDown=${shut}><summary title=${title} aria-label=${title}>${label}</summary><div class="card">${children}</div></details>`;
}

function shut(event) {
  if (event.key !== "Escape" || !event.currentTarget.open) return;
  event.stopPropagation();
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary").focus();
}
