// The square map of the world (Web Mercator), 0 to 1 eastward and southward from the north-west.
const EQUATOR_KM = 40075.016686;
export const TILE_PX = 512; // CSS pixels that the world is wide at zoom 0

const rad = (degrees) => (degrees * Math.PI) / 180;
export const eastOf = (lon) => (lon + 180) / 360;
export const southOf = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + rad(lat) / 2)) / (2 * Math.PI);

// Pixels of so many km at zoom 0, on a latitude; twice that at each further zoom.
export const pixelsAt0 = (km, lat) => (km * TILE_PX) / (EQUATOR_KM * Math.cos(rad(lat)));
