"""Routes, a module per screen or interface; `ROUTES` is all of them."""

from litestar.handlers import HTTPRouteHandler

from truceline.web.routes import compliance, events, mission, page, session

ROUTES: tuple[HTTPRouteHandler, ...] = (
    *compliance.ROUTES,
    *events.ROUTES,
    *mission.ROUTES,
    *page.ROUTES,
    *session.ROUTES,
)
