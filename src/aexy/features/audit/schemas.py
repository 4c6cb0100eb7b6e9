"""What is said of the audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape


class AuditEvent(Shape):
    """One thing that was done, in its place in the chain."""

    seq: int = Field(description="Its place, from 1, without holes.")
    at: datetime
    by: UUID | None = Field(description="Whose account; null: the machine itself, or whoever runs it.")
    by_name: str | None = Field(description="What they are called; null when they are no longer in the workspace.")
    action: str = Field(description="What was done: member.role_changed, connection.added …")
    subject: str = Field(description="What it was done to: account:ID, connection:ID, workspace …")
    said: dict[str, Any] = Field(description="Ids and plain values; never a secret.")
    hash: str = Field(description="SHA-256 over the hash before, the place and the content; hexadecimal.")


class AccountEvent(Shape):
    """One thing that was done with an account, in its place in the account's chain."""

    seq: int
    at: datetime
    action: str
    said: dict[str, Any]
    hash: str


class AuditPlace(Shape):
    """A place in the chain, and the hash that stands there. Keep it, and ask later whether it still does."""

    seq: int
    hash: str


class AuditBreak(Shape):
    """The first place at which the log is not what was written."""

    seq: int
    why: str


class AuditVerdict(Shape):
    """What walking the whole chain found."""

    is_whole: bool
    events: int = Field(description="How many were looked at.")
    since: datetime | None = Field(description="When the first was written; null: there is none.")
    head: AuditPlace | None = Field(description="The last one. A copy kept elsewhere is asked for again with `known`.")
    witnessed: AuditPlace | None = Field(description="How far the signed note beside the database had come.")
    broken: AuditBreak | None
