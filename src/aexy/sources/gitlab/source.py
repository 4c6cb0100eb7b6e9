"""GitLab as a source: its streams, and which part of this package does what."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

from aexy.kernel.activity import Record
from aexy.kernel.errors import Unknown, did_you_mean
from aexy.sources.contract import (
    Auth,
    Checked,
    Cursor,
    FoundProject,
    FoundRepository,
    Heard,
    Level,
    Options,
    Page,
    Row,
    Scope,
    Stream,
)
from aexy.sources.dialect import Clock, Watcher
from aexy.sources.gitlab import census, discovering, hooks, listing, manners, walking
from aexy.sources.gitlab.discovering import instant
from aexy.sources.gitlab.people import PROVIDER
from aexy.sources.gitlab.queries import ISSUES, MERGE_REQUESTS, PIPELINES, Walked
from aexy.sources.gitlab.reading import read
from aexy.sources.http import Http

_NEEDS = ("read_api",)
_WALKED: Final[Mapping[str, Walked]] = {each.stream: each for each in (MERGE_REQUESTS, ISSUES, PIPELINES)}
_LISTED: Final[Mapping[str, Callable[[Http, Scope, Cursor | None, datetime], AsyncIterator[Page]]]] = {
    "repository": census.repository, "deployments": listing.deployments, "releases": listing.releases,
    "sprints": listing.sprints, "teams": listing.teams,
}  # fmt: skip


class GitLab:
    """GitLab.com or an installation of one's own."""

    provider = PROVIDER
    streams: tuple[Stream, ...] = (
        Stream("teams", "groups and members", Level.CONNECTION, _NEEDS, is_optional=True),
        Stream("merge_requests", "merge requests", Level.REPOSITORY, _NEEDS),
        Stream("issues", "issues", Level.REPOSITORY, _NEEDS),
        Stream("sprints", "iterations and milestones", Level.REPOSITORY, _NEEDS, is_optional=True),
        Stream("pipelines", "pipelines", Level.REPOSITORY, _NEEDS, is_optional=True),
        Stream("deployments", "deployments", Level.REPOSITORY, _NEEDS, is_optional=True),
        Stream("releases", "releases", Level.REPOSITORY, _NEEDS, is_optional=True),
        Stream("repository", "what was deleted", Level.REPOSITORY, _NEEDS),
    )

    def http(
        self, base_url: str, auth: Auth, options: Options, *, clock: Clock, watcher: Watcher, allow_private: bool
    ) -> Http:
        """The way to the installation at `base_url`, not opened yet."""
        return manners.way(base_url, auth, options, clock=clock, watcher=watcher, allow_private=allow_private)

    def origin(self, base_url: str) -> str:
        """The installation's host, with its port and path where it has any."""
        parts = urlsplit(base_url)
        return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"

    async def check(self, http: Http, options: Options) -> Checked:
        """Try the token."""
        return await discovering.check(http, options)

    def discover(self, http: Http, options: Options) -> AsyncIterator[FoundRepository | FoundProject]:
        """Projects that can be followed."""
        return discovering.discover(http, options)

    def pages(self, http: Http, scope: Scope, stream: str, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
        """The stream from the cursor on."""
        if cursor is not None and cursor.get("read_at") == instant(now):
            return _nothing()
        if (walked := _WALKED.get(stream)) is not None:
            return walking.walk(http, scope, walked, cursor, now)
        if (listed := _LISTED.get(stream)) is not None:
            return listed(http, scope, cursor, now)
        raise _unknown(stream)

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """What a row says."""
        return read(stream, row, scope)

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether GitLab sent it."""
        return hooks.verify(headers, body, secrets)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The delivery's id and the event's name."""
        return hooks.delivery(headers, body)

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """What a delivery says."""
        return hooks.hear(event, payload, now)

    def fetch(self, http: Http, scope: Scope, stream: str, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
        """Ask for single things a web hook named."""
        if (walked := _WALKED.get(stream)) is not None:
            return walking.items(http, scope, walked, items, now)
        if stream in ("deployments", "releases"):
            return _single(http, scope, stream, items, now)
        raise _unknown(stream)


async def _nothing() -> AsyncIterator[Page]:
    """It was read to its end for this very instant."""
    pages: tuple[Page, ...] = ()
    for page in pages:
        yield page


async def _single(
    http: Http, scope: Scope, stream: str, items: Sequence[str], now: datetime
) -> AsyncIterator[Page]:  # fmt: skip
    rows: list[Row] = []
    tiers = await listing.tiers_of(http, scope) if stream == "deployments" else {}
    for item in dict.fromkeys(items):
        if stream == "deployments":
            rows.append(await listing.one_deployment(http, scope, item, now, tiers))
        else:
            rows.append(await _release(http, scope, item, now))
    if rows:
        yield Page(stream, f"items/{instant(now)}/{items[0]}", rows, {})


async def _release(http: Http, scope: Scope, tag: str, now: datetime) -> Row:
    try:
        path = f"{manners.REST}/projects/{scope.external_id}/releases/{quote(tag, safe='')}"
        row: Row = (await http.get(path)).json()
    except Unknown:
        return {"tag_name": tag, "gone_at": instant(now)}
    return row


def _unknown(stream: str) -> Unknown:
    names = [each.name for each in GitLab.streams]
    return Unknown(f"GitLab has no stream {stream!r}.", next_step=did_you_mean(stream, names))
