"""Linear: teams as projects, issues with their history, cycles as sprints, comments, people."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from aexy.kernel.activity import Record
from aexy.kernel.errors import NotSignedIn, Unknown
from aexy.sources.contract import Auth, Checked, Cursor, FoundProject, Heard, Level, Options, Page, Row, Scope, Stream
from aexy.sources.dialect import Clock, Watcher
from aexy.sources.http import Http
from aexy.sources.linear import hearing, issues, others, queries, reading
from aexy.sources.linear.asking import ask
from aexy.sources.linear.dialect import LinearDialect, credentials
from aexy.sources.taking import text

_API: Final = "https://api.linear.app"
_READ: Final = "read"
_STREAMS: Final = (
    Stream(others.PROJECTS, "teams", Level.CONNECTION, (_READ,)),
    Stream(others.PEOPLE, "people", Level.CONNECTION, (_READ,), is_optional=True),
    Stream(others.SPRINTS, "cycles", Level.PROJECT, (_READ,)),
    Stream(issues.STREAM, "issues", Level.PROJECT, (_READ,)),
    Stream(others.COMMENTS, "comments", Level.PROJECT, (_READ,)),
)


class Linear:
    """There is one Linear; another address than its own is asked as it stands."""

    provider = "linear"
    streams: tuple[Stream, ...] = _STREAMS

    def http(
        self, base_url: str, auth: Auth, options: Options, *, clock: Clock, watcher: Watcher, allow_private: bool
    ) -> Http:
        """The way to its API."""
        del options
        host = urlsplit(base_url).hostname or ""
        return Http(
            base=_API if host == "linear.app" or host.endswith(".linear.app") else base_url.rstrip("/"),
            dialect=LinearDialect(),
            credentials=credentials(auth),
            clock=clock,
            watcher=watcher,
            allow_private=allow_private,
        )

    def origin(self, base_url: str) -> str:
        """`linear.app`, with the workspace's name where the address has it."""
        parts = urlsplit(base_url)
        return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"

    async def check(self, http: Http, options: Options) -> Checked:
        """Try the token. Linear does not say what a token may do: what it may not comes out when it is asked."""
        del options
        found = await ask(http, queries.VIEWER)
        account = text(found, "viewer.email") or text(found, "viewer.name")
        if account is None:
            raise NotSignedIn("Linear did not say whose token this is.", next_step="Run `aexy connect linear` again.")
        workspace = text(found, "organization.name")
        notes = (f"It reads the workspace {workspace}.",) if workspace else ()
        return Checked(account=account, scopes=(), missing={}, notes=notes)

    def discover(self, http: Http, options: Options) -> AsyncIterator[FoundProject]:
        """The teams the token can see."""
        del options
        return others.discover(http)

    def pages(self, http: Http, scope: Scope, stream: str, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
        """The stream from the cursor on."""
        found = {
            others.PROJECTS: others.team_pages, others.PEOPLE: others.people_pages, others.SPRINTS: others.cycle_pages,
            issues.STREAM: issues.pages, others.COMMENTS: others.comment_pages,
        }.get(stream)  # fmt: skip
        if found is None:
            raise Unknown(f"Linear has no stream {stream!r}.", next_step="Look at what is followed.")
        return found(http, scope, cursor, now)

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """What a row says. Raises SourceFailed naming the field when it is not what Linear promises."""
        return reading.read(stream, row, scope)

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether one of the secrets signed it."""
        return hearing.verify(headers, body, secrets)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The delivery's id and what it is about."""
        return hearing.delivery(headers, body)

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """What is to be asked for."""
        return hearing.hear(event, payload, now)

    def fetch(self, http: Http, scope: Scope, stream: str, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
        """Single issues or cycles by their ids."""
        found = {issues.STREAM: issues.fetch, others.SPRINTS: others.fetch_cycles}.get(stream)
        if found is None:
            raise Unknown(f"Nothing single can be asked of {stream!r}.", next_step="Read the stream instead.")
        return found(http, scope, items, now)


LINEAR: Final = Linear()
