// Incidents on a canvas of their own over the map, so that a filter draws some hundred marks anew and not
// the land beneath: discs of uncertainty at true size, rings around areas, marks with their number.
import { colourOf, sidesOf } from "./images.js";
import { TILE_PX, eastOf, pixelsAt0, southOf } from "./world.js";

const MARK = 16; // CSS pixels
const CLICK = 9; // pixels around a mark in which it is meant
const APART = 8; // pixels to each side of a cell's middle, where the marks of two sides stand in it
const SMALLEST = 5; // a disc of fewer pixels lies beneath its mark
const FOCUS = "#0b57d0";
const INK = "#16201c";
const GROWS = [[1, 0.85], [2, 1.25], [100, 1.5], [1000, 1.75]]; // incidents → size of the mark

function sizeOf(n) {
  const after = GROWS.findIndex(([many]) => n < many);
  if (after <= 0) return after ? GROWS.at(-1)[1] : GROWS[0][1];
  const [[a, from], [b, to]] = [GROWS[after - 1], GROWS[after]];
  return from + ((to - from) * (n - a)) / (b - a);
}

const countOf = (n) => (n > 999 ? `${Math.round(n / 100) / 10}k` : String(n));

export class Incidents {
  constructor(map, mission, pictures) {
    Object.assign(this, { map, mission, pictures, marks: [], chosen: null, uncertainty: true, cell: 0 });
    this.canvas = document.createElement("canvas");
    this.canvas.className = "incidents";
    map.getCanvasContainer().append(this.canvas);
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true }); // in memory: drawn at once, whatever the graphics card
    this.sides = sidesOf(mission).map(([side]) => side);
    for (const event of ["render", "resize"]) map.on(event, () => this.draw());
  }

  put(changes) {
    Object.assign(this, changes);
    this.draw();
  }

  // Where the middle of a mark is, in pixels of the map.
  #at({ x, y, n, side }) {
    const shift = n === 1 || this.cell < 2 * MARK ? [0, 0] : this.#shift(side);
    return [(x - this.west) * this.scale + shift[0], (y - this.north) * this.scale + shift[1]];
  }

  // Where a cell has room for two, the marks of the first two sides stand beside each other, others beneath.
  #shift(side) {
    const k = this.sides.indexOf(side);
    const two = Math.min(this.mission.parties.length, 2);
    return k < two ? [k ? APART : -APART, 0] : [0, APART];
  }

  #look() {
    const { clientWidth: wide, clientHeight: high } = this.map.getCanvas();
    const sharp = window.devicePixelRatio || 1;
    for (const [side, length] of [["width", wide], ["height", high]]) {
      const pixels = Math.round(length * sharp);
      if (this.canvas[side] !== pixels) { this.canvas[side] = pixels; this.canvas.style[side] = `${length}px`; }
    }
    const middle = this.map.getCenter();
    this.zoomed = 2 ** this.map.getZoom();
    this.scale = TILE_PX * this.zoomed;
    this.west = eastOf(middle.lng) - wide / 2 / this.scale;
    this.north = southOf(middle.lat) - high / 2 / this.scale;
    this.pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.pen.clearRect(0, 0, wide, high);
    return [wide, high];
  }

  draw() {
    const [wide, high] = this.#look();
    const near = (reach) => ([x, y]) => x > -reach && y > -reach && x < wide + reach && y < high + reach;
    const placed = this.marks.map((mark) => [mark, this.#at(mark)]);
    if (this.uncertainty) for (const [mark, at] of placed) this.#reach(mark, at, near);
    if (this.chosen && this.uncertainty) this.#circle(this.#at(this.chosen), this.chosen.disc * this.zoomed, FOCUS, { fill: 0.08, line: 1, width: 1.5 });
    this.seen = placed.filter(([, at]) => near(MARK)(at));
    for (const [mark, at] of this.seen) this.#mark(mark, at);
    if (this.chosen) this.#circle(this.#at(this.chosen), 13, FOCUS, { fill: 0, line: 1, width: 2.5 });
  }

  #reach({ side, disc, ring }, at, near) {
    const colour = colourOf(this.mission, side);
    const [out, around] = [disc * this.zoomed, ring * this.zoomed];
    if (out > SMALLEST && near(out)(at)) this.#circle(at, out, colour, { fill: 0.07, line: 0.4, width: 0.8 });
    if (around > SMALLEST && near(around)(at)) this.#circle(at, around, colour, { fill: 0, line: 0.7, width: 1, dashes: [4, 3] });
  }

  #circle([x, y], radius, colour, { fill, line, width, dashes = [] }) {
    const { pen } = this;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    Object.assign(pen, { fillStyle: colour, strokeStyle: colour, lineWidth: width, globalAlpha: fill });
    if (fill) pen.fill();
    pen.globalAlpha = line;
    pen.setLineDash(dashes);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  #mark({ n, side, sure }, [x, y]) {
    const { pen } = this;
    const size = MARK * sizeOf(n);
    pen.drawImage(this.pictures.get(`${side} ${sure}`), x - size / 2, y - size / 2, size, size);
    if (n === 1) return;
    Object.assign(pen, { font: '10px "Noto Sans"', textAlign: "center", textBaseline: "middle", fillStyle: sure ? "#ffffff" : INK });
    pen.fillText(countOf(n), x, y + 0.5);
  }

  // The mark at a point of the map, the topmost that is near enough.
  hit({ x, y }) {
    const near = ([{ n }, [u, v]]) => Math.hypot(u - x, v - y) <= (MARK * sizeOf(n)) / 2 + CLICK;
    const far = ([, [u, v]]) => Math.hypot(u - x, v - y);
    const found = (this.seen ?? []).filter(near).sort((a, b) => far(a) - far(b))[0];
    return found ? found[0] : null;
  }
}

// The chosen incident as the canvas takes it.
export const chosenOf = (row) => (row && row.lat !== null ? { lon: row.lon, lat: row.lat, x: eastOf(row.lon), y: southOf(row.lat), n: 1, disc: pixelsAt0(row.radius_km, row.lat) } : null);
