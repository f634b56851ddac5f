"""Which Truceline this is: version and a digest of its own files, so that no cache outlives it."""

import hashlib
from functools import cache
from pathlib import Path

from truceline import __version__


@cache
def product_digest() -> str:
    """SHA-256 over the version and every file of the package that shapes a result."""
    root = Path(__file__).parent
    digest = hashlib.sha256(__version__.encode())
    parts = (p for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc")
    for path in sorted(parts):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
