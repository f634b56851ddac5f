"""CAP messages as files of a folder, for whatever system fetches them there.

A message appears whole or not at all, under the name of its key.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from truceline.io.senders.cap import cap_xml
from truceline.io.senders.trying import NotSentError
from truceline.model.alerting import AlertRule
from truceline.model.watch import Alert


class CapFolder:
    """Writes `<alert id>.<state>.xml` into a folder."""

    way: Final = "cap"

    def __init__(self, folder: Path, sender: str, status: str = "Exercise") -> None:
        self.folder, self.sender, self.status = folder, sender, status
        self.to = str(folder)

    def send(self, alert: Alert, rule: AlertRule, key: str, at: datetime) -> None:
        """Write the message. Raises `NotSentError`."""
        aside = self.folder / f".{key}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with aside.open("wb") as file:
                file.write(cap_xml(alert, rule, self.sender, self.status, at))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.folder / f"{alert.id}.{alert.state}.xml")
        except (OSError, ValueError) as fault:
            raise NotSentError(f"can't be written: {fault}", passing=True) from fault
