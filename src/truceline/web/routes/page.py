"""The page itself, its files, its words and the base map. Open to all: they hold nothing of a mission."""

import re
from pathlib import Path
from typing import Annotated, Final

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from litestar.static_files import create_static_files_router

from truceline.web.access import OPEN
from truceline.web.base import base_map, regions_of
from truceline.web.languages import LANGUAGES, catalogue

STATIC: Final = Path(__file__).parents[1] / "static"
FONTS: Final = Path(__file__).parents[2] / "data" / "fonts"
SCREENS: Final = ("situation", "review", "compliance", "brief", "entry")
_DAY: Final = {"cache-control": "public, max-age=86400"}


@get(
    ["/", *(f"/{screen}" for screen in SCREENS)],
    opt=OPEN,
    sync_to_thread=False,
    include_in_schema=False,
)
def page() -> Response[bytes]:
    """The one page; its address says which screen and which query it shows."""
    return Response(_page(), media_type="text/html", headers={"cache-control": "no-cache"})


def _page() -> bytes:
    ready = (STATIC / "vendor" / "preact.mjs").is_file()
    return (STATIC / ("page.html" if ready else "unready.html")).read_bytes()


@get("/sw.js", opt=OPEN, sync_to_thread=False, include_in_schema=False)
def keeper() -> Response[bytes]:
    """What keeps the page for when there is no network; from the root, since it may serve no other."""
    kept = (STATIC / "js" / "sw.js").read_bytes()
    return Response(kept, media_type="text/javascript", headers={"cache-control": "no-cache"})


@get("/words/{file:str}", opt=OPEN, sync_to_thread=False)
def words(file: Annotated[str, PathParameter(description="A language, .json")]) -> dict[str, str]:
    """Everything that the page says in one language, by key: `en.json`."""
    language = file.removesuffix(".json")
    if language not in LANGUAGES:
        raise NotFoundException(f"no such language; there are {', '.join(LANGUAGES)}")
    return catalogue(language)


@get("/base/{file:str}", opt=OPEN, sync_to_thread=False)
def base(
    file: Annotated[str, PathParameter(description="A policy of boundaries, .json")],
) -> Response[bytes]:
    """Countries and places to draw beneath, as one object of GeoJSON layers: `recognised.json`."""
    policy = file.removesuffix(".json")
    return Response(base_map(policy), media_type="application/json", headers=_DAY)


@get("/base/{policy:str}/{file:str}", opt=OPEN, sync_to_thread=False)
def regions(
    policy: Annotated[str, PathParameter(description="A policy of boundaries")],
    file: Annotated[str, PathParameter(description="A country's two letters, .json")],
) -> Response[bytes]:
    """The first-level units of one country as GeoJSON: `recognised/UA.json`."""
    if not re.fullmatch(r"[A-Z]{2}\.json", file):
        raise NotFoundException("no such country; ask for two capital letters, such as UA.json")
    told = regions_of(policy, file.removesuffix(".json"))
    return Response(told, media_type="application/geo+json", headers=_DAY)


def _files(path: str, folder: Path) -> Router:
    return create_static_files_router(
        path=path, directories=[folder], opt=OPEN, include_in_schema=False
    )


FILES: Final = (_files("/static", STATIC), _files("/fonts", FONTS))

ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (page, keeper, words, base, regions)
