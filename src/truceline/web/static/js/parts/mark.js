// The mark of an accused side: its shape and colour come from the mission, hollow while alleged.
// Blamed on several, it is the first one's shape with the next one's inside it.
import { html } from "../html.js";

const corners = (turns, reach, low = 0) => Array.from({ length: turns }, (_, n) => {
  const angle = (2 * Math.PI * n) / turns - Math.PI / 2;
  return `${(8 + Math.cos(angle) * reach).toFixed(2)},${(8 + low + Math.sin(angle) * reach).toFixed(2)}`;
}).join(" ");
const SHAPES = {
  square: (size) => html`<rect x=${8 - 5 * size} y=${8 - 5 * size} width=${10 * size} height=${10 * size} />`,
  circle: (size) => html`<circle cx="8" cy="8" r=${5.5 * size} />`,
  triangle: (size) => html`<polygon points=${corners(3, 7.4 * size, 1.2 * size)} />`,
  diamond: (size) => html`<polygon points=${corners(4, 7 * size)} />`,
};
const NOBODY = { id: "", name: "", mark: "circle", colour: "#5d6862" };

export const partyOf = (mission, id) => mission.parties.find((party) => party.id === id) ?? { ...NOBODY, id, name: id };

export function Mark({ mission, accused, filled = false, size = 14 }) {
  const sides = accused.length ? accused.map((id) => partyOf(mission, id)) : [NOBODY];
  const [first, second] = sides;
  return html`<svg class="mark" width=${size} height=${size} viewBox="0 0 16 16" role="img" aria-label=${sides.map((side) => side.name).join(" + ")}>
    <g fill=${filled ? first.colour : "#fff"} stroke=${first.colour} stroke-width="2">${SHAPES[first.mark]?.(1)}</g>
    ${second && html`<g fill=${filled ? "#fff" : second.colour}>${SHAPES[second.mark]?.(0.5)}</g>`}
  </svg>`;
}
