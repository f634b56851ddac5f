"""Writes a brief's folder: two pages for people, tables for programs, and what they all are.

The same brief gives the same bytes. Nothing is decided here.
"""

import hashlib
import json
from pathlib import Path

from truceline import __version__
from truceline.model.brief import Brief
from truceline.stages.brief.datafiles import data_files, moment
from truceline.stages.brief.html import page
from truceline.stages.brief.pdf import document
from truceline.stages.brief.view import view_of


def publish(brief: Brief, folder: Path) -> None:
    """Write all files of the brief into `folder`, which is made where it is missing.

    Raises `OSError` when a file can't be written.
    """
    files = rendered(brief)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def rendered(brief: Brief) -> dict[str, bytes]:
    """File name → bytes, the manifest last."""
    view = view_of(brief)
    files = {
        "index.html": page(view).encode(),
        "brief.pdf": document(view, brief.header.as_of),
        **data_files(brief),
    }
    return files | {"manifest.json": _manifest(brief, files)}


def _manifest(brief: Brief, files: dict[str, bytes]) -> bytes:
    listed = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]
    head = brief.header
    manifest = {
        "product": "truceline",
        "version": __version__,
        "title": head.title,
        "as_of": moment(head.as_of),
        "release": head.release,
        "root": head.root,
        "entries": head.entries,
        "files": listed,
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
