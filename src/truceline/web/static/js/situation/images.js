// Pictures that the map needs: the marks of accused sides as the rest of the page draws them, and
// hatching for regions. Drawn here, so that nothing is loaded.
import { html, render } from "../html.js";
import { Mark } from "../parts/mark.js";

const SIZE = 16; // CSS pixels of a mark
const SHARP = 2; // pixels of the picture for one of these

export const sidesOf = (mission) => [...mission.parties.map(({ id }) => [id, [id]]), ["each", mission.parties.slice(0, 2).map(({ id }) => id)], ["nobody", []]];

async function drawn(mission, accused, filled) {
  const box = document.createElement("div");
  render(html`<${Mark} mission=${mission} accused=${accused} filled=${filled} size=${SIZE * SHARP} />`, box);
  const svg = box.firstElementChild;
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image(SIZE * SHARP, SIZE * SHARP);
  image.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
  await image.decode();
  return image;
}

// Strokes one way for the first side, the other way for the next: where both lie they cross.
function hatch(colour, falling) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  const pen = canvas.getContext("2d");
  Object.assign(pen, { strokeStyle: colour, globalAlpha: 0.42, lineWidth: 1.4 });
  for (const shift of [-16, 0, 16]) {
    pen.beginPath();
    pen.moveTo(shift, falling ? 0 : 16);
    pen.lineTo(shift + 16, falling ? 16 : 0);
    pen.stroke();
  }
  return pen.getImageData(0, 0, 16, 16);
}

export const colourOf = (mission, side) => mission.parties.find(({ id }) => id === side)?.colour ?? "#5d6862";

export function addHatches(map, mission) {
  sidesOf(mission).forEach(([side], n) => map.addImage(`hatch-${side}`, hatch(colourOf(mission, side), n % 2 === 1), { pixelRatio: SHARP }));
}

// Marks by side and by whether all is corroborated.
export async function marksOfSides(mission) {
  const wanted = sidesOf(mission).flatMap(([side, accused]) => [false, true].map((sure) => [side, accused, sure]));
  return new Map(await Promise.all(wanted.map(async ([side, accused, sure]) => [`${side} ${sure}`, await drawn(mission, accused, sure)])));
}
