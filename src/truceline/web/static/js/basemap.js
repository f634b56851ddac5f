// The map that whoever runs the room lays under everything: pictures, or vector tiles in the layout of
// the Protomaps basemap, drawn quietly so that incidents stand out. Borders and the names of countries
// stay the mission's own: none is taken from the file.
import { useEffect, useRef } from "./html.js";
import { spoken } from "./words.js";

const FONT = ["Noto Sans"];
const WATER = "#dfe7e9";
const RIVER = "#c3d3d8";
const INK = "#47524c";
const ON_PICTURES = "#4a544e"; // borders, which must be seen on any picture
const HALO = { "text-halo-color": "#ffffff", "text-halo-width": 1.3 };

const kind = ["coalesce", ["get", "kind"], ["get", "pmap:kind"], ""];
const oneOf = (...kinds) => ["in", kind, ["literal", kinds]];
const area = ["==", ["geometry-type"], "Polygon"];
const along = ["==", ["geometry-type"], "LineString"];
const wide = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];

// In the reader's language where the file has it.
const named = () => ["coalesce", ["get", `name:${spoken()}`], ["get", "name"], ""];

const GREEN = ["wood", "forest", "park", "nature_reserve", "protected_area", "national_park", "grass", "scrub", "cemetery", "farmland", "orchard", "meadow"];
const BUILT = ["residential", "industrial", "commercial", "railway", "military", "aerodrome", "airfield", "naval_base", "urban_area"];
const GROUND = [
  ["earth", "fill", { filter: area, paint: { "fill-color": "#fbfcfa" } }],
  ["landcover", "fill", { filter: oneOf("forest", "grassland", "scrub", "farmland"), paint: { "fill-color": "#f1f5ec", "fill-opacity": ["interpolate", ["linear"], ["zoom"], 5, 1, 8, 0] } }],
  ["landuse", "fill", { minzoom: 6, filter: ["all", area, oneOf(...GREEN)], paint: { "fill-color": "#eff4e9" } }],
  ["landuse", "fill", { minzoom: 6, filter: ["all", area, oneOf(...BUILT)], paint: { "fill-color": "#f2f0eb" } }],
  ["water", "fill", { filter: area, paint: { "fill-color": WATER } }],
  ["water", "line", { minzoom: 6, filter: ["all", along, oneOf("river", "canal", "stream", "ditch")], paint: { "line-color": RIVER, "line-width": wide(6, ["match", kind, "river", 1.3, 0.3], 14, ["match", kind, "river", 5, 1.4]) } }],
  ["buildings", "fill", { minzoom: 13, filter: area, paint: { "fill-color": "#e9e6e0" } }],
  ["roads", "line", { minzoom: 11, filter: oneOf("minor_road", "path", "other"), paint: { "line-color": "#e6e2da", "line-width": wide(11, 0.5, 16, 4) } }],
  ["roads", "line", { minzoom: 8, filter: oneOf("rail"), paint: { "line-color": "#c6cac6", "line-width": wide(8, 0.5, 16, 2), "line-dasharray": [4, 2] } }],
  ["roads", "line", { minzoom: 6, filter: oneOf("major_road", "medium_road"), paint: { "line-color": "#d9d0c0", "line-width": wide(6, 0.7, 10, 1.6, 16, 8) } }],
  ["roads", "line", { minzoom: 3, filter: oneOf("highway"), paint: { "line-color": "#cdbf9f", "line-width": wide(4, 0.8, 7, 1.3, 10, 2.4, 16, 11) } }],
];

// Larger places first and in larger letters; hamlets and quarters only from near.
const rank = ["coalesce", ["get", "population_rank"], ["get", "pmap:population_rank"], 0];
const LABELS = () => [
  ["roads", "symbol", { minzoom: 12, filter: oneOf("highway", "major_road", "medium_road", "minor_road"), layout: { "symbol-placement": "line", "text-field": named(), "text-font": FONT, "text-size": 10 }, paint: { "text-color": "#7c7466", ...HALO } }],
  ["water", "symbol", { filter: ["==", ["geometry-type"], "Point"], layout: { "text-field": named(), "text-font": FONT, "text-size": 10.5, "text-max-width": 7 }, paint: { "text-color": "#5c7a85", ...HALO } }],
  ["places", "symbol", { minzoom: 11, filter: oneOf("neighbourhood", "macrohood"), layout: { "text-field": named(), "text-font": FONT, "text-size": 10 }, paint: { "text-color": "#6d766f", ...HALO } }],
  ["places", "symbol", { filter: oneOf("locality", "city", "town", "village"), layout: { "text-field": named(), "text-font": FONT, "text-size": ["interpolate", ["linear"], rank, 3, 10.5, 12, 13], "symbol-sort-key": ["-", 0, rank], "text-padding": 5, "text-max-width": 8 }, paint: { "text-color": INK, ...HALO } }],
];

const id = (n) => `basemap-${n}`;

// Lay it above the outlines' land and below their lines; its names above all that is drawn on the ground.
function addBasemap(map, basemap, { under, names }) {
  const { kind: what, tiles, min_zoom: minzoom, max_zoom: maxzoom, bounds } = basemap;
  const source = { tiles: [location.origin + tiles], minzoom, maxzoom, bounds };
  if (what === "raster") {
    map.addSource("basemap", { type: "raster", tileSize: 256, ...source });
    map.addLayer({ id: id(0), type: "raster", source: "basemap", paint: { "raster-saturation": -0.5, "raster-contrast": -0.1, "raster-brightness-min": 0.3, "raster-fade-duration": 0 } }, under);
    return;
  }
  map.addSource("basemap", { type: "vector", ...source });
  const add = (above) => ([layer, type, rest], n) => map.addLayer({ id: id(`${type}-${n}`), type, source: "basemap", "source-layer": layer, ...rest }, above);
  GROUND.forEach(add(under));
  LABELS().forEach(add(names));
}

const layersIn = (map) => map.getLayersOrder().filter((layer) => layer.startsWith("basemap-"));

// Where the file names places, its names stand instead of ours.
function yielding({ kind: what, bounds: [west, south, east, north], layers }) {
  if (what !== "vector" || (layers.length && !layers.includes("places"))) return null;
  return ["!", ["within", { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] }]];
}

function nameOutside(map, basemap, own, shown) {
  const outside = yielding(basemap);
  if (outside && shown) map.setFilter("names", own ? ["all", own, outside] : outside);
  else if (outside) map.setFilter("names", own ?? null);
}

// On a map whose layers nobody switches: regions' lines and places' names are called so.
export function onBasemap(map, basemap, under) {
  if (!basemap) return;
  addBasemap(map, basemap, { under, names: "names" });
  nameOutside(map, basemap, undefined, true);
}

// On the Situation map: a layer that one may switch.
export function useBasemap(map, basemap, shown) {
  const own = useRef(undefined);
  useEffect(() => {
    if (!map || !basemap || (!shown && !map.getSource("basemap"))) return;
    if (!map.getSource("basemap")) {
      own.current = map.getFilter("names");
      own.border = map.getPaintProperty("country-lines", "line-color");
      addBasemap(map, basemap, { under: "region-lines", names: "names" });
    }
    for (const layer of layersIn(map)) map.setLayoutProperty(layer, "visibility", shown ? "visible" : "none");
    nameOutside(map, basemap, own.current, shown);
    if (basemap.kind === "raster") map.setPaintProperty("country-lines", "line-color", shown ? ON_PICTURES : own.border);
  }, [map, basemap, shown]);
}
