"""What concerns somebody, and what they want to hear of."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Page, Shape, Wish

MOST_COUNTED = 100


class NotificationKind(StrEnum):
    """What there is to hear of."""

    ALERT = "alert"
    CONSENT = "consent"
    SUGGESTIONS = "suggestions"
    JOB = "job"
    CONNECTION = "connection"
    GAPS = "gaps"
    INVITATION = "invitation"
    AGREEMENT = "agreement"


SAYS = {
    NotificationKind.ALERT: "A rule fired about something you may see.",
    NotificationKind.CONSENT: "A decision about who is who waits for your word.",
    NotificationKind.SUGGESTIONS: "There are new suggestions of who is who.",
    NotificationKind.JOB: "A job you started failed, or a long one is done.",
    NotificationKind.CONNECTION: "A connection fails, or its access was taken back.",
    NotificationKind.GAPS: "Something of a connection could not be read.",
    NotificationKind.INVITATION: "Somebody you invited has joined.",
    NotificationKind.AGREEMENT: "A pull request of yours, or one you were asked to review, missed what was agreed.",
}


class Notification(Shape):
    """Something that concerns the viewer."""

    id: str = Field(description="Its kind, and what it tells of; the same as long as that is the same.")
    kind: NotificationKind
    at: datetime
    title: str
    says: str | None
    is_read: bool
    is_bad: bool = Field(description="Something is broken, and waits for somebody.")
    object_id: UUID | None = Field(description="The alert, consent, job, connection, invitation or agreement.")


class Notifications(Page[Notification]):
    """The latest first, and how many are unread."""

    unread: int = Field(description=f"{MOST_COUNTED} means that many or more.")


class Unread(Shape):
    """How many are unread."""

    unread: int = Field(description=f"{MOST_COUNTED} means that many or more.")


class NotificationPreference(Shape):
    """A kind, and whether the viewer hears of it."""

    kind: NotificationKind
    says: str
    is_on: bool


class PreferenceWish(Wish):
    """Kinds to hear nothing of; all others are on."""

    muted: list[NotificationKind] = Field(max_length=len(NotificationKind))


class ReadWish(Wish):
    """Which were read; without any, all of them."""

    ids: list[str] | None = Field(default=None, max_length=200)
