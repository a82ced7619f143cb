"""Failures as problem+json (RFC 9457): a status and one clear sentence."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pymongo.errors import PyMongoError
from starlette.exceptions import HTTPException

from ray_apps.schemas import Problem
from viscoper.errors import BusyError, FootageError, UnknownError, UsageError, ViscoperError

MEDIA_TYPE = "application/problem+json"
# The first class that an error is of counts.
STATUS: dict[type[Exception], HTTPStatus] = {
    UnknownError: HTTPStatus.NOT_FOUND,
    UsageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    FootageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    BusyError: HTTPStatus.CONFLICT,
    ViscoperError: HTTPStatus.SERVICE_UNAVAILABLE,
    PyMongoError: HTTPStatus.SERVICE_UNAVAILABLE,
}
log = logging.getLogger(__name__)


def problem(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """The answer that says what went wrong."""
    content = Problem(title=HTTPStatus(status).phrase, status=status, detail=sentence)
    return JSONResponse(content.model_dump(), status, headers, MEDIA_TYPE)


def add_problems(app: FastAPI) -> None:
    """Turns every failure of the app into a problem."""
    app.add_exception_handler(RequestValidationError, _not_as_described)
    app.add_exception_handler(HTTPException, _refused)
    for kind in (ViscoperError, PyMongoError, Exception):
        app.add_exception_handler(kind, _failed)


async def _not_as_described(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  Starlette's handlers are typed by Exception
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"the body is no JSON at character {first['loc'][-1]}")
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    reason = str(first["msg"]).removeprefix("Value error, ")
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{place}: {reason[:1].lower()}{reason[1:]}")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    known = {404: f"there is nothing at {request.url.path}", 405: f"{request.url.path} takes no {request.method}"}
    return problem(error.status_code, known.get(error.status_code, error.detail), dict(error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    # What another replica raised comes wrapped, with the original inside.
    error = getattr(error, "cause", None) or error
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            database = "the catalog does not answer as it should; try again" if kind is PyMongoError else str(error)
            return problem(status, database)
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the API failed in a way nobody foresaw; its log says how")
