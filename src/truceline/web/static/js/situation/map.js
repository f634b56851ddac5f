// The map of a query's incidents. It shows what table and chart show; what it lets one do can be done
// without it, too, since a map can't be read aloud.
import { html, useEffect, useRef, useState } from "../html.js";
import { ask as request } from "../api.js";
import { ask } from "../address.js";
import { placed } from "../names.js";
import { styles } from "../styles.js";
import { t, tn } from "../words.js";
import { CoverageLayer } from "./coverage.js";
import { Edges } from "./edges.js";
import { extentOf, useGround } from "./ground.js";
import { addImages } from "./images.js";
import { merged, pixelsAt0, rings } from "./points.js";
import { askedOf, layersOf, searchOf } from "./query.js";
import { addLayers, baseStyle, hideTiles, nowhere, showTiles } from "./style.js";

const PAD = 24; // pixels around what is fitted
const CLICK = 9; // pixels around a click in which a mark is meant
const MERGED = { points: 8, tiles: 32 }; // pixels within which points are one

async function begun(box, mission, extent) {
  const [engine, base] = await Promise.all([
    import("../../vendor/maplibre-gl.mjs"), fetch(`/base/${mission.boundaries}.json`).then((answer) => answer.json()),
    styles("../vendor/maplibre-gl"), document.fonts.load('12px "Noto Sans"'),
  ]);
  engine.setWorkerUrl("/static/vendor/maplibre-gl-worker.mjs");
  const map = new engine.Map({
    container: box, style: baseStyle(base), attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    fadeDuration: 0, renderWorldCopies: false, maxZoom: 16, ...(extent ? { bounds: boxOf(extent), fitBoundsOptions: { padding: PAD } } : {}),
  });
  map.keyboard.disableRotation();
  await map.once("load");
  await addImages(map, mission);
  addLayers(map, mission);
  box.map = map; // for whoever looks into the page
  map.on("idle", () => { box.dataset.still = String(performance.now()); }); // drawn, with all that was asked for
  map.once("idle", () => map.getSource("regions").setData(base.regions)); // thousands of outlines: after what matters
  return { map, base };
}
const boxOf = ([west, south, east, north]) => [[west - 0.5, south - 0.3], [east + 0.5, north + 0.3]];

export function MapView({ mission, query, found, points, ground, chosen, coverage, children }) {
  const box = useRef(null);
  const [drawn, setDrawn] = useState(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!found) return undefined;
    let gone = false;
    const made = begun(box.current, mission, found.counts.extent);
    made.then((told) => { if (!gone) setDrawn(told); }, () => setFailed(true));
    return () => { gone = true; made.then(({ map }) => map.remove(), () => {}); };
  }, [Boolean(found)]);
  const map = drawn?.map;
  usePoints(map, mission, query, found, points);
  useBare(map, found?.tiled);
  useRegions(map, drawn?.base, found, query);
  useChosen(map, chosen);
  const extent = found?.counts.extent ?? extentOf(ground);
  useGround(map, ground, layersOf(query).includes("sites"));
  useEffect(() => { if (map && extent && !found.counts.extent) map.fitBounds(boxOf(extent), { padding: PAD, animate: false }); }, [map, ground]);
  useShown(map, query, found?.tiled);
  const many = useClicks(map, query);
  return html`<section class="map" aria-label=${t("situation.map")}>
    <div class="canvas" ref=${box} data-drawn=${map ? "" : undefined}></div>
    ${failed && html`<p class="card over" role="alert">${t("situation.no_map")}</p>`}
    ${map && html`<${Controls} map=${map} query=${query} extent=${extent} /><${Edges} map=${map} mission=${mission} query=${query} root=${found?.root} />`}
    ${map && html`<${CoverageLayer} map=${map} told=${coverage} query=${query} />`}
    ${many}
    ${children?.(map && chosen && chosen.lon > map.getCenter().lng ? "left" : "")}
    <span class="attribution caption" title=${drawn?.base.attribution}>${t("situation.outlines")}</span>
  </section>`;
}

// Points, merged anew at each half step of zoom; or tiles, where there are too many.
function usePoints(map, mission, query, found, points) {
  useEffect(() => {
    if (!map || !found) return undefined;
    if (found.tiled) {
      showTiles(map, `${location.origin}/tiles/incidents/{z}/{x}/{y}.mvt?${searchOf({ ...askedOf(query), v: found.root.slice(0, 12) })}`, mission);
      return undefined;
    }
    hideTiles(map);
    if (!points) return undefined;
    let step = null;
    const draw = () => {
      const now = Math.round(map.getZoom() * 2) / 2;
      if (now !== step) map.getSource("points").setData(merged(points.features, now));
      step = now;
    };
    draw();
    map.getSource("rings").setData(rings(points.features));
    map.on("zoom", draw);
    return () => map.off("zoom", draw);
  }, [map, points, found?.tiled, found?.root, found?.tiled && searchOf(askedOf(query))]);
}

// No points under tiles: taken away once, since each change is a drawing.
function useBare(map, tiled) {
  useEffect(() => {
    if (map && tiled) for (const part of ["points", "rings"]) map.getSource(part).setData(nowhere);
  }, [map, tiled]);
}

// Regions of which no more is known, hatched for each side that is accused there.
function useRegions(map, base, found, query) {
  const shown = layersOf(query).includes("uncertainty") ? JSON.stringify(found?.regions ?? []) : "[]";
  useEffect(() => {
    if (!map) return;
    const sides = new Map(JSON.parse(shown).map((region) => [region.code, region.sides]));
    const units = base.regions.features.filter(({ properties }) => sides.has(properties.code));
    map.getSource("units").setData({ type: "FeatureCollection", features: units.map((unit) => ({ ...unit, properties: sides.get(unit.properties.code) })) });
  }, [map, shown]);
}

function useChosen(map, chosen) {
  useEffect(() => {
    if (!map) return;
    const at = chosen && chosen.lat !== null;
    map.getSource("chosen").setData(at ? { type: "Feature", geometry: { type: "Point", coordinates: [chosen.lon, chosen.lat] }, properties: { r: pixelsAt0(chosen.radius_km, chosen.lat) } } : nowhere);
    if (at && !map.getBounds().contains([chosen.lon, chosen.lat])) map.easeTo({ center: [chosen.lon, chosen.lat], duration: 300 });
  }, [map, chosen?.id]);
}

const PARTS = { uncertainty: ["points-discs", "tiles-discs", "rings", "chosen-disc"], places: ["names", "region-lines"], line: ["line"], zones: ["zones"], sites: ["sites"], assets: ["assets-reach", "assets-routes", "assets"] };
function useShown(map, query, tiled) {
  useEffect(() => {
    if (!map) return;
    const on = layersOf(query);
    for (const [layer, parts] of Object.entries(PARTS)) {
      for (const part of parts) if (map.getLayer(part)) map.setLayoutProperty(part, "visibility", on.includes(layer) ? "visible" : "none");
    }
  }, [map, query.layers, tiled]);
}

// A click chooses an incident, or lists those that lie at one point.
function useClicks(map, query) {
  const [many, list] = useState(null);
  const asked = useRef(query);
  asked.current = query;
  useEffect(() => {
    if (!map) return undefined;
    const click = ({ point }) => {
      const spot = map.queryRenderedFeatures([[point.x - CLICK, point.y - CLICK], [point.x + CLICK, point.y + CLICK]], { layers: ["points-marks", "tiles-marks"].filter((part) => map.getLayer(part)) })[0];
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

async function choose(map, spot, query, list) {
  const asked = askedOf(query);
  if (spot.properties.n === 1 && spot.id) {
    const row = await request("/api/situation/incident", { number: spot.id, ...(query.as_of ? { as_of: query.as_of } : {}) });
    ask({ sel: row.id }, { replace: true });
    return;
  }
  const at = map.project(spot.geometry.coordinates);
  const around = MERGED[spot.source];
  const [a, b] = [map.unproject([at.x - around, at.y + around]), map.unproject([at.x + around, at.y - around])];
  const bbox = [a.lng, a.lat, b.lng, b.lat].map((part) => part.toFixed(5)).join(",");
  list(await request("/api/situation/rows", { ...asked, bbox, accused: spot.properties.side, limit: 12 }));
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
      const perPixel = (40075.016686 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
      const km = ROUND.findLast((round) => round / perPixel <= 110) ?? 1;
      set({ km, width: km / perPixel });
    };
    measure();
    map.on("move", measure);
    return () => map.off("move", measure);
  }, [map]);
  return scale && html`<div class="scale caption"><span>${t("situation.km_here", scale.km)}</span><i style=${{ width: `${scale.width}px` }}></i></div>`;
}
