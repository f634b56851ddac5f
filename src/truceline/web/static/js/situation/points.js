// Points as the map draws them: those of one side that marks would hide behind each other are one with
// its number; an error in km becomes a radius in pixels, or a dashed ring where only a region is known.
const EQUATOR_KM = 40075.016686;
const TILE_PX = 512;
const MERGED_PX = 8;
const STEPS = 64; // corners of a ring

const rad = (degrees) => (degrees * Math.PI) / 180;
const world = ([lon, lat]) => [(lon + 180) / 360, 0.5 - Math.log(Math.tan(Math.PI / 4 + rad(lat) / 2)) / (2 * Math.PI)];

// Pixels of so many km at zoom 0, on a latitude; twice that at each further zoom.
export const pixelsAt0 = (km, lat) => (km * TILE_PX) / (EQUATOR_KM * Math.cos(rad(lat)));

export function merged(features, zoom) {
  const cells = new Map();
  const scale = (TILE_PX * 2 ** zoom) / MERGED_PX;
  for (const feature of features) {
    const [x, y] = world(feature.geometry.coordinates).map((part) => Math.floor(part * scale));
    const key = `${x} ${y} ${feature.properties.side}`;
    if (cells.has(key)) cells.get(key).push(feature); else cells.set(key, [feature]);
  }
  return { type: "FeatureCollection", features: [...cells.values()].map(spot) };
}

function spot(members) {
  const mean = (axis) => members.reduce((sum, { geometry }) => sum + geometry.coordinates[axis], 0) / members.length;
  const [{ id, properties }] = members;
  const at = [mean(0), mean(1)];
  const lone = members.length === 1;
  return {
    type: "Feature", geometry: { type: "Point", coordinates: at }, ...(lone ? { id } : {}),
    properties: {
      n: members.length, side: properties.side, sure: members.every((member) => member.properties.sure),
      r: lone && !properties.region ? pixelsAt0(properties.km, at[1]) : 0,
    },
  };
}

// Rings of true radius around places of which only an area is known that isn't a unit of its own.
export function rings(features) {
  const wide = features.filter(({ properties }) => properties.region && !properties.unit);
  return { type: "FeatureCollection", features: wide.map(ring) };
}

function ring({ geometry, properties }) {
  const [lon, lat] = geometry.coordinates;
  const reach = (properties.km / EQUATOR_KM) * 360;
  const corner = (_, n) => {
    const angle = (2 * Math.PI * n) / STEPS;
    return [lon + (reach * Math.cos(angle)) / Math.cos(rad(lat)), lat + reach * Math.sin(angle)];
  };
  return { type: "Feature", geometry: { type: "LineString", coordinates: Array.from({ length: STEPS + 1 }, corner) }, properties: { side: properties.side } };
}
