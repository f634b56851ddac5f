"""`truceline users`: who may come into the situation room, and what programs may.

A password is read from a prompt or from standard input, never from an argument, where other users
of the machine could see it; it is never printed. A token's secret is printed once, alone.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from truceline.cli.database import Database
from truceline.cli.show import PROBLEMS, show_json
from truceline.errors import LastAdminError, PeopleError, UnreadableError
from truceline.foundation.phrase import count
from truceline.model.people import Person, Right, Role

if TYPE_CHECKING:
    from truceline.io.people import PeopleDatabase

LEAST = 8
"""Letters of a token's id that name it."""

users = typer.Typer(
    help="""Accounts and tokens of the situation room.

    A reader reads; an analyst also enters observations and documents; a reviewer also judges; a
    releaser also signs and publishes; an admin may do everything.

    Example: truceline users add examples/energy-halt-2025 a.novak --role reviewer
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
)

Mission: TypeAlias = Annotated[Path, typer.Argument(help="The mission folder.")]
Name: TypeAlias = Annotated[str, typer.Argument(help="The account's name, such as a.novak.")]
Release: TypeAlias = Annotated[
    str,
    typer.Option(
        help="What a reader is cleared for: public, political_body, parties or restricted; all other "
        "roles see what is restricted."
    ),
]
Stdin: TypeAlias = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@users.command()
def add(
    mission: Mission,
    name: Name,
    role: Annotated[
        Role, typer.Option(help="What this person may do; each may do what the one before may.")
    ],
    display: Annotated[str, typer.Option(help="The name shown to others.")] = "",
    release: Release = "public",
    language: Annotated[str, typer.Option(help="Language of the pages, such as uk.")] = "en",
    password_stdin: Stdin = False,
    database: Database = "",
) -> None:
    """Make an account.

    Example: truceline users add examples/energy-halt-2025 a.novak --role reviewer
    """
    made = Person(
        name=name,
        display=display or name,
        role=role,
        release=release,
        language=language,
        created=_now(),
    )
    with _people(mission, database) as people:
        if people.account(name):
            raise PeopleError(f"there is an account {name} already")
        people.add_account(made, _password(name, from_stdin=password_stdin))
    typer.echo(f"{name} may log in as {role}, cleared for {made.clearance}")


@users.command("list")
def list_(mission: Mission, json_: Json = False, database: Database = "") -> None:
    """List the accounts, with their open sessions and valid tokens.

    Example: truceline users list examples/energy-halt-2025
    """
    with _people(mission, database) as people:
        told = [_told(people, person) for person in people.accounts()]
    if json_:
        show_json(told)
        return
    if not told:
        typer.echo("no accounts yet: truceline users add MISSION NAME --role admin", err=True)
    for one in told:
        _show(one)


@users.command()
def passwd(
    mission: Mission, name: Name, password_stdin: Stdin = False, database: Database = ""
) -> None:
    """Set a new password; the account's open sessions end.

    Example: truceline users passwd examples/energy-halt-2025 a.novak
    """
    with _people(mission, database) as people:
        _demand_account(people, name)
        people.set_password(name, _password(name, from_stdin=password_stdin))
    typer.echo(f"{name} has a new password; open sessions were ended")


@users.command("role")
def role_(
    mission: Mission,
    name: Name,
    role: Annotated[Role, typer.Argument(help="What this person may do from now on.")],
    release: Release = "public",
    database: Database = "",
) -> None:
    """Change what an account may do and see; its open sessions end.

    Example: truceline users role examples/energy-halt-2025 a.novak releaser
    """
    with _people(mission, database) as people:
        people.set_role(name, role, release)
        now = people.account(name)
    cleared = f", cleared for {now.clearance}" if now else ""
    typer.echo(f"{name} is {role} now{cleared}; open sessions were ended")


@users.command()
def language(
    mission: Mission,
    name: Name,
    language: Annotated[str, typer.Argument(help="Language of the pages: en or uk.")],
    database: Database = "",
) -> None:
    """Change the language in which somebody reads the pages, from the next page on.

    Example: truceline users language examples/energy-halt-2025 a.novak uk
    """
    with _people(mission, database) as people:
        people.set_language(name, language)
    typer.echo(f"{name} reads the pages in {language}")


@users.command()
def deactivate(
    mission: Mission,
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let it be used again.")] = False,
    database: Database = "",
) -> None:
    """Close an account: its sessions end and its tokens are revoked. Nothing it did is lost.

    Example: truceline users deactivate examples/energy-halt-2025 a.novak
    """
    with _people(mission, database) as people:
        (people.reactivate if undo else people.deactivate)(name)
    typer.echo(f"{name} is {'active again' if undo else 'deactivated'}")


@users.command()
def token(
    mission: Mission,
    name: Name,
    scope: Annotated[list[Right], typer.Option(help="What it may do; may be repeated.")],
    days: Annotated[float, typer.Option(min=0.01, max=366, help="How long it is valid.")] = 30,
    label: Annotated[str, typer.Option(help="What it is for.")] = "token",
    database: Database = "",
) -> None:
    """Issue a token for a program. The secret is printed once, on standard output alone.

    Example: truceline users token examples/energy-halt-2025 a.novak --scope read --days 30
    """
    now = _now()
    with _people(mission, database) as people:
        issued = people.issue_token(name, label, tuple(scope), now, now + timedelta(days=days))
    made = issued.token
    typer.echo(f"{label}: {', '.join(made.scopes)} until {made.expires:%Y-%m-%d %H:%M}Z", err=True)
    typer.echo(f"to end it: truceline users revoke MISSION {made.id[:12]}; its secret:", err=True)
    typer.echo(issued.secret)


@users.command()
def revoke(
    mission: Mission,
    token_id: Annotated[
        str, typer.Argument(help="The token's id, or how it begins; `users list` tells it.")
    ],
    database: Database = "",
) -> None:
    """End a token.

    Example: truceline users revoke examples/energy-halt-2025 3f2a9c01b7de
    """
    with _people(mission, database) as people:
        valid = [t for one in people.accounts() for t in people.tokens_of(one.name, _now())]
        found = [t for t in valid if t.id.startswith(token_id)]
        if len(found) != 1 or len(token_id) < LEAST:
            told = count(len(found), "valid token")
            hint = f"give {LEAST} letters or more of an id; `truceline users list` tells them"
            raise PeopleError(f"{told} with an id that begins with {token_id!r}: {hint}")
        people.revoke_token(found[0].id)
    typer.echo(f"{found[0].label} of {found[0].person.name} is revoked")


@users.command()
def reads(
    mission: Mission,
    name: Annotated[str, typer.Option(help="Only those of this account.")] = "",
    most: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    json_: Json = False,
    database: Database = "",
) -> None:
    """Who read what is restricted, the newest first.

    Example: truceline users reads examples/energy-halt-2025 --name a.novak
    """
    with _people(mission, database) as people:
        notes = people.reads(name or None, most=most)
    if json_:
        show_json(notes)
        return
    for note in notes:
        typer.echo(f"{note.at:%Y-%m-%dT%H:%M:%SZ} {note.account} {note.route} {' '.join(note.ids)}")


@contextmanager
def _people(mission: Path, database: str) -> Iterator["PeopleDatabase"]:
    from truceline.io.people import open_people  # noqa: PLC0415

    with open_people(mission, database or None) as people:
        try:
            yield people
        except LastAdminError as e:
            typer.echo(str(e), err=True)
            raise typer.Exit(PROBLEMS) from e


def _demand_account(people: "PeopleDatabase", name: str) -> None:
    """Before a password is asked for in vain."""
    if people.account(name) is None:
        raise PeopleError(f"there is no account {name!r}")


def _told(people: "PeopleDatabase", person: Person) -> dict[str, Any]:
    """One line of the list."""
    now = _now()
    return {
        "name": person.name,
        "display": person.display,
        "role": person.role,
        "sees": person.clearance,
        "language": person.language,
        "active": person.active,
        "created": person.created,
        "sessions": len(people.sessions_of(person.name, now)),
        "tokens": [
            {"id": t.id[:12], "label": t.label, "scopes": t.scopes, "expires": t.expires}
            for t in people.tokens_of(person.name, now)
        ],
    }


def _show(one: dict[str, Any]) -> None:
    state = "" if one["active"] else "  deactivated"
    typer.echo(f"{one['name']:<20} {one['role']:<9} sees {one['sees']}; {_counts(one)}{state}")
    for token in one["tokens"]:
        scopes, end = ", ".join(token["scopes"]), f"{token['expires']:%Y-%m-%d %H:%M}Z"
        typer.echo(f"    token {token['id']} {token['label']}: {scopes} until {end}")


def _counts(told: dict[str, Any]) -> str:
    tokens = count(len(told["tokens"]), "token")
    return f"{count(told['sessions'], 'session')}, {tokens}"


def _password(name: str, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UnreadableError("no terminal to ask for a password at; give --password-stdin")
    told: str = typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True)
    return told


def _now() -> datetime:
    return datetime.now(UTC)
