"""What happens beside the code: tickets, deals, hiring, documents and forms, told apart from the story of the work.

It is a stream with chance of its own: whatever is told here moves nothing of what people and repositories do.
Everybody in it is made up, and customers are trades and not names. Nothing is opened or closed after the story's end;
what is due may lie behind it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from aexy.sources.demo.desk_words import (
    ASKED,
    BLOCKED_BY,
    CHANNELS,
    CUSTOMERS,
    DOCUMENTS,
    FAMILY,
    FORMS,
    GIVEN,
    POSITIONS,
    PRODUCTS,
    SPACES,
)
from aexy.sources.demo.dice import Dice
from aexy.sources.demo.organization import DAYS, Organization, Person

Row = dict[str, Any]

_OPENED_BACK: Final = 300
# Some of everything is recent, so that something is open.
_LATELY: Final = 9
_PROMISES: Final = {"urgent": (1, 24), "high": (4, 72), "normal": (8, 168)}
_DEAL_STAGES: Final = ((14, "lead"), (35, "qualified"), (60, "proposal"), (95, "negotiation"))
_CANDIDATE_STAGES: Final = ((6, "applied"), (13, "screening"), (26, "interview"), (36, "offer"))
_LONGEST_PIPELINE: Final = 36
_LONGEST_DEAL: Final = 95


class Desk(NamedTuple):
    """Whose desk: the end of the story, who may own things, and how large the company is."""

    organization: Organization
    end: datetime
    people: tuple[Person, ...]

    def at(self, days: int, dice: Dice) -> datetime:
        """Some time of a working day so many days before the end."""
        return self.end - timedelta(days=days) + timedelta(minutes=dice.between(8 * 60, 17 * 60))

    def dice(self, what: str) -> Dice:
        """Chance for one kind of record."""
        return Dice(self.organization.size.seed, "desk", what)


def desk_rows(organization: Organization) -> list[Row]:
    """Every record as a row, oldest first; the same organization gives the same rows."""
    end = datetime.combine(organization.size.ends_on, time(), UTC)
    there = tuple(each for each in organization.people if each.until >= DAYS)
    desk = Desk(organization, end, there or organization.people)
    told = (_tickets, _deals, _hiring, _documents, _forms)
    found = [row for tell in told for row in tell(desk)]
    return sorted(found, key=lambda row: (row["opened_at"], row["kind"], row["id"]))


def _row(kind: str, number: str, title: str, **more: Any) -> Row:
    said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in more.items()}
    return {
        "kind": kind,
        "id": number,
        "title": title,
        **{name: each for name, each in said.items() if each is not None},
    }


def _owner(desk: Desk, dice: Dice) -> str:
    """The first people of the company keep its desk."""
    return dice.pick_early(desk.people).username


def _tickets(desk: Desk) -> Iterator[Row]:
    dice = desk.dice("tickets")
    for number in range(desk.organization.size.developers * 5):
        opened = desk.at(1 + dice.below(_OPENED_BACK if number % 10 else _LATELY), dice)
        priority = dice.pick(("urgent", "high", "high", "normal", "normal", "normal", "low", "low"))
        asked, product = dice.pick(ASKED), dice.pick(PRODUCTS)
        attributes: Row = {"priority": priority, "product": product}
        hours = dice.pick((2, 5, 9, 20, 30, 50, 70, 110, 160, 260)) + dice.below(20)
        closed: datetime | None = opened + timedelta(hours=hours, minutes=dice.below(60))
        if (closed and closed >= desk.end) or dice.happens(45):
            closed = None
        due = None
        if priority in _PROMISES:
            answer_hours, hours_due = _PROMISES[priority]
            due = opened + timedelta(hours=hours_due)
            attributes["first_response_due_at"] = (opened + timedelta(hours=answer_hours)).isoformat()
        answered = opened + timedelta(minutes=dice.pick((6, 14, 25, 40, 70, 150, 280, 600)) + dice.below(20))
        if answered < min(closed or desk.end, desk.end):
            attributes["first_response_at"] = answered.isoformat()
        status = "solved" if closed else dice.pick(("new", "open", "open", "pending"))
        if closed is None and dice.happens(160):
            status = "blocked"
            since = max(opened, desk.end - timedelta(days=dice.between(2, 20)))
            attributes |= {"blocked_by": dice.pick(BLOCKED_BY), "blocked_since": since.isoformat()}
        yield _row(
            "ticket", f"T-{1001 + number}", asked.format(product=product), status=status, owner=_owner(desk, dice),
            opened_at=opened, due_at=due, closed_at=closed, attributes=attributes,
        )  # fmt: skip


def _deals(desk: Desk) -> Iterator[Row]:
    dice = desk.dice("deals")
    for number in range(max(12, desk.organization.size.developers * 3 // 2)):
        age = 1 + dice.below(_OPENED_BACK if number % 2 else _LONGEST_DEAL)
        opened = desk.at(age, dice)
        seats = dice.pick((5, 10, 15, 20, 40, 60, 100, 250))
        currency = dice.pick(("EUR", "EUR", "EUR", "USD", "USD", "GBP"))
        amount = seats * dice.between(9, 22) * 20
        lasted = dice.between(20, _LONGEST_DEAL)
        closed = opened + timedelta(days=lasted) if lasted < age else None
        stage = ("won" if dice.happens(400) else "lost") if closed else _stage(_DEAL_STAGES, age)
        yield _row(
            "deal", f"D-{101 + number}", f"{dice.pick(CUSTOMERS)}, {seats} seats", stage=stage,
            status="closed" if closed else "open", owner=_owner(desk, dice), amount=str(amount), currency=currency,
            opened_at=opened, due_at=opened + timedelta(days=dice.between(50, 110)), closed_at=closed,
        )  # fmt: skip


def _stage(stages: tuple[tuple[int, str], ...], age: int) -> str:
    return next((name for days, name in stages if age <= days), stages[-1][1])


def _hiring(desk: Desk) -> Iterator[Row]:
    dice = desk.dice("hiring")
    teams = desk.organization.teams
    positions = []
    for number in range(max(3, desk.organization.size.developers // 8)):
        title = f"{POSITIONS[number % len(POSITIONS)]}, {teams[number % len(teams)].name}"
        opened = desk.at(dice.between(20, 140), dice)
        closed = opened + timedelta(days=dice.between(8, 19)) if number % 4 == 3 else None  # noqa: PLR2004 - one of four
        status = "filled" if closed else dice.pick(("open", "open", "open", "on hold"))
        positions.append((f"P-{11 + number}", title))
        yield _row(
            "position", f"P-{11 + number}", title, status=status, owner=_owner(desk, dice), opened_at=opened,
            due_at=opened + timedelta(days=dice.between(45, 120)), closed_at=closed,
        )  # fmt: skip
    known = {person.name for person in desk.organization.people}
    names = [name for name in dice.shuffled([f"{given} {family}" for given in GIVEN for family in FAMILY])
             if name not in known]  # fmt: skip
    for number in range(max(20, desk.organization.size.developers * 2)):
        yield from _candidate(desk, dice, number, names[number % len(names)], dice.pick(positions))


def _candidate(desk: Desk, dice: Dice, number: int, name: str, position: tuple[str, str]) -> Iterator[Row]:
    age = 1 + dice.below(200 if number % 3 else _LONGEST_PIPELINE)
    opened, lasted = desk.at(age, dice), dice.between(3, _LONGEST_PIPELINE)
    closed = opened + timedelta(days=lasted) if lasted < age else None
    decided = dice.pick(("declined",) * 6 + ("withdrawn",) * 2 + ("hired",))
    stage = decided if closed else _stage(_CANDIDATE_STAGES, age)
    me = f"C-{501 + number}"
    yield _row(
        "candidate", me, name, stage=stage, status="decided" if closed else "open", owner=_owner(desk, dice),
        opened_at=opened, due_at=desk.end + timedelta(days=dice.between(-4, 9), hours=17) if closed is None else None,
        closed_at=closed, attributes={"position": position[0], "channel": dice.pick(CHANNELS)},
    )  # fmt: skip
    if stage in {"screening", "interview", "offer", "hired"}:
        ahead = dice.between(0, 12) if closed is None and stage != "offer" else -dice.between(1, 5)
        held_on = (closed or desk.end) + timedelta(days=ahead)
        at = _weekday(datetime.combine(held_on.date(), time(dice.between(9, 16)), UTC), desk.end)
        is_over = at < desk.end
        yield _row(
            "interview", f"I-{501 + number}", f"{name} · {position[1]}",
            stage="screening" if stage == "screening" else dice.pick(("technical", "team", "final")),
            status="held" if is_over else "planned", owner=_owner(desk, dice),
            opened_at=min(at, desk.end) - timedelta(days=3),
            due_at=at, closed_at=at + timedelta(hours=1) if is_over and at + timedelta(hours=1) < desk.end else None,
            attributes={"candidate": me},
        )  # fmt: skip


def _weekday(at: datetime, end: datetime) -> datetime:
    """The nearest weekday further away from the end of the story."""
    step = timedelta(days=1 if at >= end else -1)
    while at.weekday() > 4:  # noqa: PLR2004 - Friday
        at += step
    return at


def _documents(desk: Desk) -> Iterator[Row]:
    dice = desk.dice("documents")
    teams = desk.organization.teams
    for number in range(max(14, desk.organization.size.developers)):
        title = DOCUMENTS[number % len(DOCUMENTS)].format(team=teams[number // len(DOCUMENTS) % len(teams)].name)
        age = 1 + dice.below(600)
        edited = desk.at(max(1, dice.below(age) if dice.happens(700) else age), dice)
        opened = min(desk.at(age, dice), edited)
        yield _row(
            "document", f"W-{201 + number}", title, status=dice.pick(("published", "published", "draft")),
            owner=_owner(desk, dice), opened_at=opened,
            attributes={"edited_at": edited.isoformat(), "space": dice.pick(SPACES)},
        )  # fmt: skip


def _forms(desk: Desk) -> Iterator[Row]:
    dice = desk.dice("forms")
    for number, title in enumerate(FORMS):
        yield _row(
            "form", f"F-{number + 1}", title, status="published", owner=_owner(desk, dice),
            opened_at=desk.at(_OPENED_BACK + 10 + number * 40, dice),
        )  # fmt: skip
    for number in range(desk.organization.size.developers * 4):
        form = dice.pick_early(range(len(FORMS)))
        opened = desk.at(1 + dice.below(_OPENED_BACK), dice)
        closed: datetime | None = opened + timedelta(hours=dice.between(1, 90))
        if (closed and closed >= desk.end) or dice.happens(30):
            closed = None
        yield _row(
            "form_submission", f"S-{3001 + number}", f"{FORMS[form]}, {opened.day} {opened:%B}",
            status="done" if closed else dice.pick(("new", "read")), opened_at=opened, closed_at=closed,
            attributes={"form": f"F-{form + 1}"},
        )  # fmt: skip
