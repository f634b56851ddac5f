// How the map is drawn: the offline base, regions, discs of uncertainty at their true size, and marks.
import { colourOf, sidesOf } from "./images.js";

const FONT = ["Noto Sans"];
const NOWHERE = { type: "FeatureCollection", features: [] };
const INK = "#16201c";
const ASSET = "#4d6b00";
const FOCUS = "#0b57d0";

const flat = (data) => ({ type: "geojson", data, maxzoom: 8, tolerance: 0.4 });
const empty = () => ({ type: "geojson", data: NOWHERE, maxzoom: 18, tolerance: 0 });

export function baseStyle(base) {
  return {
    version: 8,
    sources: { countries: flat(base.countries), regions: flat(NOWHERE), units: empty(), places: flat(base.places), points: empty(), rings: empty(), chosen: empty(), line: empty(), zones: empty(), sites: empty(), assets: empty() },
    layers: [
      { id: "water", type: "background", paint: { "background-color": "#dfe7e9" } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": "#fbfcfa", "fill-antialias": false } },
      { id: "region-lines", type: "line", source: "regions", minzoom: 3.5, paint: { "line-color": "#dde1da", "line-width": 0.8 } },
      { id: "country-lines", type: "line", source: "countries", paint: { "line-color": "#99a29b", "line-width": 1.1 } },
    ],
  };
}

// A disc's radius in pixels doubles with each zoom: `r` is that at zoom 0.
const DOUBLING = ["interpolate", ["exponential", 2], ["zoom"], 0, ["get", "r"], 24, ["*", ["get", "r"], 2 ** 24]];
const byColour = (mission) => ["match", ["get", "side"], ...sidesOf(mission).flatMap(([side]) => [side, colourOf(mission, side)]), INK];

export function addLayers(map, mission) {
  for (const [side] of sidesOf(mission)) {
    const filter = [">", ["coalesce", ["get", side], 0], 0];
    map.addLayer({ id: `hatch-${side}`, type: "fill", source: "units", filter, paint: { "fill-pattern": `hatch-${side}` } });
    map.addLayer({ id: `outline-${side}`, type: "line", source: "units", filter, paint: { "line-color": colourOf(mission, side), "line-width": 1, "line-opacity": 0.6 } });
  }
  addGround(map);
  addIncidents(map, "points", undefined, mission);
  map.addLayer({ id: "names", type: "symbol", source: "places", filter: ["<=", ["get", "rank"], ["step", ["zoom"], 2, 6, 3, 7.5, 4]], layout: named(), paint: { "text-color": "#47524c", "text-halo-color": "#ffffff", "text-halo-width": 1.4, "icon-color": "#47524c" } }, "points-marks");
  map.addLayer({ id: "chosen-disc", type: "circle", source: "chosen", paint: { "circle-radius": DOUBLING, "circle-color": FOCUS, "circle-opacity": 0.08, "circle-stroke-color": FOCUS, "circle-stroke-width": 1.5, "circle-pitch-alignment": "map" } });
  map.addLayer({ id: "chosen", type: "circle", source: "chosen", paint: { "circle-radius": 13, "circle-opacity": 0, "circle-stroke-color": FOCUS, "circle-stroke-width": 2.5 } });
}

const named = () => ({
  "text-field": ["get", "name"], "text-font": FONT, "text-size": ["match", ["get", "rank"], 1, 12.5, 2, 11.5, 11],
  "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.4, "text-padding": 6, "symbol-sort-key": ["get", "rank"],
});

function addGround(map) {
  map.addLayer({ id: "zones", type: "fill", source: "zones", paint: { "fill-color": "#5d6862", "fill-opacity": 0.12, "fill-outline-color": "#47524c" } });
  map.addLayer({ id: "line", type: "line", source: "line", paint: { "line-color": INK, "line-width": 2.2, "line-dasharray": [4, 1.5] } });
  map.addLayer({ id: "assets-reach", type: "circle", source: "assets", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": DOUBLING, "circle-color": ASSET, "circle-opacity": 0.08, "circle-stroke-color": ASSET, "circle-stroke-width": 0.8, "circle-stroke-opacity": 0.5, "circle-pitch-alignment": "map" } });
  map.addLayer({ id: "assets-routes", type: "line", source: "assets", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": ASSET, "line-width": 1.6 } });
  map.addLayer({ id: "assets", type: "circle", source: "assets", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 3.5, "circle-color": ASSET, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1 } });
  map.addLayer({ id: "sites", type: "symbol", source: "sites", layout: { "icon-image": ["concat", "site-", ["get", "symbol"]], "icon-allow-overlap": true, "icon-size": 0.8, "text-field": ["step", ["zoom"], "", 7, ["get", "name"]], "text-font": FONT, "text-size": 10.5, "text-offset": [0, 1.4], "text-optional": true }, paint: { "text-color": "#16201c", "text-halo-color": "#ffffff", "text-halo-width": 1.2 } });
}

const COUNT = ["case", [">", ["get", "n"], 999], ["concat", ["to-string", ["/", ["round", ["/", ["get", "n"], 100]], 10]], "k"], [">", ["get", "n"], 1], ["to-string", ["get", "n"]], ""];

// Where many are merged, the marks of the first two sides stand beside each other.
function beside(mission) {
  const [first, second] = mission.parties.map(({ id }) => id);
  const shift = (by) => ["match", ["get", "side"], first, ["literal", [-by, 0]], second ?? "", ["literal", [by, 0]], ["literal", [0, by]]];
  const many = (offset) => ["case", [">", ["get", "n"], 1], offset, ["literal", [0, 0]]];
  return { "icon-offset": many(shift(6)), "text-offset": many(shift(0.85)) };
}

function addIncidents(map, source, layer, mission) {
  const colour = byColour(mission);
  const from = layer ? { source, "source-layer": layer } : { source };
  map.addLayer({ id: `${source}-discs`, type: "circle", ...from, filter: ["all", ["==", ["get", "n"], 1], [">", ["get", "r"], 0]], paint: { "circle-radius": DOUBLING, "circle-color": colour, "circle-opacity": 0.07, "circle-stroke-color": colour, "circle-stroke-width": 0.8, "circle-stroke-opacity": 0.4, "circle-pitch-alignment": "map" } });
  if (!layer) map.addLayer({ id: "rings", type: "line", source: "rings", paint: { "line-color": colour, "line-width": 1, "line-dasharray": [4, 3], "line-opacity": 0.7 } });
  map.addLayer({
    id: `${source}-marks`, type: "symbol", ...from,
    layout: {
      "icon-image": ["concat", ["get", "side"], "-", ["case", ["get", "sure"], "sure", "told"]],
      "icon-size": ["interpolate", ["linear"], ["get", "n"], 1, 0.85, 2, 1.25, 100, 1.5, 1000, 1.75],
      ...(layer ? beside(mission) : {}),
      "icon-allow-overlap": true, "icon-ignore-placement": true,
      "text-field": COUNT, "text-font": FONT, "text-size": 10,
      "text-allow-overlap": true, "text-ignore-placement": true, "symbol-sort-key": ["get", "n"],
    },
    paint: { "text-color": ["case", ["get", "sure"], "#ffffff", INK] },
  });
}

// Tiles instead of points, where there are too many of these.
export function showTiles(map, address, mission) {
  if (map.getSource("tiles")) { map.getSource("tiles").setTiles([address]); return; }
  map.addSource("tiles", { type: "vector", tiles: [address], minzoom: 0, maxzoom: 16 });
  addIncidents(map, "tiles", "incidents", mission);
}

export function hideTiles(map) {
  if (!map.getSource("tiles")) return;
  for (const part of ["tiles-discs", "tiles-marks"]) map.removeLayer(part);
  map.removeSource("tiles");
}
export const nowhere = NOWHERE;
