"""The page and its files; without GraphiQL, which an image may lack, a page that says so."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from doubles.standin import limits
from doubles.standin.console.asked import explain_token, insert_sample, show_state

_HERE = Path(__file__).parent
# What the image's build puts here: files of npm's packages.
LIBRARIES = _HERE / "libraries"
_OWN = ("console.css", "console.js", "graphql.js")
# The page loads what this server has, and asks nobody else, whatever its libraries would like to.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src 'self' data:; "
    "connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def console_routes() -> list[BaseRoute]:
    """The addresses of the console."""
    return [
        Route("/", _to_console),
        Route("/console/files/{name}", _file),
        Route("/console/state", show_state, methods=["POST"], max_body_size=limits.BODY),
        Route("/console/explain", explain_token, methods=["POST"], max_body_size=limits.BODY),
        Route("/console/sample", insert_sample, methods=["POST"], max_body_size=limits.BODY),
        *(Route(path, _page) for path in ("/console", "/console/{rest:path}")),
    ]


async def _to_console(_: Request) -> Response:
    return RedirectResponse("/console", 302)


async def _page(_: Request) -> Response:
    page = "console.html" if LIBRARIES.is_dir() else "plain.html"
    return HTMLResponse((_HERE / page).read_text(), headers=_HEADERS)


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    found = {path.name: path for path in LIBRARIES.glob("*")} | {own: _HERE / own for own in _OWN}
    if name not in found:
        return Response(status_code=404)
    return FileResponse(found[name], headers=_HEADERS | {"cache-control": "no-cache"})
