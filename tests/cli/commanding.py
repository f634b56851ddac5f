"""Running the command line in this process, as a shell would see it."""

import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from unittest.mock import patch

from truceline.cli import main


@dataclass
class Told:
    """What a run ended with. An exception other than an exit passes through: a traceback."""

    code: int
    out: str
    err: str


def truceline(*words: object) -> Told:
    out, err = StringIO(), StringIO()
    with patch.object(sys, "argv", ["truceline", *map(str, words)]):
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return Told(code, out.getvalue(), err.getvalue())
