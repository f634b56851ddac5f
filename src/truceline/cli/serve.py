"""`truceline serve`: the situation room in a browser, for one person or a team."""

import errno
import getpass
import socket
import sys
from contextlib import nullcontext
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.show import progress, show_json, show_problems
from truceline.errors import UnreadableError
from truceline.model.people import HERE

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from litestar import Litestar

    from truceline.io.pmtiles import Archive
    from truceline.model.people import PeopleStore
    from truceline.model.ports import Store
    from truceline.model.record import Problem

LOOPBACK = ("127.0.0.1", "::1", "localhost")
BASEMAP_FILE = "basemap.pmtiles"
HINTS = {
    errno.EADDRINUSE: "another program is there; --port 0 takes a free one",
    errno.EACCES: "ports below 1024 are the system's; take another",
}
ENOUGH = 100
"""Reports from which on compiling pays a server: every judgement fuses some of them again."""


def serve(
    mission: Annotated[Path, typer.Argument(help="The mission folder.")],
    host: Annotated[str, typer.Option(help="Address to listen at.")] = LOOPBACK[0],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8321,
    database: Annotated[
        str,
        typer.Option(
            help="postgresql://… for a team; else files in the mission folder.",
            envvar="TRUCELINE_DATABASE",
            show_envvar=False,
        ),
    ] = "",
    basemap: Annotated[
        Path | None,
        typer.Option(
            help="A base map of your own, PMTiles; else the mission folder's basemap.pmtiles."
        ),
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="Key of the certificate, PEM.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Serve a mission's situation room, until Ctrl+C.

    New and changed files of the folder are taken into the evidence log first. Without accounts
    (`truceline users`) a link is printed that opens the room once, from this machine alone; at any
    other address than this machine's own there must be accounts.

    Example: truceline serve examples/energy-halt-2025
    """
    from truceline.io.people import open_people  # noqa: PLC0415
    from truceline.io.stores import open_store  # noqa: PLC0415

    _check_tls(certificate, key)
    with (
        _basemap(mission, basemap) as drawn,
        open_store(mission, database or None) as store,
        open_people(mission, database or None) as people,
    ):
        alone = _alone(people, host)
        listener = _listener(host, port)
        show_problems(_taken_in(mission, store))
        app = _app(mission, store, people, drawn, alone=alone)
        _tell(app, listener, tls=certificate is not None, as_json=json_)
        _run(app, listener, certificate, key)


def _alone(people: "PeopleStore", host: str) -> bool:
    """Is this one person at one machine? Raises `UnreadableError` where others could come in by no
    account.
    """
    from truceline.web.alone import make_account  # noqa: PLC0415

    if any(person.name != HERE for person in people.accounts()):
        return False
    if host not in LOOPBACK:
        hint = "make an account first: truceline users add MISSION NAME --role admin"
        raise UnreadableError(f"--host {host}: others can reach this address; {hint}")
    make_account(people, getpass.getuser())
    return True


def _taken_in(mission: Path, store: "Store") -> tuple["Problem", ...]:
    from truceline.assess.folder import ingest  # noqa: PLC0415

    return ingest(mission, store, progress=progress).problems


def _basemap(mission: Path, named: Path | None) -> "AbstractContextManager[Archive | None]":
    """The file that is named, else the mission's own, else none. Raises `UnreadableError` for one that
    can't be used.
    """
    from truceline.io.pmtiles import Archive  # noqa: PLC0415
    from truceline.web.basemap import check_layers  # noqa: PLC0415

    own = mission / BASEMAP_FILE
    path = named or (own if own.is_file() else None)
    if path is None:
        return nullcontext()
    archive = Archive(path)
    check_layers(archive.face, path.name)
    return archive


def _app(
    mission: Path,
    store: "Store",
    people: "PeopleStore",
    basemap: "Archive | None",
    *,
    alone: bool,
) -> "Litestar":
    from truceline.io.engines.embedded import EmbeddedEngine  # noqa: PLC0415
    from truceline.stages.fusion.compiled import compile_from  # noqa: PLC0415
    from truceline.web.app import create_app  # noqa: PLC0415

    compile_from(ENOUGH)
    typer.echo("Deriving what is known; the first start on a machine compiles, once …", err=True)
    app = create_app(mission, store, EmbeddedEngine(), people, alone=alone, basemap=basemap)
    app.state.room.picture()  # a mission that can't be used is told before anybody comes
    return app


def _check_tls(certificate: Path | None, key: Path | None) -> None:
    """Raise `UnreadableError` for what nobody could be answered with."""
    if certificate is None:
        if key is not None:
            raise UnreadableError("--key: of which --certificate? Give both")
        return
    import ssl  # noqa: PLC0415

    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except OSError as e:
        files = " with ".join(str(path) for path in (certificate, key) if path)
        hint = "a certificate and its key are wanted, as PEM"
        raise UnreadableError(f"{files}: {e.strerror or e}; {hint}") from e


def _listener(host: str, port: int) -> socket.socket:
    """The address, which is ours from now on; who comes before the server listens is refused. Raises
    `UnreadableError` where it can't be had.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it: without it the second answer on a connection waits 40 ms for an
    # acknowledgement of its headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as e:
        listener.close()
        hint = HINTS.get(e.errno or 0, "--host is an address of this machine")
        raise UnreadableError(f"{host}, port {port}: {e.strerror}; {hint}") from e
    return listener


def _tell(app: "Litestar", listener: socket.socket, *, tls: bool, as_json: bool) -> None:
    """Where the room is, on stdout; what to do there, on stderr."""
    address, port = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    enter = f"#enter={app.state.alone.key}" if app.state.alone.key else ""
    url = f"{'https' if tls else 'http'}://{shown}:{port}/"
    if as_json:
        show_json({"url": url, "enter": f"{url}{enter}" if enter else None})
    else:
        typer.echo(url + enter)
    sys.stdout.flush()  # whoever started this reads it now, not when it ends
    if not tls and not ip_address(address).is_loopback:
        typer.echo("without --certificate, passwords can be read on their way here", err=True)
    how = "this link lets you in, once" if enter else "sign in there by name and password"
    typer.echo(f"{how}; Ctrl+C ends the room", err=True)


def _run(
    app: "Litestar", listener: socket.socket, certificate: Path | None, key: Path | None
) -> None:
    import uvicorn  # noqa: PLC0415

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[listener])
