// The table's rows, fetched page by page as they come into sight. Old rows stand until the new query's
// first page is there; an answer that came too late is dropped.
import { ask } from "../api.js";

const PAGE = 100;
const WAIT_MS = 50;

export class Rows {
  constructor(changed) {
    this.changed = changed;
    this.total = null;
    this.at = null; // where the chosen incident stands
    this.version = 0; // counts queries that were answered
    this.pages = new Map();
    this.asked = null;
    this.stop = new AbortController();
  }

  // A new query: its first page and where the chosen incident stands.
  async put(asked, sel) {
    this.stop.abort();
    this.stop = new AbortController();
    const { signal } = this.stop;
    try {
      const page = await ask("/api/situation/rows", { ...asked, ...(sel ? { sel } : {}), limit: PAGE }, { signal });
      Object.assign(this, { asked, total: page.total, at: page.at, pages: new Map([[0, page.rows]]), waiting: new Set(), wrong: null });
      this.version += 1;
    } catch (refusal) {
      if (signal.aborted) return;
      this.wrong = refusal;
    }
    this.changed();
  }

  row(index) { return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE]; }

  // Fetch what is missing of these rows, some milliseconds later: whoever scrolls past doesn't wait for
  // what nobody looks at.
  want(first, last) {
    if (!this.asked || this.#held(first, last)) return;
    this.sight = [first, last];
    this.timer ??= setTimeout(() => { this.timer = null; this.#fill(...this.sight); }, WAIT_MS);
  }

  #held(first, last) { return this.pages.has(Math.floor(first / PAGE)) && this.pages.has(Math.floor(Math.max(last - 1, 0) / PAGE)); }

  #fill(first, last) {
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(last - 1, 0) / PAGE); page += 1) this.#fetch(page);
  }

  async #fetch(page) {
    if (this.pages.has(page) || this.waiting.has(page) || page * PAGE >= this.total) return;
    const { signal } = this.stop;
    this.waiting.add(page);
    try {
      const told = await ask("/api/situation/rows", { ...this.asked, offset: page * PAGE, limit: PAGE }, { signal });
      if (!signal.aborted) this.pages.set(page, told.rows);
    } catch { /* asked for again when it is next in sight */ }
    if (signal.aborted) return;
    this.waiting.delete(page);
    this.changed();
  }

  // Where an incident stands, by what is loaded or else by asking.
  async find(sel) {
    for (const [page, rows] of this.pages) {
      const n = rows.findIndex((row) => row.id === sel);
      if (n >= 0) return this.#found(page * PAGE + n);
    }
    const { signal } = this.stop;
    try {
      const told = await ask("/api/situation/rows", { ...this.asked, sel, limit: 0 }, { signal });
      return this.#found(told.at);
    } catch { return undefined; }
  }

  #found(at) {
    this.at = at;
    this.changed();
  }
}
