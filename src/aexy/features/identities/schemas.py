"""What is said about identities, and what may be decided about them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish
from aexy.features.people.schemas import DeveloperKind


class Action(StrEnum):
    """What was decided: a suggestion was right or wrong, a merge or a split, what somebody is, or to take it back."""

    ACCEPT = "accept"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"
    KIND = "kind"
    UNDO = "undo"


class DecisionState(StrEnum):
    """Waiting for the consent of whoever it concerns, in force, refused by them, or taken back."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    UNDONE = "undone"


class Somebody(Shape):
    """A developer, named."""

    id: UUID
    name: str | None
    email: str | None
    kind: DeveloperKind


class Evidence(Shape):
    """Why an identity is the same person as another."""

    same_as: int
    reason: str = Field(
        description="same_email, noreply_address, mailmap, linked_account, same_name; decision: somebody said so."
    )
    detail: str


class IdentityName(Shape):
    """An identity, named."""

    id: int
    provider: str
    username: str | None
    name: str | None
    email: str | None


class KnownIdentity(IdentityName):
    """A name and address, or an account, as a source knows somebody, and whose it is."""

    external_id: str
    verified: bool
    account_type: str | None
    avatar_url: str | None
    developer: Somebody | None = Field(description="Null until what it came with is settled.")
    evidence: list[Evidence]


class Side(Shape):
    """One of two who may be one."""

    developer: Somebody
    identities: list[IdentityName]
    is_linked: bool = Field(description="Somebody who signs in said this is them: they are asked first.")


class Ground(Shape):
    """One reason to think that two people are one, and how much it weighs alone, 0-1."""

    reason: str
    detail: str
    weight: float


class Suggestion(Shape):
    """Two who may be one person. `conflict` says what keeps strong evidence from joining them."""

    id: UUID
    score: float
    conflict: str | None
    reasons: list[Ground]
    left: Side
    right: Side


class Who(Shape):
    """Somebody who signs in."""

    id: UUID
    name: str


class Decision(Shape):
    """What somebody decided about whom, and what became of it."""

    id: UUID
    action: Action
    state: DecisionState
    left: list[IdentityName]
    right: list[IdentityName] = Field(description="reject: who they are not. split: whom they were taken from.")
    kind: DeveloperKind | None
    note: str | None
    undoes: UUID | None
    decided_by: Who | None
    decided_at: datetime
    undone_by: Who | None
    undone_at: datetime | None
    waiting_for: int = Field(description="How many people have yet to consent.")
    can_undo: bool


class Consent(Shape):
    """A decision that would move identities into or out of who you are: it takes effect when you say yes."""

    id: UUID
    decision: Decision
    asked_at: datetime
    answered_at: datetime | None
    answer: bool | None


Note = Annotated[str, Field(max_length=500)]


class MergeWish(Wish):
    """These are one person. An identity stands for the developer it belongs to."""

    developer_ids: list[UUID] = Field(default_factory=list, max_length=100)
    identity_ids: list[int] = Field(default_factory=list, max_length=100)
    note: Note | None = None


class SplitWish(Wish):
    """These identities of one developer are somebody else."""

    identity_ids: list[int] = Field(min_length=1, max_length=100)
    note: Note | None = None


class KindWish(Wish):
    """What a developer is; null leaves it to the rules again."""

    kind: DeveloperKind | None


class Answer(Wish):
    """Yes or no."""

    answer: bool


class KindPattern(Wish):
    """A name or address, with a `*` at one end for the rest of it, and what whoever has it is."""

    pattern: Annotated[str, Field(min_length=2, max_length=200, pattern=r"^(\*[^*]+|[^*]+\*?)$")]
    kind: DeveloperKind


Host = Annotated[str, Field(max_length=253, pattern=r"^[A-Za-z0-9.-]+$")]


class IdentityRules(Wish):
    """What the workspace says for itself, before the lists everybody has."""

    patterns: list[KindPattern] = Field(default_factory=list, max_length=200)
    github_hosts: list[Host] = Field(
        default_factory=list, max_length=20, description="Hosts of no-reply addresses: users.noreply.git.example.com"
    )
    gitlab_hosts: list[Host] = Field(default_factory=list, max_length=20)
