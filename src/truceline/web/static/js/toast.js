// One message at a time, told to screen readers too.
import { html, useEffect, useState } from "./html.js";

let tell = () => {};
export const toast = (words) => tell({ words });

export function Toast() {
  const [told, set] = useState(null);
  useEffect(() => { tell = set; }, []);
  useEffect(() => {
    if (!told) return undefined;
    const timer = setTimeout(() => set(null), 7000);
    return () => clearTimeout(timer);
  }, [told]);
  return html`<div class="toast" role="status" aria-live="polite">${told && html`<div>${told.words}</div>`}</div>`;
}
