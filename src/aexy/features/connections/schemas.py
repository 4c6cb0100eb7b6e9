"""What is said about a connection, and what may be asked of one. A secret only ever comes in."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import AfterValidator, Field, SecretStr

from aexy.features.paging import Shape, Wish


class Provider(StrEnum):
    """Where connections lead."""

    GITHUB = "github"
    GITLAB = "gitlab"
    JIRA = "jira"
    LINEAR = "linear"
    PAGERDUTY = "pagerduty"
    OPSGENIE = "opsgenie"
    HOOK = "hook"  # deployments and incidents in our own words


class AuthKind(StrEnum):
    """What signs its requests: tokens, an app's key, a login with a password; nothing, where it is only listened to."""

    TOKEN = "token"  # noqa: S105 - the word, not one
    APP = "app"
    BASIC = "basic"
    HOOK = "hook"


class ConnectionState(StrEnum):
    """How it is. Paused by a person; failing and revoked say why in `error`."""

    ACTIVE = "active"
    PAUSED = "paused"
    FAILING = "failing"
    REVOKED = "revoked"


class TokenShown(Shape):
    """A token as it may be seen."""

    number: int
    hint: str = Field(description="Its last four characters.")
    created_at: datetime
    expires_at: datetime | None


class HookState(Shape):
    """How its web hook is."""

    is_set: bool
    is_rotating: bool = Field(description="A second secret is believed beside the first, until the first is dropped.")
    seen_at: datetime | None
    waiting: int = Field(description="Deliveries that came and are not read yet.")
    dead: int = Field(description="Deliveries that could not be read after several tries.")


class Connection(Shape):
    """A way to a provider: whose it is, how it is, what comes through it."""

    id: UUID
    provider: Provider
    name: str
    base_url: str
    origin: str = Field(description="The installation's name in facts: github.com.")
    auth_kind: AuthKind
    account: str | None
    scopes: list[str]
    options: dict[str, Any]
    state: ConnectionState
    error: str | None = Field(description="What is wrong and what to do about it.")
    error_at: datetime | None
    follows_all: bool = Field(description="Whatever it can see is taken in, also what comes later.")
    repositories: int = Field(description="How many it follows.")
    projects: int
    tokens: list[TokenShown]
    webhook: HookState
    last_synced_at: datetime | None
    created_at: datetime


class MissingScope(Shape):
    """A right the token lacks."""

    scope: str
    costs: str = Field(description="What cannot be read without it.")


class CheckedConnection(Shape):
    """What a token turned out to be, before or after it is kept."""

    provider: Provider
    base_url: str
    origin: str
    account: str
    scopes: list[str]
    missing: list[MissingScope]
    notes: list[str]
    expires_at: datetime | None


Secret = Annotated[SecretStr, Field(min_length=1, max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


def _keepable(options: dict[str, Any]) -> dict[str, Any]:
    """Options are kept as PostgreSQL's JSON, which knows no zero character."""
    try:
        orjson.dumps(options)
    except TypeError:
        raise ValueError("Options hold numbers of at most 64 bits, and lists and objects a few levels deep.") from None
    if "\\u0000" in json.dumps(options):
        raise ValueError("Options cannot hold a zero character.")
    return options


Options = Annotated[dict[str, Any], Field(max_length=50), AfterValidator(_keepable)]


class App(Wish):
    """A GitHub App."""

    app_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,40}$", description="As its settings page shows it.")
    key: Secret = Field(description="Its private key, PEM.")
    installation_id: int | None = Field(default=None, description="Null: the only one there is.")


class Wanted(Wish):
    """A way to a provider, to be tried: tokens, or a login and its tokens, or an app."""

    provider: Provider
    base_url: str | None = Field(default=None, max_length=500, description="Null: the provider's own.")
    tokens: list[Secret] = Field(default_factory=list, max_length=20, description="One or several, used in turn.")
    login: str | None = Field(
        default=None, max_length=320, description="Jira: the account's e-mail, or the login on a server."
    )
    app: App | None = None
    options: Options = Field(default_factory=dict)


class NewConnection(Wanted):
    """The same, to be kept once it works."""

    name: Name | None = Field(default=None, description="What to call it; null: the account's name.")


class ConnectionChange(Wish):
    """What shall be different; what is not mentioned stays."""

    name: Name | None = None
    options: Options | None = Field(default=None, description="All of them, in place of those before.")
    is_paused: bool | None = None


class NewTokens(Wish):
    """Tokens for a connection there is. They are tried first; the account may be another."""

    tokens: list[Secret] = Field(default_factory=list, max_length=20)
    app: App | None = None
    login: str | None = Field(default=None, max_length=320)


class NewToken(Wish):
    """One more token."""

    token: Secret


class Followable(Shape):
    """A repository or project the token can see."""

    kind: Literal["repository", "project"]
    external_id: str
    name: str = Field(description="owner/name, or a project's name.")
    prefix: str | None = Field(description="What a project's issues are called by: PAY.")
    url: str | None
    is_followed: bool
    is_private: bool = False
    is_fork: bool = False
    is_archived: bool = False


class FollowedThing(Shape):
    """A repository or project that is taken in."""

    kind: Literal["repository", "project"]
    id: UUID
    external_id: str
    name: str
    url: str | None
    last_synced_at: datetime | None
    gone_at: datetime | None = Field(description="Since when the provider has it no more, or hides it from the token.")


class FollowedThings(Shape):
    """All that a connection takes in."""

    follows_all: bool
    items: list[FollowedThing]


class Following(Wish):
    """Exactly what shall be followed from now on. What was read of the others stays."""

    follows_all: bool = False
    repositories: list[str] = Field(
        default_factory=list, max_length=20_000, description="External ids, as `available` has them."
    )
    projects: list[str] = Field(default_factory=list, max_length=20_000)


class NewHookSecret(Wish):
    """A secret for its web hook."""

    secret: Secret | None = Field(
        default=None, description="Where the provider makes it up (Linear); null: we make one."
    )


class HookEvent(Shape):
    """An event to tick at the provider."""

    name: str
    brings: str


class HookSecret(Shape):
    """What to enter at the provider. The secret is shown this once."""

    url: str
    secret: str | None = Field(description="Null where it was given to us.")
    is_second: bool = Field(description="The one before is believed too, until it is dropped.")
    content_type: str
    events: list[HookEvent]
    steps: list[str]
    is_reachable: bool = Field(description="Whether the address looks like one a provider can reach.")


class NewListening(Wish):
    """A tool that tells of deployments or incidents by its web hook."""

    provider: Literal[Provider.PAGERDUTY, Provider.OPSGENIE, Provider.HOOK]
    name: Name = Field(description="What to call it.")
    secret: Secret | None = Field(
        default=None, description="Where it makes it up (PagerDuty), if it is known already; null: we make one."
    )


class Listening(Shape):
    """A connection that is only listened to, and what to enter at the tool."""

    connection: Connection
    hook: HookSecret


class ScopeNeeded(Shape):
    """A right a token should have."""

    scope: str
    reads: str


class Guide(Shape):
    """How to come to a token for a provider, in words."""

    provider: Provider
    title: str
    base_url: str | None = Field(description="Its own address; null where every customer has another.")
    auth_kinds: list[AuthKind]
    token_url: str | None = Field(description="Where a token is made, filled in as far as the provider lets us.")
    scopes: list[ScopeNeeded]
    steps: list[str]
    has_device_flow: bool = Field(description="Whether signing in by a code works here.")


class DeviceWish(Wish):
    """Sign in by a code shown here and typed there."""

    provider: Provider
    base_url: str | None = Field(default=None, max_length=500)


class DeviceCode(Shape):
    """Type `user_code` at `verification_url`, then poll with `device_code`."""

    user_code: str
    verification_url: str
    device_code: str
    seconds_between: int
    expires_at: datetime


class DevicePoll(Wish):
    """Whether it was typed. Once it was, the connection is made."""

    provider: Provider
    device_code: Secret
    base_url: str | None = Field(default=None, max_length=500)
    name: Name | None = None


class DeviceAnswer(Shape):
    """`waiting`: ask again after so many seconds. `done`: here is the connection."""

    state: Literal["waiting", "done"]
    seconds_between: int
    connection: Connection | None
