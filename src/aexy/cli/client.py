"""The API as the command line calls it: which server, with which token, and its refusals as our own errors."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from time import time
from typing import Any, BinaryIO, NamedTuple, Self

import httpx
import orjson

from aexy.cli.figures import Malformed, expect
from aexy.kernel.errors import (
    AexyError,
    Conflict,
    Forbidden,
    NotSignedIn,
    SourceFailed,
    TooMany,
    Unavailable,
    Unknown,
    Unusable,
)
from aexy.running import cli_token_file, running
from aexy.settings import Settings

_API = "/api/v1"
_PATIENCE = httpx.Timeout(60, connect=5)
_LARGEST_PAGE = 200
_PIECE = 65_536
# How long an access token lasts, and how near its end it is exchanged.
_ACCESS_SECONDS, _SOON_SECONDS = 600, 60
_FAMILY: Mapping[int, type[AexyError]] = {
    400: Unusable, 401: NotSignedIn, 403: Forbidden, 404: Unknown, 409: Conflict, 413: Unusable, 422: Unusable,
    429: TooMany,    502: SourceFailed, 503: Unavailable,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """An address and what proves who asks. `is_here` is the one `aexy up` started in this data folder.

    `home` is where the tokens are kept that are exchanged for new ones as they expire; None where there is one only.
    """

    url: str
    token: str
    is_here: bool
    home: Path | None = None


class Kept(NamedTuple):
    """Tokens of a server elsewhere: one that lasts for minutes, until `ends`, and one to be exchanged for the next."""

    access: str
    refresh: str | None
    ends: float

    @classmethod
    def of(cls, said: Any) -> "Kept | None":  # noqa: ANN401 - whatever stands in the file
        """As they stand in the file; a plain word is a token that lasts."""
        if isinstance(said, dict) and isinstance(said.get("access"), str):
            return cls(said["access"], said.get("refresh"), float(said.get("ends", 0)))
        return cls(said, None, float("inf")) if isinstance(said, str) and said else None


def choices_file(home: Path) -> Path:
    """What the command line remembers: the server signed in to, and the workspace in use on each."""
    return home / "cli.json"


def read_choices(home: Path) -> dict[str, Any]:
    """What was remembered; nothing where nothing sensible is."""
    with suppress(OSError, orjson.JSONDecodeError):
        found = orjson.loads(choices_file(home).read_bytes())
        if isinstance(found, dict):
            return found
    return {}


def kept_tokens(home: Path, url: str) -> Kept | None:
    """What proves who asks at that server, if anybody signed in there."""
    return Kept.of(read_choices(home).get("tokens", {}).get(url.rstrip("/")))


def find_server(settings: Settings, *, url: str | None, token: str | None) -> Server:
    """The server meant: the one named, the one signed in to, else the one running here.

    Unavailable when none runs here, NotSignedIn when there is no token for a named one.
    """
    choices = read_choices(settings.home)
    url = url or choices.get("server")
    if url:
        kept = kept_tokens(settings.home, url)
        if not (token or kept):
            raise NotSignedIn(
                f"Nobody is signed in to {url}.",
                next_step=f"Run `aexy auth login {url}` first, or set AEXY_TOKEN.",
            )
        if token or kept is None:
            return Server(url.rstrip("/"), token or "", is_here=False)
        return Server(url.rstrip("/"), kept.access, is_here=False, home=settings.home if kept.refresh else None)
    here = running(settings)
    return Server(here.url.rstrip("/"), token or _own_token(settings), is_here=True)


def _own_token(settings: Settings) -> str:
    try:
        return cli_token_file(settings.home).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise Unavailable(
            "The command line's own token is missing.", next_step="Start Aexy again with `aexy down` and `aexy up`."
        ) from None


class Client:
    """Calls to one server. Answers are parsed JSON; refusals are raised as the family of errors they belong to."""

    def __init__(self, server: Server, *, transport: httpx.BaseTransport | None = None) -> None:
        self.server = server
        self._http = httpx.Client(
            base_url=server.url + _API, timeout=_PATIENCE, transport=transport, trust_env=not server.is_here,
            headers={"authorization": f"Bearer {server.token}", "accept": "application/json"} if server.token else {},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, /, **asked: str | int | None) -> Any:  # noqa: ANN401 - JSON is any of several things
        """Read; what is None is not asked."""
        return self._call("GET", path, params={key: value for key, value in asked.items() if value is not None})

    def send(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - likewise
        """Change something; None where the answer is empty."""
        return self._call(method, path, json={} if body is None else body)

    def upload(self, path: str, file: BinaryIO, **asked: Any) -> Any:  # noqa: ANN401 - likewise
        """Send a file as it is, however large; what is None is not said."""
        params = {key: value for key, value in asked.items() if value is not None}
        # Of a pipe nobody knows how long it is.
        content = file if file.seekable() else iter(lambda: file.read(_PIECE), b"")
        return self._call(
            "POST", path, params=params, content=content, headers={"content-type": "application/octet-stream"}
        )

    def download(self, path: str, target: Path, **asked: str) -> int:
        """Write what is answered into a file as it comes; how many bytes that were."""
        size = 0
        self._carry_on()
        with self._patiently(), self._http.stream("GET", path, params=asked) as answer:
            if not answer.is_success:
                answer.read()
                raise _refusal(answer)
            with target.open("wb") as file:
                for piece in answer.iter_bytes(_PIECE):
                    size += file.write(piece)
        return size

    def every(self, path: str, **asked: str | int | None) -> Iterator[dict[str, Any]]:
        """All items of a list, page after page."""
        cursor: str | None = None
        while True:
            page = expect(self.get(path, limit=_LARGEST_PAGE, cursor=cursor, **asked), "items", "next_cursor")
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def poll_device(self, device_code: str) -> dict[str, Any]:
        """What has become of a code (RFC 8628): tokens, or an `error`."""
        return expect(_parsed(self._ask("POST", "/auth/device/token", json={"device_code": device_code})))

    def redeem(self, token: str) -> Kept | None:
        """Exchange the token of a sign-in link for a session's; None when it is none."""
        answer = self._ask("POST", "/auth/redeem", json={"token": token})
        access = answer.cookies.get("aexy_session") if answer.is_success else None
        return Kept(access, answer.cookies.get("aexy_refresh"), time() + _ACCESS_SECONDS) if access else None

    def _carry_on(self, *, is_refused: bool = False) -> bool:
        """Have a token that has not expired, where this server's are exchanged; whether there is another one now."""
        home, url = self.server.home, self.server.url
        kept = kept_tokens(home, url) if home else None
        if home is None or kept is None:
            return False
        mine = self._http.headers.get("authorization", "").removeprefix("Bearer ")
        if (kept.access == mine and is_refused) or kept.ends - time() < _SOON_SECONDS:
            kept = self._exchanged(home, kept)
        self._http.headers["authorization"] = f"Bearer {kept.access}"
        return bool(kept.access != mine)

    def _exchanged(self, home: Path, kept: Kept) -> Kept:
        """New tokens, kept for the next command; the old where the server has none to give."""
        from aexy.cli.choices import remember_tokens  # noqa: PLC0415 - it keeps what this module reads

        with self._patiently():
            answer = self._http.post("/auth/refresh", json={"refresh_token": kept.refresh})
        if not answer.is_success:
            return kept
        said = expect(_parsed(answer), "access_token", "refresh_token", "expires_in")
        # Another command may have been quicker: then it keeps the refresh token, and this one has none to keep.
        fresh = Kept(said["access_token"], said["refresh_token"], time() + said["expires_in"])
        if fresh.refresh is not None:
            remember_tokens(home, self.server.url, fresh)
        return fresh

    def _call(self, method: str, path: str, **said: Any) -> Any:  # noqa: ANN401 - likewise
        answer = self._ask(method, path, **said)
        if answer.status_code == HTTPStatus.UNAUTHORIZED and "content" not in said and self._carry_on(is_refused=True):
            answer = self._ask(method, path, **said)
        if answer.is_success:
            return _parsed(answer) if answer.content else None
        raise _refusal(answer)

    def _ask(self, method: str, path: str, **said: Any) -> httpx.Response:
        self._carry_on()
        with self._patiently():
            return self._http.request(method, path, **said)

    @contextmanager
    def _patiently(self) -> Iterator[None]:
        """Trouble on the way as an error that says what to do."""
        try:
            yield
        except httpx.TimeoutException as error:
            raise Unavailable(
                f"{self.server.url} took too long to answer.", next_step="Try again, or see `aexy status`."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise Unavailable(
                f"Aexy does not answer at {self.server.url}.",
                next_step="See `aexy status`, or start it with `aexy up`."
                if self.server.is_here
                else "Check the address and your network.",
            ) from error


def _parsed(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON is any of several things
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        raise Malformed(
            f"{answer.url.host} did not answer as Aexy does.", next_step="Check the server's address."
        ) from None


def _refusal(answer: httpx.Response) -> AexyError:
    """The problem the server describes, as a member of the family."""
    problem: dict[str, Any] = {}
    with suppress(orjson.JSONDecodeError):
        found = orjson.loads(answer.content)
        problem = found if isinstance(found, dict) else {}
    family = _FAMILY.get(answer.status_code, AexyError)
    detail = problem.get("detail") or f"The server answered {answer.status_code}."
    if family is NotSignedIn:
        return NotSignedIn(str(detail), next_step="Run `aexy auth login`, or `aexy up` for the server here.")
    return family(str(detail), next_step=str(problem.get("next_step") or ""), field=problem.get("field"))
