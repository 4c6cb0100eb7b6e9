"""Jira, in the cloud and on a server of one's own: issues with all that happened to them, sprints, people, projects."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from aexy.kernel.activity import Record
from aexy.kernel.errors import Unknown
from aexy.sources.contract import Auth, Checked, Cursor, FoundProject, Heard, Level, Options, Page, Row, Scope, Stream
from aexy.sources.dialect import Clock, Watcher
from aexy.sources.http import Http
from aexy.sources.jira import boards, hearing, issues, reading, whole_site
from aexy.sources.jira.asking import Asking
from aexy.sources.jira.checking import checked
from aexy.sources.jira.dialect import JiraDialect, credentials

_BROWSE: Final = "Browse projects"
_STREAMS: Final = (
    Stream(whole_site.PROJECTS, "projects", Level.CONNECTION, (_BROWSE,)),
    Stream(whole_site.PEOPLE, "people", Level.CONNECTION, ("Browse users and groups",), is_optional=True),
    Stream(boards.STREAM, "sprints", Level.PROJECT, (_BROWSE,), is_optional=True),
    Stream(issues.STREAM, "issues", Level.PROJECT, (_BROWSE,)),
)


class Jira:
    """Both editions: Cloud by its third interface, Server and Data Center by its second."""

    provider: str = "jira"
    streams: tuple[Stream, ...] = _STREAMS

    def http(
        self, base_url: str, auth: Auth, options: Options, *, clock: Clock, watcher: Watcher, allow_private: bool
    ) -> Http:
        """The way to a site; with the option `cloud_id` through Atlassian's gateway, which scoped tokens need."""
        cloud_id = options.get("cloud_id")
        return Http(
            base=f"https://api.atlassian.com/ex/jira/{cloud_id}" if cloud_id else base_url.rstrip("/"),
            dialect=JiraDialect(),
            credentials=credentials(auth, options),
            clock=clock,
            watcher=watcher,
            allow_private=allow_private,
        )

    def origin(self, base_url: str) -> str:
        """Host and path: several Jiras may stand at one host."""
        parts = urlsplit(base_url)
        return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"

    async def check(self, http: Http, options: Options) -> Checked:
        """Try the token, and say from which field story points are read."""
        return await checked(Asking.of(http, options), options)

    def discover(self, http: Http, options: Options) -> AsyncIterator[FoundProject]:
        """The projects the account may browse."""
        return whole_site.discover(Asking.of(http, options), self.origin(http.base))

    def pages(self, http: Http, scope: Scope, stream: str, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
        """The stream from the cursor on."""
        found = {
            whole_site.PROJECTS: whole_site.project_pages, whole_site.PEOPLE: whole_site.people_pages,
            boards.STREAM: boards.pages, issues.STREAM: issues.pages,
        }.get(stream)  # fmt: skip
        if found is None:
            raise Unknown(f"Jira has no stream {stream!r}.", next_step="Look at what is followed.")
        return found(http, scope, cursor, now)

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """What a row says. Raises SourceFailed naming the field when it is not what Jira promises."""
        return reading.read(stream, row, scope)

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether one of the secrets signed it."""
        return hearing.verify(headers, body, secrets)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The delivery's identifier and the event's name."""
        return hearing.delivery(headers, body)

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """What is to be asked for, or what is gone."""
        return hearing.hear(event, payload, now)

    def fetch(self, http: Http, scope: Scope, stream: str, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
        """Single issues, sprints or projects by their numbers."""
        found = {
            whole_site.PROJECTS: whole_site.fetch_projects, boards.STREAM: boards.fetch, issues.STREAM: issues.fetch,
        }.get(stream)  # fmt: skip
        if found is None:
            raise Unknown(f"Nothing single can be asked of {stream!r}.", next_step="Read the stream instead.")
        return found(http, scope, items, now)


JIRA: Final = Jira()
