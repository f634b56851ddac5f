// What the screen holds while somebody reviews: the queue, the open incident, drafts by incident, and
// what was said. Whatever others do, nothing that is typed is lost.
import { useEffect, useMemo, useRef, useState } from "../html.js";
import { ask as turn } from "../address.js";
import { say } from "../api.js";
import { useAsked } from "../asked.js";
import { useNews } from "../news.js";
import { toast } from "../toast.js";
import { t } from "../words.js";
import { blank, UNDO } from "./draft.js";
import { keyOf } from "./queue.js";

const PAGE = 50;
const MOST = 100; // judgements that are said at once, and so are undone at once
const UNDOABLE = ["standing", "pending"];

// Numbers what is asked for, so that it is asked anew when something is new.
export function useFresh(here) {
  const [again, set] = useState(0);
  const seen = useRef(""); // the root that was asked for last: one's own word comes back as news
  const fresh = (root) => {
    if (root && root === seen.current) return;
    seen.current = root;
    set((n) => n + 1);
  };
  useNews((kind, { by, root }) => {
    if (kind === "presence" || kind === "publication") return;
    fresh(root);
    if (by && by !== here.display) toast(t(`review.news.${kind}`, by));
  });
  return [again, fresh];
}

export function useQueue(query, again) {
  const [limit, setLimit] = useState(PAGE);
  const { value } = useAsked("/api/review/queue", { as_of: query.as_of, limit }, again);
  return [value ?? { items: [], total: 0 }, value !== null, () => setLimit(limit + PAGE)];
}

// The open incident and the item that it was opened by; the first of the queue where none is named.
export function useOpen(query, queue, there, again) {
  const wanted = query.wait || query.sel || "";
  const at = queue.items.findIndex((queued) => keyOf(queued) === wanted);
  const last = useRef(0);
  if (at >= 0) last.current = at;
  const queued = at >= 0 ? queue.items[at] : null;
  const id = queued ? queued.item.incident_id : query.wait ? "" : query.sel ?? "";
  const asked = useAsked(id ? "/api/review/incident" : null, { id, as_of: query.as_of }, again);
  useEffect(() => { if (!wanted && there && queue.items.length) choose(queue.items[0], true); }, [wanted, there, queue]);
  useEffect(() => { // a judgement may have given the incident another first report, and so another id
    const home = asked.value?.card.id;
    if (home && asked.fits && home !== id && !query.wait) turn({ sel: home }, { replace: true });
  }, [asked.value]);
  const step = (by) => {
    const to = at >= 0 ? at + by : Math.min(last.current + (by > 0 ? 0 : -1), queue.items.length - 1);
    const next = queue.items[Math.max(0, Math.min(queue.items.length - 1, to))];
    if (next) choose(next);
  };
  return { ...asked, id, queued, wanted, step };
}

export function choose(queued, replace = false) {
  const { judgement, incident_id: sel } = queued.item;
  turn(judgement ? { wait: judgement, sel } : { wait: null, sel }, { replace });
}

// Drafts stay with their incident; undoing is of the person, not of an incident. Whoever types faster
// than the page is drawn meets the draft as it is (`now`), never as it was drawn.
export function useDrafts(id) {
  const drafts = useRef({});
  const [, draw] = useState(0);
  const now = () => drafts.current[id] ?? blank();
  const setDraft = (next) => { drafts.current[id] = next; draw((n) => n + 1); };
  const pick = (keys) => {
    const picks = new Set(now().picks);
    const every = keys.every((key) => picks.has(key));
    for (const key of keys) if (every) picks.delete(key); else picks.add(key);
    setDraft({ ...now(), picks });
  };
  return { draft: now(), now, setDraft, pick };
}

// What can be undone from here: one's own latest judgements, and those about this incident.
export function useUndoable(here, card, again) {
  const { value } = useAsked("/api/review/judgements", { by: here.name, limit: MOST }, again);
  return useMemo(() => {
    const every = [...(card?.judgements ?? []), ...(value ?? [])];
    const open = every.filter(({ state, judgement }) => UNDOABLE.includes(state) && judgement.verdict !== UNDO);
    const byId = new Map(open.map((told) => [told.id, told]));
    const mine = (told) => told.judgement.reviewer === here.name;
    return together([...byId.values()]).sort((a, b) => mine(b) - mine(a) || (a.judgement.at < b.judgement.at ? 1 : -1));
  }, [card, value]);
}

// What was said at once is undone at once.
function together(said) {
  const sayings = new Map();
  for (const told of said) {
    const key = `${told.judgement.reviewer} ${told.judgement.at}`;
    const first = sayings.get(key);
    if (first) first.all.push(told); else sayings.set(key, { ...told, all: [told] });
  }
  return [...sayings.values()];
}

// Say it: the form is cleared at once and comes back with all that was typed if it is refused.
export function useSaying(after, drafts) {
  const [busy, set] = useState(false);
  const said = async (path, body, words) => {
    if (busy) return;
    const was = drafts.now();
    set(true);
    drafts.setDraft(blank());
    try {
      const told = await say("POST", path, body);
      toast(words(told, was));
      after(told.root);
    } catch (refusal) {
      toast(refusal.message);
      if (!drafts.now().verdict && !drafts.now().reason) drafts.setDraft(was);
    } finally { set(false); }
  };
  return [busy, said];
}
