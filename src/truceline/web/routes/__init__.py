"""Routes, a module per screen or interface; `ROUTES` is all of them."""

from litestar.handlers import HTTPRouteHandler

from truceline.web.routes import (
    basemap,
    bench,
    brief,
    compliance,
    coverage,
    entry,
    events,
    export,
    judgements,
    mission,
    names,
    ogc,
    page,
    replies,
    review,
    session,
    situation,
)

ROUTES: tuple[HTTPRouteHandler, ...] = (
    *basemap.ROUTES,
    *bench.ROUTES,
    *brief.ROUTES,
    *compliance.ROUTES,
    *coverage.ROUTES,
    *entry.ROUTES,
    *events.ROUTES,
    *export.ROUTES,
    *judgements.ROUTES,
    *mission.ROUTES,
    *names.ROUTES,
    *ogc.ROUTES,
    *page.ROUTES,
    *replies.ROUTES,
    *review.ROUTES,
    *session.ROUTES,
    *situation.ROUTES,
)
