"""The kinds of records dashboards understand: what their stages, dates and attributes mean, declared once.

Any other kind may be brought and listed as well; nothing more is made of it. Stages and statuses are the words of
whoever brings them: those named here have their place in an order, others come after them.
"""

from dataclasses import dataclass, field
from typing import Final

TICKET: Final = "ticket"
FORM: Final = "form"
FORM_SUBMISSION: Final = "form_submission"
DOCUMENT: Final = "document"
CANDIDATE: Final = "candidate"
POSITION: Final = "position"
INTERVIEW: Final = "interview"
DEAL: Final = "deal"

HIRED: Final = "hired"
WON: Final = "won"
LOST: Final = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of record. `opened`, `due` and `closed` say what its three instants mean."""

    key: str
    title: str
    says: str
    opened: str
    due: str
    closed: str
    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


KINDS: Final = (
    Kind(
        key=TICKET,
        title="Tickets",
        says="Something a customer or colleague asked for.",
        opened="when it was filed",
        due="by when its answer was promised",
        closed="when it was solved",
        statuses=("new", "open", "pending", "blocked", "solved"),
        attributes={
            "priority": "urgent, high, normal or low",
            "first_response_at": "when somebody first answered",
            "first_response_due_at": "by when a first answer was promised",
            "blocked_by": "what it waits for, in a few words",
            "blocked_since": "since when",
        },
    ),
    Kind(
        key=FORM,
        title="Forms",
        says="A form people can fill in.",
        opened="when it was published",
        due="until when it takes answers",
        closed="when it was taken down",
        statuses=("published", "draft"),
    ),
    Kind(
        key=FORM_SUBMISSION,
        title="Form submissions",
        says="A form somebody filled in. Keep what they wrote where it is; the title is enough here.",
        opened="when it was sent",
        due="by when it should be looked at",
        closed="when it was dealt with",
        statuses=("new", "read", "done"),
        attributes={"form": "the id of the form"},
    ),
    Kind(
        key=DOCUMENT,
        title="Documents",
        says="A page or paper people read.",
        opened="when it was first written",
        due="by when it should be looked over",
        closed="when it was given up",
        statuses=("draft", "published"),
        attributes={"edited_at": "when its text last changed", "space": "where it lies"},
    ),
    Kind(
        key=CANDIDATE,
        title="Candidates",
        says="Somebody who applied. They are people outside: a manager of the whole workspace sees them, nobody else.",
        opened="when they applied",
        due="by when they are to hear from you",
        closed="when it was decided",
        stages=("applied", "screening", "interview", "offer", HIRED, "declined", "withdrawn"),
        attributes={"position": "the id of the position", "channel": "how they came: referral, careers page …"},
    ),
    Kind(
        key=POSITION,
        title="Positions",
        says="A place to be filled.",
        opened="when it was opened",
        due="by when it should be filled",
        closed="when it was filled or given up",
        statuses=("open", "on hold", "filled"),
    ),
    Kind(
        key=INTERVIEW,
        title="Interviews",
        says="A talk with a candidate.",
        opened="when it was arranged",
        due="when it takes place",
        closed="when it was over or called off",
        stages=("screening", "technical", "team", "final"),
        statuses=("planned", "held", "called off"),
        attributes={"candidate": "the id of the candidate"},
    ),
    Kind(
        key=DEAL,
        title="Deals",
        says="Something that may be sold. `amount` with `currency`; amounts of two currencies are never added up.",
        opened="when it began",
        due="when it is expected to be decided",
        closed="when it was won or lost",
        stages=("lead", "qualified", "proposal", "negotiation", WON, LOST),
    ),
)
BY_KEY: Final = {kind.key: kind for kind in KINDS}
PRIORITIES: Final = ("urgent", "high", "normal", "low")


def place(order: tuple[str, ...], word: str | None) -> tuple[int, str]:
    """Where a word stands: those that are declared in their order, then others by name, nothing said last."""
    if word is None:
        return len(order) + 1, ""
    low = word.lower()
    return (order.index(low), "") if low in order else (len(order), low)
