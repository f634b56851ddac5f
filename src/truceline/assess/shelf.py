"""The newest version of every input in the log. Light: it parses nothing."""

from collections import defaultdict
from datetime import datetime

from truceline.assess.folder import belongs, text_of
from truceline.model.evidence import Entry
from truceline.model.mission import Dataset
from truceline.model.ports import Store


class Shelf:
    """The newest entry of each kind and name, their texts, and all versions, oldest first. `size` counts the log's entries up to
    the newest input: what was signed and published since is not evidence.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.newest: dict[tuple[str, str], Entry] = {}
        self.versions: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.issues: dict[str, Entry] = {}
        self.signed: list[Entry] = []
        self.size = 0
        self._index: dict[tuple[str, str], int] = {}
        for index, entry in enumerate(store.entries(), 1):
            if entry.kind == "publication":
                self.issues[entry.name] = entry
            elif entry.kind == "signoff":
                self.signed.append(entry)
            else:
                self.newest[entry.kind, entry.name] = entry
                self._index[entry.kind, entry.name] = index
                self.versions[entry.kind, entry.name].append(entry)
                self.size = index

    def text(self, kind: str, name: str) -> str | None:
        """Text of the newest version, None when nothing of that name was taken in."""
        entry = self.newest.get((kind, name))
        return None if entry is None else text_of(self.store.blob(entry.sha256).read_bytes(), name)

    def published(self, release: str) -> dict[datetime, Entry]:
        """Issues on record at one release level, by the moment they are as of."""
        prefix = f"publication/{release}/"
        named = {n.removeprefix(prefix): e for n, e in self.issues.items() if n.startswith(prefix)}
        return {datetime.fromisoformat(moment): entry for moment, entry in named.items()}

    def taken_in(self, entry: Entry) -> int:
        """Where in the log, from 1, the newest version of an input stands."""
        return self._index[entry.kind, entry.name]

    def of_dataset(self, dataset: Dataset, kind: str) -> list[Entry]:
        """Newest entries of the dataset's files, by name."""
        chosen = (e for (k, _), e in self.newest.items() if k == kind)
        return sorted((e for e in chosen if belongs(e.name, dataset)), key=lambda e: e.name)
