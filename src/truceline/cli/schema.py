"""`truceline schema`: the JSON Schema of a file or a row."""

from enum import StrEnum
from typing import Annotated

import typer

from truceline.cli.show import show_json


class SchemaName(StrEnum):
    """What has a schema."""

    MISSION = "mission"
    AGREEMENT = "agreement"
    REPORT = "report"
    CLAIM = "claim"


def schema(
    name: Annotated[SchemaName, typer.Argument(help="Which schema.")],
    json_: Annotated[
        bool, typer.Option("--json", help="JSON on one line, without indentation.")
    ] = False,
) -> None:
    """Print a JSON Schema (2020-12) of mission.yaml, agreement.yaml, a report row or a claim.

    Example: truceline schema agreement > agreement.schema.json
    """
    import msgspec  # noqa: PLC0415

    from truceline.foundation.schemas import SCHEMAS  # noqa: PLC0415

    found = SCHEMAS[name]()
    if json_:
        typer.echo(msgspec.json.encode(found, order="sorted").decode())
    else:
        show_json(found)
