// How the map beneath the incidents is drawn: the offline base, regions, and what the mission has there.
import { colourOf, sidesOf } from "./images.js";

const FONT = ["Noto Sans"];
export const NOWHERE = { type: "FeatureCollection", features: [] };
const INK = "#16201c";
const ASSET = "#4d6b00";

const flat = (data) => ({ type: "geojson", data, maxzoom: 8, tolerance: 0.4 });
const empty = () => ({ type: "geojson", data: NOWHERE, maxzoom: 18, tolerance: 0 });

export function baseStyle(base) {
  return {
    version: 8,
    sources: { countries: flat(base.countries), regions: flat(NOWHERE), units: empty(), places: flat(base.places), line: empty(), zones: empty(), sites: empty(), assets: empty() },
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

export function addLayers(map, mission) {
  for (const [side] of sidesOf(mission)) {
    const filter = [">", ["coalesce", ["get", side], 0], 0];
    map.addLayer({ id: `hatch-${side}`, type: "fill", source: "units", filter, paint: { "fill-pattern": `hatch-${side}` } });
    map.addLayer({ id: `outline-${side}`, type: "line", source: "units", filter, paint: { "line-color": colourOf(mission, side), "line-width": 1, "line-opacity": 0.6 } });
  }
  addGround(map);
  map.addLayer({ id: "names", type: "symbol", source: "places", filter: ["<=", ["get", "rank"], ["step", ["zoom"], 2, 6, 3, 7.5, 4]], layout: named(), paint: { "text-color": "#47524c", "text-halo-color": "#ffffff", "text-halo-width": 1.4, "icon-color": "#47524c" } });
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
