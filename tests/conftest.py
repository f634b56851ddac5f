"""Databases that several areas are tested on. Nothing starts before a test asks for it."""

import pytest

from cluster import binaries, cluster


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
