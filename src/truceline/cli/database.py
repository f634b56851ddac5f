"""The option that says where a mission's log and people are kept, the same in every command."""

from typing import Annotated, TypeAlias

import typer

Database: TypeAlias = Annotated[
    str,
    typer.Option(
        help="postgresql://user@host/name; without it files in the mission folder.",
        envvar="TRUCELINE_DATABASE",
        show_envvar=True,
        show_default=False,
    ),
]
"""Empty for files. An address may hold a password: nothing that is given here is ever printed."""
