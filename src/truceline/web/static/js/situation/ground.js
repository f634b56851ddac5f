// What lies under the incidents: line, zones, protected sites as APP-6 symbols, assets with their reach.
import { useEffect } from "../html.js";
import { pixelsAt0 } from "./world.js";
import { NOWHERE } from "./style.js";

const SIZE = 15; // of a symbol, CSS pixels; its frame is about half as wide again
const SHARP = 2;

// The library of symbols is a plain script: loaded when a site is first drawn.
let library = null;
function symbols() {
  library ??= new Promise((loaded, failed) => {
    const script = Object.assign(document.createElement("script"), { src: "/static/vendor/milsymbol.js", onerror: failed });
    script.onload = () => loaded(window.ms);
    document.head.append(script);
  });
  return library;
}

async function addSymbols(map, sites) {
  const ms = await symbols();
  for (const code of new Set(sites.features.map(({ properties }) => properties.symbol))) {
    const image = `site-${code}`;
    if (map.hasImage(image)) continue;
    const canvas = new ms.Symbol(code, { size: SIZE * SHARP, simpleStatusModifier: true, colorMode: "White" }).asCanvas(1);
    map.addImage(image, canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: SHARP });
  }
}

// Assets with the range of their profile as a radius; a patrol's route has none.
const reaching = ({ features }) => ({
  type: "FeatureCollection",
  features: features.map((feature) => (feature.geometry.type === "Point" ? { ...feature, properties: { ...feature.properties, r: pixelsAt0(feature.properties.km, feature.geometry.coordinates[1]) } } : feature)),
});

// Around all that lies under the incidents: for a mission of which no incident has a place yet.
export function extentOf(ground) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const widen = (part) => {
    if (typeof part[0] !== "number") { part.forEach(widen); return; }
    for (const axis of [0, 1]) { box[axis] = Math.min(box[axis], part[axis]); box[axis + 2] = Math.max(box[axis + 2], part[axis]); }
  };
  for (const { features } of Object.values(ground ?? {})) for (const { geometry } of features) widen(geometry.coordinates);
  return box[0] < Infinity ? box : null;
}

export function useGround(map, ground, shown) {
  useEffect(() => {
    if (!map || !ground) return;
    for (const layer of ["line", "zones"]) map.getSource(layer).setData(ground[layer] ?? NOWHERE);
    map.getSource("assets").setData(ground.assets ? reaching(ground.assets) : NOWHERE);
  }, [map, ground]);
  useEffect(() => {
    if (!map || !ground?.sites || !shown) return;
    addSymbols(map, ground.sites).then(() => map.getSource("sites").setData(ground.sites), () => {});
  }, [map, ground, shown]);
}
