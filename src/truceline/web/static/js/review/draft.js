// A judgement while it is being thought over: what is chosen, whether it is whole, and the entries that
// it will be. Drafts are kept by incident until they are said or given up, so that nothing typed is lost.

export const VERDICTS = [
  ["verify", "v"], ["rekind", "c"], ["reject", "d"], ["same", "m"],
  ["different", "s"], ["relocate", "g"], ["exempt", "e"], ["exercise", "x"],
];
export const UNDO = "withdraw";
const SOME = new Set(["reject", "different"]); // about the reports that stand out, all others about each

export const blank = () => ({ verdict: "", picks: new Set(), value: "", method: "", reason: "", other: "", target: "", lat: "", lon: "", km: "" });

// Begin a verdict: what the queue suggests is picked where nothing is yet.
export function begun(draft, verdict, item) {
  const suggested = item && item.verdict === verdict ? item.report_ids : [];
  const picks = draft.picks.size || !SOME.has(verdict) ? draft.picks : new Set(suggested.slice(0, 1));
  const other = verdict === "same" && !draft.other && suggested.length > 1 ? `I-${suggested[1]}` : draft.other;
  return { ...draft, verdict, picks, other, value: draft.verdict === verdict ? draft.value : "" };
}

export function aboutOf(draft, card) {
  const every = card?.incident.report_ids ?? [];
  return draft.picks.size ? every.filter((key) => draft.picks.has(key)) : [...every];
}

// The report that is most at home among the others: what is split off is set apart from it.
function anchorOf(draft, card) {
  const { report_ids: keys, probabilities } = card.incident;
  const rest = keys.map((key, n) => [probabilities[n], key]).filter(([, key]) => !draft.picks.has(key));
  rest.sort(([p, a], [q, b]) => q - p || (a < b ? -1 : 1));
  return rest[0]?.[1];
}

const ENTRIES = {
  different(draft, card) {
    const picked = aboutOf(draft, card);
    const anchor = anchorOf(draft, card);
    if (!draft.picks.size || !anchor) return [];
    const apart = picked.map((key) => ({ about: [key, anchor], verdict: "different" }));
    return picked.length > 1 ? [...apart, { about: picked, verdict: "same" }] : apart;
  },
  same(draft, card) {
    if (!draft.other) return [];
    const whole = draft.picks.size ? [draft.other] : [card.id, draft.other];
    return [{ about: draft.picks.size ? aboutOf(draft, card) : [], incidents: whole, verdict: "same" }];
  },
  relocate(draft, card) {
    const numbers = [draft.lat, draft.lon, draft.km].map((text) => text.trim().replace(",", "."));
    if (numbers.some((text) => text === "" || !Number.isFinite(Number(text)))) return [];
    return [{ about: aboutOf(draft, card), verdict: "relocate", value: numbers.join(",") }];
  },
  verify: (draft, card) => (draft.value && draft.method.trim() ? [{ about: aboutOf(draft, card), verdict: "verify", value: draft.value, method: draft.method }] : []),
  rekind: (draft, card) => (draft.value ? [{ about: aboutOf(draft, card), verdict: "rekind", value: draft.value }] : []),
  exempt: (draft, card) => (draft.value ? [{ about: aboutOf(draft, card), verdict: "exempt", value: draft.value }] : []),
  reject: (draft, card) => (draft.picks.size ? [{ about: aboutOf(draft, card), verdict: "reject" }] : []),
  exercise: (draft, card) => [{ about: aboutOf(draft, card), verdict: "exercise" }],
};

// The entries, without their reason; none while something is missing.
export function entriesOf(draft, card, undoable) {
  if (draft.verdict === UNDO) {
    const told = undoable.find((one) => one.id === draft.target);
    return (told?.all ?? []).map(({ id, judgement }) => ({ about: judgement.about, verdict: UNDO, supersedes: id }));
  }
  return draft.verdict && card ? ENTRIES[draft.verdict](draft, card) : [];
}

export const withReason = (entries, draft) => ({ judgements: entries.map((entry) => ({ ...entry, reason: draft.reason })) });
