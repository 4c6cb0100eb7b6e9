"""The description of all routes, from which clients are generated; a committed snapshot says when it changes."""

import re
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from aexy import __doc__ as about
from aexy.api.problems import Problem
from aexy.features.accounts.cookies import COOKIE
from aexy.features.routing import Policy

PAGE_OF = re.compile(rb"Page_(\w+?)_(?=\")")


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with our way of saying what went wrong and of signing in."""
    generated = get_openapi(title="Aexy", version="1", summary=about, routes=app.routes)
    document: dict[str, Any] = orjson.loads(PAGE_OF.sub(rb"\1Page", orjson.dumps(generated)))
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    components["schemas"] = dict(sorted(schemas.items()))
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token (a JWT of ten minutes), an API key (`aexy_PREFIX_SECRET`, whose scopes "
            "must include a route's `x-scope`), or the command line's own token.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "What a browser holds. A change needs the header `X-Aexy: 1` and a page of our own.",
        },
    }
    for path in document["paths"].values():
        for operation in path.values():
            _finish(operation)
    return document


def _finish(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    said = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, answer in answers.items():
        # Whatever a standard says a refusal looks like, what cannot be read at all is a problem as everywhere.
        if status.startswith("4"):
            answer["content"] |= said
    answers["default"] = {"description": "What went wrong, and what to do about it", "content": said}
    if operation["x-policy"] != Policy.PUBLIC:
        operation["security"] = [{"bearer": []}, {"session": []}]


def as_text(document: dict[str, Any]) -> str:
    """As the snapshot holds it."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"
