"""Tiles of the map that whoever runs the room lays under everything; for all who are signed in."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from truceline.errors import UnreadableError
from truceline.io.pmtiles import DEEPEST, MOST, Archive, unpacked
from truceline.model.people import Right
from truceline.web.access import needs
from truceline.web.basemap import TYPES
from truceline.web.parameters import refuse

_KEPT: Final = {"cache-control": "private, max-age=86400", "vary": "accept-encoding"}
"""The address changes with the file."""


@get(
    "/basemap/{z:int}/{x:int}/{y:int}",
    opt=needs(Right.READ) | {"uncompressed": True},
    sync_to_thread=True,
)
def basemap(
    request: Request[Any, Any, Any],
    state: State,
    z: Annotated[int, PathParameter(description="Zoom")],
    x: Annotated[int, PathParameter(description="Column from the west")],
    y: Annotated[int, PathParameter(description="Row from the north")],
) -> Response[bytes]:
    """A tile as the file has it; 204 where it has none, 404 in a room without a map of its own."""
    archive: Archive | None = state.basemap
    if archive is None:
        raise NotFoundException("this room has no map of its own")
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise refuse("z", f"no such tile; zoom goes from 0 to {DEEPEST}")
    tile = archive.tile(z, x, y)
    if tile is None:
        return Response(b"", status_code=HTTP_204_NO_CONTENT, headers=_KEPT)
    body, headers = _as_accepted(request, tile) if archive.gzipped else (tile, _KEPT)
    media = TYPES[archive.face.format]
    return Response(body, status_code=HTTP_200_OK, media_type=media, headers=headers)


def _as_accepted(request: Request[Any, Any, Any], tile: bytes) -> tuple[bytes, dict[str, str]]:
    """A packed tile as it is for whoever can unpack it."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        return tile, _KEPT | {"content-encoding": "gzip"}
    try:
        return unpacked(tile, MOST), _KEPT
    except ValueError as e:
        raise UnreadableError(f"the map's tile can't be unpacked: {e}") from e


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (basemap,)
