"""Where the parts of a store lie in its folder. Names only: must never write."""

import re
from pathlib import Path

_CHECKPOINT = re.compile(r"[0-9]{8,}\.json")


class Layout:
    """Paths within `folder`, a mission's `.truceline`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log.sqlite"
        self.database = folder / "database.json"
        self.people = folder / "people.sqlite"
        self.left_log = folder / "log.sqlite.moved"
        self.left_database = folder / "database.json.moved"
        self.left_people = folder / "people.sqlite.moved"
        self.people_lock = folder / "people.lock"
        self.database_lock = folder / "database.lock"
        self.log_lock = folder / "log.lock"
        self.head = folder / "head.json"
        self.blobs = folder / "blobs"
        self.checkpoints = folder / "checkpoints"
        self.spare = folder / "tmp"
        self.spare_lock = folder / "tmp.lock"

    def checkpoint_files(self) -> list[Path]:
        """Checkpoints by size, the smallest first."""
        named = [p for p in self._in_checkpoints() if _CHECKPOINT.fullmatch(p.name)]
        return sorted(named, key=lambda path: int(path.stem))

    def stranger_files(self) -> list[Path]:
        """What lies among the checkpoints and isn't called like one."""
        return [p for p in self._in_checkpoints() if not _CHECKPOINT.fullmatch(p.name)]

    def _in_checkpoints(self) -> list[Path]:
        return sorted(self.checkpoints.iterdir()) if self.checkpoints.is_dir() else []

    def told(self, path: Path) -> str:
        """How a message names a path of the store: from the mission folder on."""
        return path.relative_to(self.folder.parent).as_posix()
