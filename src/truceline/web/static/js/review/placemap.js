// A small map to click a place on: outlines and names that ship with the server, candidates as discs at
// true size. What it does can be done by typing, too.
import { html, useEffect, useRef, useState } from "../html.js";
import { landOf, regionsOf } from "../base.js";
import { onBasemap } from "../basemap.js";
import { styles } from "../styles.js";
import { t } from "../words.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const KM_PER_DEGREE = 111.195;
const FONT = ["Noto Sans"];

function disc({ lat, lon, km }) {
  const ring = Array.from({ length: 49 }, (_, n) => {
    const angle = (2 * Math.PI * n) / 48;
    return [lon + (Math.cos(angle) * km) / (KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180)), lat + (Math.sin(angle) * km) / KM_PER_DEGREE];
  });
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} };
}

const chosenOf = ({ lat, lon, km }) => {
  const spot = { lat: Number(lat), lon: Number(lon), km: Number(km) || 0.1 };
  return lat !== "" && lon !== "" && Math.abs(spot.lat) < 85 && Math.abs(spot.lon) <= 180 ? spot : null;
};

const collection = (spots) => ({ type: "FeatureCollection", features: spots.map(disc) });

function styleOf(base, units, spots) {
  const source = (data) => ({ type: "geojson", data });
  return {
    version: 8,
    sources: { countries: source(base.countries), regions: source(units), places: source(base.places), spots: source(collection(spots)), chosen: source(EMPTY) },
    layers: [
      { id: "water", type: "background", paint: { "background-color": "#dfe7e9" } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": "#fbfbf9" } },
      { id: "regions", type: "line", source: "regions", paint: { "line-color": "#d5d9d2" } },
      { id: "borders", type: "line", source: "countries", paint: { "line-color": "#7c857d", "line-width": 1.2 } },
      { id: "spots", type: "fill", source: "spots", paint: { "fill-color": "#47524c", "fill-opacity": 0.12, "fill-outline-color": "#47524c" } },
      { id: "chosen", type: "fill", source: "chosen", paint: { "fill-color": "#0b57d0", "fill-opacity": 0.25 } },
      { id: "edge", type: "line", source: "chosen", paint: { "line-color": "#0b57d0", "line-width": 2 } },
      { id: "names", type: "symbol", source: "places", layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11 }, paint: { "text-color": "#47524c", "text-halo-color": "#fff", "text-halo-width": 1 } },
    ],
  };
}

const WORLD = { center: [0, 20], zoom: 1 };

async function drawn(box, mission, country, spots, at, click) {
  const [library, base, units] = await Promise.all([import("../../vendor/maplibre-gl.mjs"), landOf(mission), regionsOf(mission, country ? [country] : []), styles("../vendor/maplibre-gl")]);
  library.setWorkerUrl("/static/vendor/maplibre-gl-worker.mjs");
  const map = new library.Map({ container: box, style: styleOf(base, units, spots), ...(at ? { center: [at.lon, at.lat], zoom: 7 } : WORLD), attributionControl: false, dragRotate: false });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.on("click", ({ lngLat }) => click({ lat: lngLat.lat.toFixed(4), lon: lngLat.lng.toFixed(4) }));
  await new Promise((done) => { map.once("style.load", done); });
  onBasemap(map, mission.basemap, "regions");
  return map;
}

export function PlaceMap({ mission, country, spots, draft, choose }) {
  const box = useRef(null);
  const click = useRef(choose);
  const [map, setMap] = useState(null);
  click.current = choose;
  useEffect(() => {
    let shown = null;
    let gone = false;
    drawn(box.current, mission, country, spots, chosenOf(draft) ?? spots[0], (at) => click.current(at)).then((made) => {
      if (gone) made.remove(); else { shown = made; setMap(made); }
    }, () => {}); // without WebGL there is no map, and coordinates are typed
    return () => { gone = true; shown?.remove(); };
  }, []);
  const chosen = chosenOf(draft);
  useEffect(() => {
    map?.getSource("spots").setData(collection(spots));
    map?.getSource("chosen").setData(collection(chosen ? [chosen] : []));
  }, [map, spots.length, draft.lat, draft.lon, draft.km]);
  return html`<div><div class="placemap" ref=${box} role="application" aria-label=${t("review.map")}></div>
    ${map && mission.basemap?.attribution && html`<small class="caption">${mission.basemap.attribution}</small>`}</div>`;
}
