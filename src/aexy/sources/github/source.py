"""GitHub as a source: which streams it has, and which part reads each."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from aexy.kernel.activity import Record
from aexy.kernel.errors import Unusable
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
from aexy.sources.dialect import Clock, Credential, StaticCredential, Watcher
from aexy.sources.github import (
    checking,
    conversation,
    copilot,
    hooks,
    issues,
    organization,
    pulls,
    readings,
    running,
)
from aexy.sources.github.app import AppCredential
from aexy.sources.github.dialect import GitHubDialect
from aexy.sources.http import Http

_MAIN = "github.com"
_OURS, _THEIRS = Level.REPOSITORY, Level.CONNECTION


_PAGES: Mapping[str, Callable[[Http, Scope, Cursor | None, datetime], AsyncIterator[Page]]] = {
    "repository": issues.vanished,
    "pull_requests": pulls.pages,
    "issues": issues.pages,
    "issue_numbers": issues.numbers,
    "runs": running.runs,
    "deployments": running.deployments,
    "releases": running.releases,
    "people": organization.people,
    "teams": organization.teams,
    copilot.STREAM: copilot.pages,
}


class GitHub:
    """GitHub and GitHub Enterprise. It holds no state: that is in the `Http` it is handed."""

    provider = "github"
    streams: tuple[Stream, ...] = (
        Stream("repository", "whether the repository is still there", _OURS),
        Stream("pull_requests", "pull requests", _OURS, ("repo",)),
        Stream("review_comments", "remarks on lines", _OURS, ("repo",)),
        Stream("issues", "issues", _OURS, ("repo",), is_optional=True),
        Stream("comments", "conversation", _OURS, ("repo",), is_optional=True),
        Stream("issue_numbers", "which issues are gone", _OURS, ("repo",), is_optional=True),
        Stream("runs", "workflow runs and jobs", _OURS, ("repo",), is_optional=True),
        Stream("deployments", "deployments", _OURS, ("repo",), is_optional=True),
        Stream("releases", "releases", _OURS, ("repo",), is_optional=True),
        Stream("people", "people", _THEIRS, ("read:org", "read:user"), is_optional=True),
        Stream("teams", "teams", _THEIRS, ("read:org",), is_optional=True),
        Stream(copilot.STREAM, "how Copilot is used", _THEIRS, ("read:org",), is_optional=True),
    )

    def http(
        self, base_url: str, auth: Auth, options: Options, *, clock: Clock, watcher: Watcher, allow_private: bool
    ) -> Http:
        """The way to the installation, not opened yet."""
        return Http(
            base=api_base(base_url), dialect=GitHubDialect(), credentials=_credentials(auth, options), clock=clock,
            watcher=watcher, allow_private=allow_private,
        )  # fmt: skip

    def origin(self, base_url: str) -> str:
        """`github.com`, or the Enterprise host."""
        host = urlsplit(base_url).netloc.lower().rpartition("@")[2]
        return _MAIN if host in (_MAIN, "www.github.com", "api.github.com") else host

    async def check(self, http: Http, options: Options) -> Checked:
        """Try the token. Raises NotSignedIn, Forbidden or SourceFailed with what to do."""
        return await checking.check(http, options)

    async def discover(self, http: Http, options: Options) -> AsyncIterator[FoundRepository | FoundProject]:
        """Whatever can be followed."""
        async for found in organization.discover(http, options):
            yield found

    async def pages(
        self, http: Http, scope: Scope, stream: str, cursor: Cursor | None, now: datetime
    ) -> AsyncIterator[Page]:
        """The stream from the cursor on."""
        if stream in conversation.PATHS:
            read = conversation.pages(http, scope, stream, cursor, now)
        elif stream in _PAGES:
            read = _PAGES[stream](http, scope, cursor, now)
        else:
            raise Unusable(f"GitHub has no stream called {stream!r}.", next_step=f"There are: {', '.join(_PAGES)}.")
        async for page in read:
            yield page

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """What a row says. Raises SourceFailed naming the field when it is not what GitHub promised."""
        return readings.read(stream, row, scope)

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether one of the secrets signed it, in constant time."""
        return hooks.verify(headers, body, secrets)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The delivery's id and the event's name."""
        return hooks.delivery(headers, body)

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """What a delivery says."""
        return hooks.hear(event, payload, now)

    async def fetch(
        self, http: Http, scope: Scope, stream: str, items: Sequence[str], now: datetime
    ) -> AsyncIterator[Page]:
        """Ask for single things, with few requests."""
        match stream:
            case "pull_requests":
                read = pulls.fetch(http, scope, items, now)
            case "issues":
                read = issues.fetch(http, scope, items, now)
            case "runs":
                read = running.fetch_runs(http, scope, items, now)
            case "deployments":
                read = running.fetch_deployments(http, scope, items, now)
            case "comments" | "review_comments":
                read = conversation.fetch(http, scope, stream, items)
            case _:
                read = self.pages(http, scope, stream, None, now)
        async for page in read:
            yield page


def api_base(base_url: str) -> str:
    """Where the API of an installation answers: beside github.com, below an Enterprise host."""
    parts = urlsplit(base_url.rstrip("/"))
    host = parts.netloc.lower()
    if parts.scheme not in ("http", "https") or not host:
        raise Unusable(f"{base_url!r} is no address.", next_step="Give one like https://github.com.", field="base_url")
    if host in (_MAIN, "www.github.com", "api.github.com"):
        return "https://api.github.com"
    if host.endswith(".ghe.com"):
        return f"https://api.{host.removeprefix('api.')}"
    return f"{parts.scheme}://{parts.netloc}/api/v3"


def _credentials(auth: Auth, options: Options) -> Sequence[Credential]:
    if auth.kind == "app":
        app, installation = options.get("app_id"), options.get("installation_id")
        if not (app and auth.key):
            raise Unusable(
                "A GitHub App needs its id and its private key.", next_step="Find both on the app's page.", field="app"
            )
        return [AppCredential(app_id=str(app), installation_id=str(installation or ""), key=auth.key)]
    if not auth.tokens:
        raise Unusable("There is no token.", next_step="Run `aexy connect github` and give one.")
    return [StaticCredential(at, {"authorization": f"Bearer {each}"}) for at, each in enumerate(auth.tokens)]


GITHUB = GitHub()
