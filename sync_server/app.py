"""The server's application: wiring only. Which routes there are, and what becomes of an error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from sync_server import (
    routes_blobs,
    routes_data,
    routes_office,
    routes_school,
    routes_signing,
    routes_sync,
)
from sync_server.erasing import erase_due
from sync_server.faults import HANDLERS
from sync_server.service import Service

ROUTERS = (
    routes_sync.router,
    routes_blobs.router,
    routes_signing.router,
    routes_school.router,
    routes_office.router,
    routes_data.router,
)


def create_app(service: Service) -> FastAPI:
    """Return the application that serves this server; it closes the database when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        erase_due(service)
        yield
        service.close()

    app = FastAPI(
        title="Ducha 督查", version="1", lifespan=lifespan, openapi_url="/api/v1/openapi.json",
        docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return app
