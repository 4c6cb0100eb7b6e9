"""Deployments of a service in a row: which came before each, what each brought, and which went back.

A chain is one service's successful deployments to one environment from one repository (and of one component, where
whoever deployed names several), in the order they ended in.
docs/decisions/0015-delivery-is-counted-by-rules.md says why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from aexy.kernel.delivery.graph import NOWHERE, History
from aexy.kernel.delivery.judging import PRODUCTION, Candidate, judge, status_of
from aexy.kernel.delivery.rules import DeploymentRule

_OVER = ("success", "failure", "cancelled")


@dataclass(slots=True, eq=False)
class Counted:
    """A counted deployment. `place` is its commit's in the history of its repository; None: not known here."""

    candidate: Candidate
    environment: str
    is_production: bool
    status: str
    started_at: datetime | None
    finished_at: datetime | None
    place: int | None
    previous: "Counted | None" = None
    is_first: bool = False
    is_rollback: bool = False
    is_unplanned: bool = False
    commits: int | None = None
    failed_by: str | None = None
    restored_at: datetime | None = None
    taken_back: "list[Counted]" = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """When it was over, or as late as is known of it."""
        return self.finished_at or self.started_at or self.candidate.created_at

    @property
    def is_live(self) -> bool:
        """Whether it went live in production."""
        return self.is_production and self.status == "success"

    @property
    def chain(self) -> tuple[int | None, str, str]:
        """Which chain it belongs to."""
        return self.candidate.repository, self.environment.casefold(), self.candidate.component.casefold()

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Its place among others; the id as long as it is, for 10 comes after 9."""
        return self.at, self.candidate.created_at, self.candidate.source_id.rjust(40)


class Line(NamedTuple):
    """All of a service's deployments to production from one repository whose commits are known, in order.

    `first` has the number of the first of them for each place of its history.
    """

    members: Sequence[Counted]
    first: Sequence[int]


def count(rule: DeploymentRule, candidates: Iterable[Candidate], histories: Mapping[int, History]) -> list[Counted]:
    """What a rule counts of these, in order."""
    found = []
    for candidate in candidates:
        verdict = judge(rule, candidate)
        if not verdict.is_deployment:
            continue
        status = status_of(candidate)
        finished = _finished(candidate) if status in _OVER else None
        started = candidate.started_at
        history = histories.get(candidate.repository or 0)
        found.append(
            Counted(
                candidate,
                candidate.environment or (PRODUCTION if verdict.is_production else "unknown"),
                verdict.is_production,
                status,
                # Clocks that disagree: how long it took is not known then; when it was over still is.
                None if started and finished and started > finished else started,
                finished,
                None if history is None else history.place(candidate.sha),
            )
        )
    return sorted(found, key=lambda each: each.order)


def _finished(candidate: Candidate) -> datetime:
    return candidate.finished_at or candidate.started_at or candidate.created_at


def chain(counted: Sequence[Counted], histories: Mapping[int, History]) -> dict[int, Line]:
    """Say of each what came before it; give the lines of production, by repository."""
    chains: defaultdict[tuple[int | None, str, str], list[Counted]] = defaultdict(list)
    lines: defaultdict[int, list[Counted]] = defaultdict(list)
    for each in counted:
        each.is_rollback = each.candidate.says_rollback
        if each.status != "success":
            continue
        before = chains[each.chain]
        each.previous = before[-1] if before else None
        before.append(each)
        if each.is_production and each.place is not None and each.candidate.repository is not None:
            lines[each.candidate.repository].append(each)
    found = {}
    for repository, members in lines.items():
        history = histories[repository]
        found[repository] = _lined(history, members)
        if len({each.chain for each in members}) > 1:
            _chained(history, members)
    for members in chains.values():
        _turn_back(members, histories)
    return found


def _lined(history: History, members: Sequence[Counted]) -> Line:
    had = history.chain([_place(each) for each in members])
    for number, each in enumerate(members):
        # What nobody saw arrive, because nothing was seen before, or the past before it is not whole.
        each.is_first = not number or not had.is_known[number]
        each.commits = had.brought[number]
        each.is_rollback = each.is_rollback or (had.is_back[number] and _is_later(each, members[number - 1]))
    return Line(members, had.first)


def _chained(history: History, members: Sequence[Counted]) -> None:
    """Where there are several chains, each goes by its own; the first of one by what was live anywhere."""
    chains: defaultdict[tuple[int | None, str, str], list[Counted]] = defaultdict(list)
    for each in members:
        chains[each.chain].append(each)
    for one in chains.values():
        had = history.chain([_place(each) for each in one])
        one[0].is_rollback = one[0].candidate.says_rollback
        for number, each in enumerate(one[1:], 1):
            each.commits = had.brought[number]
            back = had.is_back[number] and _is_later(each, one[number - 1])
            each.is_rollback = each.candidate.says_rollback or back


def _is_later(each: Counted, before: Counted) -> bool:
    """Going back is something somebody does: not what began earlier, only ended later, nor after something unknown."""
    return each.previous is before and each.candidate.created_at >= before.candidate.created_at


def _turn_back(members: Sequence[Counted], histories: Mapping[int, History]) -> None:
    """Which deployments each roll-back took back: those since the one it went back to."""
    for number, each in enumerate(members):
        if not each.is_rollback or not each.is_production:
            continue
        history = histories.get(each.candidate.repository or 0)
        lost: set[int] | None = None  # what the one before had and this one has not
        for before in reversed(members[:number]):
            if before is each.previous:
                is_taken = before.candidate.sha is None or before.candidate.sha != each.candidate.sha
            elif history is None or each.place is None or before.place is None:
                is_taken = False
            else:
                if lost is None:
                    lost = _lost(history, each)
                is_taken = history.keys[before.place] in lost or not history.has(each.place, before.place)
            if not is_taken:
                break
            each.taken_back.append(before)


def _lost(history: History, each: Counted) -> set[int]:
    """Most of what was taken back is among this, so that one walk tells for all."""
    before = each.previous
    if before is None or before.place is None or each.place is None:
        return set()
    return set(history.between(before.place, each.place) or ())


def first_of(line: Line | None, place: int | None) -> Counted | None:
    """The first deployment of a line that has a commit."""
    if line is None or place is None or line.first[place] == NOWHERE:
        return None
    return line.members[line.first[place]]


def _place(each: Counted) -> int:
    assert each.place is not None  # noqa: S101 - lines are made of these
    return each.place
