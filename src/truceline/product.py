"""Which Truceline this is: version and a digest of its own files, so that no cache outlives it."""

import hashlib
from functools import cache
from pathlib import Path

from truceline import __version__

_PARTS = ("*.py", "*.yaml", "*.json", "*.html", "*.css", "*.typ", "*.gz", "*.j2")


@cache
def product_digest() -> str:
    """SHA-256 over the version and every file of the package that shapes a result."""
    root = Path(__file__).parent
    digest = hashlib.sha256(__version__.encode())
    for path in sorted({path for part in _PARTS for path in root.rglob(part)}):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
