"""Routes, a module per screen or interface; `ROUTES` is all of them."""

from litestar.handlers import HTTPRouteHandler

from truceline.web.routes import (
    compliance,
    events,
    judgements,
    mission,
    page,
    replies,
    review,
    session,
    situation,
)

ROUTES: tuple[HTTPRouteHandler, ...] = (
    *compliance.ROUTES,
    *events.ROUTES,
    *judgements.ROUTES,
    *mission.ROUTES,
    *page.ROUTES,
    *replies.ROUTES,
    *review.ROUTES,
    *session.ROUTES,
    *situation.ROUTES,
)
