// The map of a query's incidents. It shows what table and chart show; what it lets one do can be done
// without it, too, since a map can't be read aloud.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask as request } from "../api.js";
import { ask } from "../address.js";
import { landOf, regionsOf } from "../base.js";
import { useBasemap } from "../basemap.js";
import { placed } from "../names.js";
import { styles } from "../styles.js";
import { t, tn } from "../words.js";
import { CoverageLayer } from "./coverage.js";
import { Edges } from "./edges.js";
import { extentOf, useGround } from "./ground.js";
import { addHatches, marksOfSides } from "./images.js";
import { Incidents, chosenOf } from "./incidents.js";
import { askedOf, layersOf, searchOf } from "./query.js";
import { marksOf, useSpots } from "./spots.js";
import { addLayers, baseStyle } from "./style.js";
import { pixelsAt0 } from "./world.js";

const PAD = 24; // pixels around what is fitted

const LATEST_MS = 300;
// After what is read first: table, filters and chart are drawn before the map's library is read. Not
// every browser tells when it has nothing to do.
const calm = () => new Promise((done) => { if (window.requestIdleCallback) requestIdleCallback(done, { timeout: LATEST_MS }); else setTimeout(done, LATEST_MS / 2); });

// The map, with incidents on it at once and the land beneath as soon as that is read and drawn.
async function begun(box, mission, extent) {
  await calm();
  const [engine] = await Promise.all([import("../../vendor/maplibre-gl.mjs"), styles("../vendor/maplibre-gl"), document.fonts.load('12px "Noto Sans"')]);
  engine.setWorkerUrl("/static/vendor/maplibre-gl-worker.mjs");
  const map = new engine.Map({
    container: box, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    fadeDuration: 0, renderWorldCopies: false, maxZoom: 16, ...(extent ? { bounds: boxOf(extent), fitBoundsOptions: { padding: PAD } } : {}),
  });
  map.keyboard.disableRotation();
  const incidents = new Incidents(map, mission, await marksOfSides(mission));
  Object.assign(box, { map, incidents }); // for whoever looks into the page
  return { map, incidents };
}

async function landed(map, box, mission) {
  const base = await landOf(mission);
  map.setStyle(baseStyle(base));
  await map.once("style.load");
  addHatches(map, mission);
  addLayers(map, mission);
  map.on("idle", () => { box.dataset.still = String(performance.now()); }); // drawn, with all that was asked for
  return { map, attribution: base.attribution };
}

// What was made once of something, and ended with it; null until then and without it.
function useMade(of, make, end) {
  const [made, set] = useState(null);
  const [failed, fail] = useState(false);
  useEffect(() => {
    if (!of) return undefined;
    let gone = false;
    const making = make();
    making.then((told) => { if (!gone) set(told); }, () => { if (!gone) fail(true); });
    return () => { gone = true; set(null); making.then(end, () => {}); };
  }, [of]);
  return [made, failed];
}
const boxOf = ([west, south, east, north]) => [[west - 0.5, south - 0.3], [east + 0.5, north + 0.3]];

export function MapView({ mission, query, found, ground, chosen, coverage, children }) {
  const box = useRef(null);
  const [drawn, failed] = useMade(Boolean(found), () => begun(box.current, mission, found.counts.extent), ({ map }) => map.remove());
  const [land, barren] = useMade(drawn?.map, () => landed(drawn.map, box.current, mission), () => {});
  const map = land?.map;
  const spots = useSpots(drawn?.map, query, found?.root);
  useIncidents(drawn, box, spots, chosen, query);
  useRegions(map, useUnits(map, mission, found?.countries), found, query);
  useChosen(drawn?.map, chosen);
  const extent = found?.counts.extent ?? extentOf(ground);
  useGround(map, ground, layersOf(query).includes("sites"));
  useEffect(() => { if (map && extent && !found.counts.extent) map.fitBounds(boxOf(extent), { padding: PAD, animate: false }); }, [map, ground]);
  useBasemap(map, mission.basemap, layersOf(query).includes("basemap"));
  useShown(map, query);
  const many = useClicks(drawn, query, spots?.cell);
  return html`<section class="map" aria-label=${t("situation.map")}>
    <div class="canvas" ref=${box} data-drawn=${map ? "" : undefined}></div>
    ${(failed || barren) && html`<p class="card over" role="alert">${t("situation.no_map")}</p>`}
    ${drawn && html`<${Controls} map=${drawn.map} query=${query} extent=${extent} /><${Edges} map=${drawn.map} mission=${mission} query=${query} root=${found?.root} />`}
    ${map && html`<${CoverageLayer} map=${map} told=${coverage} query=${query} />`}
    ${many}
    ${children?.(drawn && chosen && chosen.lon > drawn.map.getCenter().lng ? "left" : "")}
    <span class="attribution caption" title=${land?.attribution}>${t("situation.outlines")}${mission.basemap?.attribution && layersOf(query).includes("basemap") ? ` · ${mission.basemap.attribution}` : ""}</span>
  </section>`;
}

function useIncidents(drawn, box, spots, chosen, query) {
  useEffect(() => {
    if (!drawn || !spots) return;
    drawn.incidents.put({ marks: marksOf(spots), cell: spots.cell });
    box.current.dataset.still = String(performance.now());
  }, [drawn, spots]);
  useEffect(() => drawn?.incidents.put({ chosen: chosenOf(chosen) }), [drawn, chosen?.id]);
  useEffect(() => drawn?.incidents.put({ uncertainty: layersOf(query).includes("uncertainty") }), [drawn, query.layers]);
}

// Outlines of the regions of all countries in which something is told.
function useUnits(map, mission, countries) {
  const [units, tell] = useState(null);
  useEffect(() => {
    if (!map || !countries) return undefined;
    let gone = false;
    regionsOf(mission, countries).then((told) => {
      if (gone) return;
      map.getSource("regions").setData(told);
      tell(told);
    }, () => {});
    return () => { gone = true; };
  }, [map, countries?.join()]);
  return units;
}

// Regions of which no more is known, hatched for each side that is accused there.
function useRegions(map, outlines, found, query) {
  const shown = layersOf(query).includes("uncertainty") ? JSON.stringify(found?.regions ?? []) : "[]";
  useEffect(() => {
    if (!map || !outlines) return;
    const sides = new Map(JSON.parse(shown).map((region) => [region.code, region.sides]));
    const units = outlines.features.filter(({ properties }) => sides.has(properties.code));
    map.getSource("units").setData({ type: "FeatureCollection", features: units.map((unit) => ({ ...unit, properties: sides.get(unit.properties.code) })) });
  }, [map, outlines, shown]);
}

function useChosen(map, chosen) {
  useEffect(() => {
    if (!map) return;
    const placed = chosen && chosen.lat !== null;
    if (placed && !map.getBounds().contains([chosen.lon, chosen.lat])) map.easeTo({ center: [chosen.lon, chosen.lat], duration: 300 });
  }, [map, chosen?.id]);
}

const PARTS = { places: ["names", "region-lines"], line: ["line"], zones: ["zones"], sites: ["sites"], assets: ["assets-reach", "assets-routes", "assets"] };
function useShown(map, query) {
  useEffect(() => {
    if (!map) return;
    const on = layersOf(query);
    for (const [layer, parts] of Object.entries(PARTS)) {
      for (const part of parts) if (map.getLayer(part)) map.setLayoutProperty(part, "visibility", on.includes(layer) ? "visible" : "none");
    }
  }, [map, query.layers]);
}

// A click chooses an incident, or lists those that lie at one point.
function useClicks(drawn, query, cell) {
  const map = drawn?.map;
  const [many, list] = useState(null);
  const asked = useRef(null);
  asked.current = { query, cell };
  useEffect(() => {
    if (!map) return undefined;
    const click = ({ point }) => {
      const spot = drawn.incidents.hit(point);
      list(null);
      if (!spot) { ask({ sel: null }, { replace: true }); return; }
      choose(map, spot, asked.current, list);
    };
    map.on("click", click);
    return () => map.off("click", click);
  }, [map]);
  useEffect(() => list(null), [searchOf(askedOf(query))]);
  if (!many) return null;
  return html`<div class="card many" role="group" aria-label=${tn("situation.at_point", many.total)}>
    <p><b>${tn("situation.at_point", many.total)}</b> <button class="plain" onClick=${() => list(null)}>${t("shell.close")}</button></p>
    <ul>${many.rows.map((row) => html`<li><button class="plain" onClick=${() => ask({ sel: row.id }, { replace: true })}>${row.number} · ${placed(row.place || row.admin1)}</button></li>`)}</ul>
    ${many.total > many.rows.length && html`<p class="caption">${t("situation.zoom_in")}</p>`}
  </div>`;
}

async function choose(map, spot, { query, cell }, list) {
  if (spot.n === 1) {
    const row = await request("/api/situation/incident", { number: spot.number, ...(query.as_of ? { as_of: query.as_of } : {}) });
    ask({ sel: row.id }, { replace: true });
    return;
  }
  const at = map.project([spot.lon, spot.lat]);
  const [a, b] = [map.unproject([at.x - cell, at.y + cell]), map.unproject([at.x + cell, at.y - cell])];
  const bbox = [a.lng, a.lat, b.lng, b.lat].map((part) => part.toFixed(5)).join(",");
  list(await request("/api/situation/rows", { ...askedOf(query), bbox, accused: spot.side, limit: 12 }));
}

function Controls({ map, query, extent }) {
  const here = () => {
    const view = map.getBounds();
    ask({ bbox: [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((part) => part.toFixed(3)).join(",") });
  };
  const fit = () => extent && map.fitBounds(boxOf(extent), { padding: PAD, duration: 300 });
  return html`<div class="controls">
    <button aria-label=${t("situation.zoom_closer")} onClick=${() => map.zoomIn({ duration: 200 })}>+</button>
    <button aria-label=${t("situation.zoom_away")} onClick=${() => map.zoomOut({ duration: 200 })}>−</button>
    <button aria-label=${t("situation.fit")} title=${t("situation.fit")} onClick=${fit}>⤢</button>
    <button aria-label=${t("situation.in_view")} title=${t("situation.in_view")} aria-pressed=${Boolean(query.bbox)} onClick=${() => (query.bbox ? ask({ bbox: null }) : here())}>▣</button>
  </div><${Scale} map=${map} />`;
}

const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
function Scale({ map }) {
  const [scale, set] = useState(null);
  useEffect(() => {
    const measure = () => {
      const perPixel = 1 / (pixelsAt0(1, map.getCenter().lat) * 2 ** map.getZoom());
      const km = ROUND.findLast((round) => round / perPixel <= 110) ?? 1;
      set({ km, width: km / perPixel });
    };
    measure();
    map.on("move", measure);
    return () => map.off("move", measure);
  }, [map]);
  return scale && html`<div class="scale caption"><span>${t("situation.km_here", scale.km)}</span><i style=${{ width: `${scale.width}px` }}></i></div>`;
}
