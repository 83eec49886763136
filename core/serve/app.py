"""The three routes of a served bundle, as an ASGI application."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.export import LoadedBundle
from core.serve.answers import answer, describe
from core.serve.body import check_headers, read_body, rows_in
from core.serve.gate import LOCAL, Gate
from core.serve.refusal import Refusal

ROUTES = "The routes are GET /health, GET /schema and POST /predict."


def application(bundle: LoadedBundle, hosts: tuple[str, ...] = LOCAL, token: str = "") -> Starlette:
    """Return the application for an opened bundle; no `hosts` means any host name."""
    described = describe(bundle)
    desks = anyio.CapacityLimiter(os.cpu_count() or 1)

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def schema(_: Request) -> JSONResponse:
        return JSONResponse(described)

    async def predict(request: Request) -> JSONResponse:
        head = request.headers
        check_headers(head.get("content-type", ""), head.get("content-length", ""))
        body = await read_body(request.stream())
        work: Callable[[], Any] = lambda: JSONResponse(answer(bundle, rows_in(body)))  # noqa: E731
        return await anyio.to_thread.run_sync(work, limiter=desks)

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/schema", schema),
            Route("/predict", predict, methods=["POST"]),
        ],
        middleware=[Middleware(Gate, hosts=hosts, token=token)],
        exception_handlers={Refusal: _refused, HTTPException: _astray, Exception: _failed},
    )


async def _refused(_: Request, refusal: Exception) -> JSONResponse:
    if not isinstance(refusal, Refusal):
        raise refusal
    return JSONResponse(refusal.to_json(), refusal.status)


async def _astray(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 400
    words = {404: "There is nothing at this address.", 405: "This address takes another method."}
    refusal = Refusal(status, words.get(status, "The request cannot be answered."), ROUTES)
    return JSONResponse(refusal.to_json(), status)


async def _failed(_: Request, __: Exception) -> JSONResponse:
    """Answer a bug in words; the server logs its traceback."""
    refusal = Refusal(500, "The server could not answer.", "Its log says why.")
    return JSONResponse(refusal.to_json(), 500)
