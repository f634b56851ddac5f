// What the mission sees, for those who may know it: cells in one quiet colour under everything else, a
// stipple where nobody looked, and a key that says of which act, when, and on what grounds.
import { html, useEffect, useState } from "../html.js";
import { ask } from "../address.js";
import { useAsked } from "../asked.js";
import { moment, number, t } from "../words.js";
import { layersOf } from "./query.js";
import { NOWHERE } from "./style.js";
import { actWords } from "./term.js";

const STEPS = [[0, "#ece8f4"], [0.1, "#d3cce6"], [0.25, "#b0a5d2"], [0.5, "#8a7abb"], [0.75, "#4f378f"]];
const OPACITY = 0.8;

export const maySee = (here) => here.clearance === "restricted";
const SETTLED_MS = 500;
const lightOf = (query) => (query.light === "dark" ? "night" : "day");

// The kind of act: what was chosen for the layer, else the one that is filtered by.
function actOf({ cover, act = "" }) {
  if (cover) return { act: cover };
  return act && !/[,*]|^none$/.test(act) ? { act } : {};
}

// Asked for only while the layer is shown.
export function useCoverage(here, query, root) {
  const on = maySee(here) && layersOf(query).includes("coverage");
  const { from, to, as_of } = query;
  const asked = useSettled(JSON.stringify({ from, to, as_of, ...actOf(query) }));
  return useAsked(on && root ? "/api/situation/coverage" : null, JSON.parse(asked), root);
}

// What a value is once it has stayed so for a while: each step of a dragged brush would take the server
// seconds.
function useSettled(value) {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

// Below the first layer that tells of incidents.
const beneath = (map) => map.getLayersOrder().find((id) => id.startsWith("hatch-"));

function addLayers(map) {
  map.addImage("unlooked", stipple(), { pixelRatio: 2 });
  map.addSource("coverage", { type: "geojson", data: NOWHERE, tolerance: 0 });
  map.addSource("unlooked", { type: "geojson", data: NOWHERE, tolerance: 0.2 });
  const below = beneath(map);
  map.addLayer({ id: "coverage-unlooked", type: "fill", source: "unlooked", paint: { "fill-pattern": "unlooked" } }, below);
  map.addLayer({ id: "coverage", type: "fill", source: "coverage", paint: { "fill-opacity": OPACITY, "fill-antialias": false } }, below);
}

function stipple() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  const pen = canvas.getContext("2d");
  Object.assign(pen, { fillStyle: "#5d6862", globalAlpha: 0.55 });
  for (const [x, y] of [[4, 4], [12, 12]]) { pen.beginPath(); pen.arc(x, y, 1.3, 0, 7); pen.fill(); }
  return pen.getImageData(0, 0, 16, 16);
}

const ramp = (light) => ["step", ["get", light], STEPS[0][1], ...STEPS.slice(1).flat()];

// The layer on the map, and what the cell under the pointer says.
export function CoverageLayer({ map, told, query }) {
  const light = lightOf(query);
  const [at, point] = useState(null);
  useEffect(() => {
    if (!told?.cells.features && !map.getSource("coverage")) return;
    if (!map.getSource("coverage")) addLayers(map);
    map.getSource("coverage").setData(told?.cells.features ? told.cells : NOWHERE);
    map.getSource("unlooked").setData(told?.unlooked.features ? told.unlooked : NOWHERE);
    if (!told) point(null);
  }, [map, told]);
  useEffect(() => {
    if (!map.getLayer("coverage")) return;
    map.setFilter("coverage", ["!=", ["get", light], null]);
    map.setPaintProperty("coverage", "fill-color", ramp(light));
    map.setFilter("coverage-unlooked", ["==", ["get", "light"], light]);
  }, [map, told, light]);
  useEffect(() => {
    if (!told?.cells.features) return undefined;
    const over = (event) => point({ ...event.point, ...event.features[0].properties });
    const off = () => point(null);
    map.on("mousemove", "coverage", over);
    map.on("mouseleave", "coverage", off);
    return () => { map.off("mousemove", "coverage", over); map.off("mouseleave", "coverage", off); };
  }, [map, told]);
  if (!at || !told) return null;
  const words = ["day", "night"].map((part) => t(`situation.cover.here_${part}`, at[part] === undefined || at[part] === null ? t("situation.cover.not_looked") : percent(at[part])));
  return html`<div class="card cover-tip caption" aria-hidden="true" style=${{ left: `${at.x}px`, top: `${at.y}px` }}>${words.map((line) => html`<div>${line}</div>`)}</div>`;
}

const percent = (share) => t("situation.cover.percent", number(Math.round(share * 100)));

// What the layer says in words, and its switches.
export function CoverageKey({ asked, mission, query }) {
  const { value: told, wrong, waiting } = asked;
  if (wrong) return html`<div class="key cover caption" role="alert">${wrong.message}</div>`;
  if (!told) return waiting ? html`<div class="key cover caption" role="status">${t("situation.cover.waiting")}</div>` : null;
  const light = lightOf(query);
  return html`<div class="key cover caption" role="group" aria-label=${t("situation.layer.coverage")}>
    ${told.acts.length > 0 && html`<${Switches} told=${told} light=${light} />`}
    ${told.why ? html`<span role="status" class="facts">${t(`situation.cover.why.${told.why}`)}</span>` : html`<${Ramp} told=${told} />
    <span role="status" class="facts">${facts(told, light, mission)}</span>`}
    <span class="restricted">${t("situation.cover.restricted")}</span>
  </div>`;
}

function Switches({ told, light }) {
  const choices = [...new Set([...told.acts, told.act])].filter(Boolean).sort((a, b) => actWords(a).localeCompare(actWords(b)));
  return html`<label>${t("situation.cover.of")} <select value=${told.act} onChange=${(event) => ask({ cover: event.target.value }, { replace: true })}>
      ${choices.map((act) => html`<option value=${act} selected=${act === told.act}>${actWords(act)}</option>`)}</select></label>
    <span class="joined" role="group" aria-label=${t("situation.cover.light")}>${["day", "night"].map((part) => html`<button aria-pressed=${light === part} onClick=${() => ask({ light: part === "night" ? "dark" : null }, { replace: true })}>${t(`situation.cover.${part}`)}</button>`)}</span>`;
}

function Ramp({ told }) {
  return html`<span class="ramp" role="img" aria-label=${t("situation.cover.ramp")}>${STEPS.map(([from, colour], n) => html`<i style=${{ background: `color-mix(in srgb, ${colour} ${OPACITY * 100}%, #fbfcfa)` }}><small>${number(from * 100)}${n ? "" : " %"}</small></i>`)}</span>
    <span><i class="stipple"></i>${t(`situation.cover.unlooked_${told.basis}`)}</span>`;
}

// Since when, on what grounds, how much of the ground, how well.
function facts(told, light, mission) {
  const span = `${moment(told.since, mission.timezone)} – ${moment(told.until, mission.timezone)}`;
  const grounds = told.option ? t("situation.cover.option", told.option) : t(`situation.cover.${told.basis}`);
  const { looked, mean } = told[light];
  const share = mean === null ? t(`situation.cover.none_${told.basis}`) : t(`situation.cover.share_${told.basis}`, percent(looked), percent(mean));
  return `${grounds}, ${span}: ${share}`;
}
