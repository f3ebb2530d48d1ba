"""The server's application: wiring only. Which routes there are, and what becomes of an error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from sync_server import (
    routes_blobs,
    routes_data,
    routes_devices,
    routes_health,
    routes_join,
    routes_office,
    routes_school,
    routes_signing,
    routes_site,
    routes_sync,
)
from sync_server.around import Around
from sync_server.described import ADDRESS, TITLE, VERSION, describe
from sync_server.erasing import erase_due
from sync_server.faults import HANDLERS
from sync_server.service import Service
from sync_server.site_keeping import SiteKeeper
from sync_server.steady import Steady

ROUTERS = (
    routes_sync.router,
    routes_join.router,
    routes_blobs.router,
    routes_signing.router,
    routes_school.router,
    routes_office.router,
    routes_devices.router,
    routes_data.router,
    routes_site.router,
    routes_health.router,
)

ROUTES = tuple(route for router in ROUTERS for route in router.routes)


def create_app(service: Service) -> FastAPI:
    """Return the application that serves this server; it closes the database when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        erase_due(service)
        keeper = SiteKeeper(service)
        keeper.start()
        yield
        await run_in_threadpool(keeper.stop)
        service.close()

    app = FastAPI(
        title=TITLE, version=VERSION, lifespan=lifespan, openapi_url=ADDRESS,
        docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.service, app.state.routes = service, ROUTES
    app.add_middleware(Steady, rates=service.address_rates, room=service.room)
    app.add_middleware(Around)  # the last that is added is the outermost
    for router in ROUTERS:
        app.include_router(router)
    describe(app, ROUTES)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return app
