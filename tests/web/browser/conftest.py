"""One browser for the tests of a screen."""

import pytest
from rooms import chromium


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened
