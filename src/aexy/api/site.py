"""The pages: the web product's static export, served from `site/` beside this file.

`/insights/people` is `insights/people.html` or `insights/people/index.html`; what a page is about stands in its query,
so no page needs a server of its own. Under `_next/static/` every name carries its content's hash and is kept for ever;
all else is asked for anew and answered with 304 while it is the same. Pages that are built anew under a running server
are known by the stamp of their start page; until they stand there, what was read before is kept. An exported page has
scripts in its text: the content security policy names the hash of each, and nothing else may run; with styles it is the
same. Only the `style` of a single element is free, which React and the drawings write.
"""

import asyncio
import gzip
import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from aexy.api.problems import of_status

SITE = Path(__file__).parent / "site"

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
WORTH_PACKING = re.compile(r"^(text/|image/svg|application/(javascript|json|manifest|xml))")
SMALLEST_PACKED = 1000

INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)

INLINE_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
# What the package of our select boxes writes into a page when one opens.
SELECT_STYLE = (
    b"[data-radix-select-viewport]{scrollbar-width:none;-ms-overflow-style:none;-webkit-overflow-scrolling:touch;}"
    b"[data-radix-select-viewport]::-webkit-scrollbar{display:none}"
)

NOT_BUILT = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Aexy</title>
<body style="font: 15px/1.5 system-ui; margin: 4rem auto; max-width: 36rem; padding: 0 1rem">
<h1 style="font-size: 1.2rem">The pages are not built</h1>
<p>The API is running, at <code>/api/v1</code>. To build the pages, run <code>make build</code> in a clone of Aexy
with Node 20 or newer, and start again.</p>
"""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: whole, and packed where that is worth it."""

    body: bytes
    packed: bytes | None
    headers: dict[str, str]
    status: int = 200


class Site:
    """An ASGI application for everything that is no route of the API."""

    def __init__(self, folder: Path = SITE) -> None:
        self.folder = folder
        self._stamp = _stamp(folder)
        self.files = _files(folder)
        self._read: dict[str, Asset] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page or file, a 404 page, or for a client a problem."""
        if scope["type"] != "http":
            return
        response = await self._answer(scope)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        path = scope["path"]
        if path == "/api" or path.startswith("/api/"):
            return of_status(404)
        if scope["method"] not in {"GET", "HEAD"}:
            return of_status(405, headers={"allow": "GET, HEAD"})
        self._renew()
        if not self.files:
            return Response(NOT_BUILT, 503, {"content-security-policy": _policy(NOT_BUILT)}, "text/html")
        name = self._name(path)
        try:
            asset = await self._asset(name or "404.html") if name or "404.html" in self.files else None
        except FileNotFoundError:
            asset = None  # It stood here when the files were listed: a new export is being copied.
        if asset is None:
            return of_status(404)
        return _respond(asset, Headers(scope=scope), 200 if name else 404)

    def _renew(self) -> None:
        """List the files again when others were built since."""
        stamp = _stamp(self.folder)
        if stamp is not None and stamp != self._stamp:
            self.files, self._read, self._stamp = _files(self.folder), {}, stamp

    def _name(self, path: str) -> str | None:
        plain = path.strip("/")
        candidates = (plain, f"{plain}.html", f"{plain}/index.html") if plain else ("index.html",)
        return next((name for name in candidates if name in self.files), None)

    async def _asset(self, name: str) -> Asset:
        asset = self._read.get(name)
        if asset is None:
            asset = await asyncio.to_thread(_load, self.files[name], name)
            self._read[name] = asset
        return asset


def _stamp(folder: Path) -> tuple[int, int] | None:
    """What is different after another export; none where there is no start page, or not yet again."""
    try:
        found = (folder / "index.html").stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _files(folder: Path) -> dict[str, Path]:
    """Every file by its address: nothing outside of the folder, nothing hidden, can be asked for."""
    if not folder.is_dir():
        return {}
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    names = ((path.relative_to(folder).as_posix(), path) for path in found)
    return {name: path for name, path in names if not name.startswith(".") and "/." not in name}


def _load(path: Path, name: str) -> Asset:
    body = path.read_bytes()
    media_type = guess_type(name)[0] or "application/octet-stream"
    packed = (
        gzip.compress(body, 6, mtime=0) if WORTH_PACKING.match(media_type) and len(body) > SMALLEST_PACKED else None
    )
    is_text = media_type.startswith("text/") or media_type.endswith("javascript")
    headers = {
        "content-type": f"{media_type}; charset=utf-8" if is_text else media_type,
        "cache-control": FOR_EVER if name.startswith("_next/static/") else ASK_AGAIN,
        "etag": f'"{sha256(body).hexdigest()[:32]}"',
        "content-security-policy": _policy(body if media_type == "text/html" else b""),
    }
    return Asset(body, packed, headers)


def _policy(html: bytes) -> str:
    """What a page may load and run: our own files, and the scripts and styles that stood in it when it was exported."""
    scripts = _sources(INLINE_SCRIPT.findall(html))
    styles = _sources([*INLINE_STYLE.findall(html), SELECT_STYLE])
    return (
        f"default-src 'self'; script-src {scripts}; style-src {styles}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _sources(texts: list[bytes]) -> str:
    """Our own files, and these texts by their hash."""
    hashes = {b64encode(sha256(text).digest()).decode() for text in texts}
    return " ".join(["'self'", *(f"'sha256-{digest}'" for digest in sorted(hashes))])


def _respond(asset: Asset, asked: Headers, status: int) -> Response:
    etags = {tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")}
    if status == HTTPStatus.OK and asset.headers["etag"] in etags:
        return Response(None, 304, asset.headers)
    if asset.packed is None:
        return Response(asset.body, status, asset.headers)
    headers = {**asset.headers, "vary": "accept-encoding"}
    if "gzip" in asked.get("accept-encoding", ""):
        return Response(asset.packed, status, {**headers, "content-encoding": "gzip"})
    return Response(asset.body, status, headers)
