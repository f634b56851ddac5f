// The marks of a query: what the server merged for this zoom, a little beyond what the map shows, so that
// it can be moved without asking.
import { useEffect, useState } from "../html.js";
import { useAsked } from "../asked.js";
import { askedOf } from "./query.js";
import { eastOf, southOf } from "./world.js";

const BEYOND = 0.5; // of the map's width and height, on each side
const STEP = 0.5; // of zoom, from one merging to the next
const clip = (value, most) => Math.max(-most, Math.min(most, value));

export function useSpots(map, query, root) {
  const [sight, look] = useState(null);
  useEffect(() => {
    if (!map) return undefined;
    const moved = () => look((old) => (old && holds(old, map) ? old : sightOf(map)));
    moved();
    map.on("moveend", moved);
    return () => map.off("moveend", moved);
  }, [map]);
  const { value } = useAsked(sight ? "/api/situation/spots" : null, { ...askedOf(query), view: sight?.box.join(","), zoom: sight?.zoom }, root);
  return value;
}

const stepOf = (map) => Math.max(0, Math.round(map.getZoom() / STEP) * STEP);

function sightOf(map) {
  const bounds = map.getBounds();
  const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [wide, high] = [(east - west) * BEYOND, (north - south) * BEYOND];
  const box = [clip(west - wide, 180), clip(south - high, 90), clip(east + wide, 180), clip(north + high, 90)];
  return { zoom: stepOf(map), box: box.map((part) => part.toFixed(3)) };
}

function holds({ zoom, box: [west, south, east, north] }, map) {
  const bounds = map.getBounds();
  const within = bounds.getWest() >= west || west <= -180;
  return zoom === stepOf(map) && within && (bounds.getEast() <= east || east >= 180) && (bounds.getSouth() >= south || south <= -90) && (bounds.getNorth() <= north || north >= 90);
}

// Marks one by one; those of many incidents last, so that they lie on top.
export function marksOf(told) {
  const marks = told.lon.map((lon, k) => ({
    lon, lat: told.lat[k], x: eastOf(lon), y: southOf(told.lat[k]), n: told.n[k], side: told.sides[told.side[k]],
    sure: told.sure[k], number: told.number[k], disc: told.disc[k], ring: told.ring[k],
  }));
  return marks.sort((a, b) => a.n - b.n);
}
