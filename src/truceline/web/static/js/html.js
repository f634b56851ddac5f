// Preact with htm: components are functions, templates are tagged strings, and nothing is built.
import { h, render, Fragment } from "../vendor/preact.mjs";
import htm from "../vendor/htm.mjs";

export const html = htm.bind(h);
export { render, Fragment };
export { useEffect, useMemo, useRef, useState, useCallback, useLayoutEffect } from "../vendor/hooks.mjs";
