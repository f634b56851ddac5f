"""What all tests share: databases, which start when a test asks for one, and compiled kernels.

A user's record of a few hundred reports is fused by the interpreter, since compiling wouldn't pay. The
suite fuses it hundreds of times. Both forms give the same groups, which has tests of its own.
"""

import pytest

from cluster import binaries, cluster
from truceline.stages.fusion import compiled

WHOLE = {"assess", "cli", "e2e", "examples", "web"}
"""Folders of tests that derive whole missions."""


@pytest.fixture(autouse=True)
def _compiled_kernels(request, monkeypatch):
    if WHOLE & set(request.path.parts):
        monkeypatch.setitem(compiled._pays, "from", 200)


@pytest.fixture(scope="session")
def postgres():
    """The address of a PostgreSQL database of this test process."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine")
    with cluster(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """What `open_store` takes: None for a file in the mission folder, or an address."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres")
