"""What every provider's source is: pages that are fetched and kept, and a pure reading of their rows.

    streams       what there is to read, and to what each stream belongs
    discover()    the repositories and projects the token can see
    check()       whose token it is and what it lacks, before anything is saved
    pages()       the only part that touches the network: yields pages from a cursor on, each with the cursor after it
    read()        pure: one row of a page into records; the same rows give the same records, now and in ten years
    hear()        pure: one web hook into what is to be read directly and what is to be asked for
    verify()      pure: whether a web hook is signed by who knows the secret
    fetch()       asks for single things a web hook named; yields pages of the ordinary streams

Pages are stored before they are read (raw first), so a mistake in `read` is mended by reading them again. A cursor is a
source's note to itself: JSON, written after each page, given back at the next start. When `pages` ends, the stream was
read to its end, and its last cursor says where to look next time.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from aexy.kernel.activity import Record
from aexy.sources.dialect import Clock, Watcher
from aexy.sources.http import Http

Row = Mapping[str, Any]
Cursor = Mapping[str, Any]
Options = Mapping[str, Any]


class Level(StrEnum):
    """What a stream belongs to."""

    CONNECTION = "connection"
    REPOSITORY = "repository"
    PROJECT = "project"


class Stream(NamedTuple):
    """Something that is read page by page. `title` is for people: `pull requests`. `needs` are the scopes it asks for.

    `is_optional`: where the provider refuses it (a feature that is off, a plan that lacks it) the rest goes on, and
    sync health says so.
    """

    name: str
    title: str
    level: Level
    needs: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One repository, project or the connection itself. `name` is `owner/name`, a project's prefix, or the account."""

    level: Level
    external_id: str = ""
    name: str = ""
    origin: str = ""
    options: Options = field(default_factory=dict)


class Page(NamedTuple):
    """A page as fetched. `page` names it within its stream for ever; `cursor` says where to go on after it.

    `done` of `total` things of the stream are read with it, as far as the provider says. `skipped` are things it could
    not give, in words: they become gaps. `page` None: nothing to keep, only a cursor to write down.
    """

    stream: str
    page: str | None
    rows: Sequence[Row]
    cursor: Cursor
    done: int | None = None
    total: int | None = None
    skipped: tuple[str, ...] = ()


class FoundRepository(NamedTuple):
    """A repository the token can see."""

    external_id: str
    owner: str
    name: str
    clone_url: str
    web_url: str | None = None
    default_branch: str | None = None
    is_fork: bool = False
    is_private: bool = False
    is_archived: bool = False
    created_at: datetime | None = None


class FoundProject(NamedTuple):
    """A tracker project the token can see."""

    external_id: str
    prefix: str
    name: str
    url: str | None = None


class Checked(NamedTuple):
    """Whose token it is. `missing` maps a scope that is lacking to the sentence that says what fails without it.

    `learned` are options that were found out and are to be kept with the connection.
    """

    account: str
    scopes: tuple[str, ...]
    missing: Mapping[str, str]
    expires_at: datetime | None = None
    notes: tuple[str, ...] = ()
    learned: Mapping[str, Any] = MappingProxyType({})


class Hint(NamedTuple):
    """Something a web hook named that is to be asked for: an item of a stream of a repository or project."""

    stream: str
    scope: str
    item: str


class Heard(NamedTuple):
    """What a web hook says. `rows` are read at once as rows of those streams: (stream, scope, row).

    Scopes are external ids. `ignored` says in words why nothing comes of it.
    """

    rows: tuple[tuple[str, str, Row], ...] = ()
    hints: tuple[Hint, ...] = ()
    ignored: str | None = None


class Auth(NamedTuple):
    """What signs requests: one or several tokens, an app's key (PEM), or a login's password in `tokens`.

    `hook`: nothing does; it is only listened to.
    """

    kind: Literal["token", "app", "basic", "hook"]
    tokens: tuple[str, ...] = ()
    key: str | None = None


class Source(Protocol):
    """A provider. Instances hold no state and no secrets: those are in the `Http` they are handed."""

    provider: str
    streams: tuple[Stream, ...]

    def http(
        self, base_url: str, auth: Auth, options: Options, *, clock: Clock, watcher: Watcher, allow_private: bool
    ) -> Http:
        """The way to the installation at `base_url` (what people see, not the API's address), not opened yet."""
        ...

    def origin(self, base_url: str) -> str:
        """The installation's name for facts: `github.com`."""
        ...

    async def check(self, http: Http, options: Options) -> Checked:
        """Try the token. Raises NotSignedIn, Forbidden or SourceFailed with what to do."""
        ...

    def discover(self, http: Http, options: Options) -> AsyncIterator[FoundRepository | FoundProject]:
        """Whatever can be followed."""
        ...

    def pages(self, http: Http, scope: Scope, stream: str, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
        """The stream from the cursor on, oldest change first wherever the provider can."""
        ...

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """What a row says. Raises SourceFailed naming the field when it is not what the provider promised."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether one of the secrets signed it, in constant time. Header names are lower case."""
        ...

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The delivery's id (a digest of the body where the provider gives none) and the event's name."""
        ...

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """What a delivery says. Never raises for an event it does not know: that one is ignored, saying so."""
        ...

    def fetch(self, http: Http, scope: Scope, stream: str, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
        """Ask for single things, with few requests. What is not there any more comes as a row that says so."""
        ...
