"""The command line: each command in a file of its own that parses, calls and prints.

Heavy imports stand inside the commands, so that `truceline --help` answers at once.
"""

import sys

import typer

from truceline.cli.brief import brief
from truceline.cli.check import check
from truceline.cli.compare import compare
from truceline.cli.fuse import fuse
from truceline.cli.ingest import ingest
from truceline.cli.init import init
from truceline.cli.lineage import lineage
from truceline.cli.move import move
from truceline.cli.plan import plan
from truceline.cli.pledges import pledges
from truceline.cli.read import read
from truceline.cli.schema import schema
from truceline.cli.sensors import sensors
from truceline.cli.serve import serve
from truceline.cli.show import WRONG_USE
from truceline.cli.simulate import simulate
from truceline.cli.site import site
from truceline.cli.users import users
from truceline.cli.verify import verify
from truceline.cli.watch import watch
from truceline.errors import TrucelineError

app = typer.Typer(
    name="truceline",
    help="Plans, monitors and reports on a ceasefire.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _command in (
    init,
    schema,
    check,
    ingest,
    fuse,
    read,
    lineage,
    brief,
    compare,
    pledges,
    plan,
    site,
    simulate,
    sensors,
    watch,
    serve,
    move,
    verify,
):
    app.command(_command.__name__)(_command)
app.add_typer(users, name="users")


def main() -> None:
    """Entry point. An error of the input is one clear message and exit code 2, never a traceback;
    so is a file or folder that can't be read or written.
    """
    try:
        app()
    except TrucelineError as e:
        sys.stderr.write(f"{e}\n")
        sys.exit(WRONG_USE)
    except OSError as e:
        sys.stderr.write(f"{e.filename or 'truceline'}: {e.strerror or e}\n")
        sys.exit(WRONG_USE)
