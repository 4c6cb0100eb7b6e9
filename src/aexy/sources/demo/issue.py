"""One piece of tracked work: how it is filed, taken up, reviewed, finished or given up."""

from dataclasses import dataclass, field
from typing import NamedTuple

from aexy.sources.demo.dice import Dice
from aexy.sources.demo.tracker import Sprint, Tracker

TODO, DOING, REVIEW, DONE, DROPPED = "To Do", "In Progress", "In Review", "Done", "Won't Do"
CATEGORY = {TODO: "todo", DOING: "in_progress", REVIEW: "in_progress", DONE: "done", DROPPED: "cancelled"}
_PLANNING = 3_600


class Move(NamedTuple):
    """A field of an issue changed; values as people see them. Times are UTC seconds."""

    at: int
    field: str
    before: str | None
    after: str | None
    actor: str


class Logged(NamedTuple):
    """Time somebody wrote down for an issue."""

    author: str
    started_at: int
    seconds: int
    noted_at: int


class Issue(NamedTuple):
    """An issue as it stands when its story is over; who did what is a username."""

    number: int
    key: str
    kind: str
    title: str
    body: str
    priority: str
    reporter: str
    assignee: str | None
    points: int | None
    parent: str | None
    created_at: int
    moves: tuple[Move, ...]
    sprints: tuple[tuple[int, int], ...] = ()
    logs: tuple[Logged, ...] = ()

    @property
    def status(self) -> str:
        """The last one it was moved to."""
        return next((each.after or TODO for each in reversed(self.moves) if each.field == "status"), TODO)

    @property
    def started_at(self) -> int | None:
        """When work on it began first."""
        return next((each.at for each in self.moves if each.field == "status" and each.after == DOING), None)

    @property
    def closed_at(self) -> int | None:
        """When it was finished or given up, if it stayed so."""
        last = next((each for each in reversed(self.moves) if each.field == "status"), None)
        return last.at if last is not None and last.after in (DONE, DROPPED) else None


class Proposed(NamedTuple):
    """A pull request for an issue: work began, it was ready, reworked from … until, ended (None: not yet)."""

    began_at: int
    ready_at: int
    rework: tuple[int, int] | None
    ended_at: int | None
    is_merged: bool


@dataclass(slots=True, kw_only=True)
class Ticket:
    """An issue while it is open. `wanted` is how many pull requests it still takes."""

    number: int
    key: str
    kind: str
    title: str
    body: str
    priority: str
    reporter: str
    points: int | None
    parent: str | None
    created_at: int
    wanted: int
    assignee: str | None = None
    proposed: list[Proposed] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Nothing more is to be proposed for it."""
        return self.wanted <= 0

    def dropped(self, at: int, actor: str) -> Issue:
        """Nobody will do it."""
        return self.issue((Move(at, "status", TODO, DROPPED, actor),))

    def told(self, tracker: Tracker, dice: Dice, end: int) -> Issue:
        """All that happened to it before `end`."""
        moves = self._way(dice, end)
        sprints: list[tuple[int, int]] = []
        if self.proposed and self.assignee:
            closed_at = moves[-1].at if moves[-1].after == DONE else end - 1
            began_at = self.proposed[0].began_at
            moves += self._estimated(dice, began_at)
            for sprint, at, before in self._planned(tracker, began_at, closed_at):
                sprints.append((sprint.id, at))
                moves.append(Move(at, "sprint", before, sprint.name, self.reporter))
        moves.sort(key=lambda move: move.at)
        return self.issue(tuple(moves), tuple(sprints), self._logs(dice) if tracker.id & 1 else ())

    def _way(self, dice: Dice, end: int) -> list[Move]:
        """From To Do through as many pull requests as it took."""
        if not self.proposed or self.assignee is None:
            return []
        who, first = self.assignee, self.proposed[0].began_at
        moves = [Move(first, "assignee", None, who, who), Move(first, "status", TODO, DOING, who)]
        for each in self.proposed:
            now = moves[-1].at
            if each.ready_at <= now or moves[-1].after == REVIEW:
                continue
            moves.append(Move(each.ready_at, "status", DOING, REVIEW, who))
            if each.rework is not None:
                moves.append(Move(each.rework[0] + 60, "status", REVIEW, DOING, who))
                moves.append(Move(each.rework[1] + 60, "status", DOING, REVIEW, who))
            if not each.is_merged and each.ended_at is not None:
                moves.append(Move(each.ended_at + 60, "status", REVIEW, DOING, who))
        done_at = max((each.ended_at or end for each in self.proposed), default=end) + 60 + dice.below(600)
        if self.is_over and done_at < end:
            moves = [move for move in moves if move.at < done_at]
            moves.append(Move(done_at, "status", moves[-1].after, DONE, who))
        return [move for move in moves if move.at < end]

    def _estimated(self, dice: Dice, began_at: int) -> list[Move]:
        """Guesses and second thoughts, all before work began."""
        bits, span = dice.bits(), began_at - self.created_at
        found = []
        if self.points is not None and bits & 3:
            found.append(Move(self.created_at + span // 4, "story_points", None, str(self.points), self.reporter))
        if bits >> 2 & 7 == 0:
            earlier = "Low" if self.priority != "Low" else "Medium"
            found.append(Move(self.created_at + span // 3, "priority", earlier, self.priority, self.reporter))
        return found

    def _planned(self, tracker: Tracker, began_at: int, closed_at: int) -> list[tuple[Sprint, int, str | None]]:
        """The sprints it was in: planned for the first, or drawn into it; carried over into the next."""
        sprint = tracker.sprint_at(began_at)
        planned = sprint.starts_at - _PLANNING
        at = planned if planned > self.created_at else (self.created_at + began_at) // 2
        found: list[tuple[Sprint, int, str | None]] = [(sprint, at, None)]
        while sprint.completed_at is not None and sprint.completed_at < closed_at:
            before, sprint = sprint, tracker.sprint_at(sprint.ends_at + 7_200)
            found.append((sprint, before.completed_at or before.ends_at, before.name))
        return found

    def _logs(self, dice: Dice) -> tuple[Logged, ...]:
        if self.assignee is None or dice.bits() & 3:
            return ()
        return tuple(
            Logged(self.assignee, each.began_at, 900 * dice.between(2, 20), max(each.began_at, each.ready_at) + 30)
            for each in self.proposed
        )

    def issue(
        self,
        moves: tuple[Move, ...],
        sprints: tuple[tuple[int, int], ...] = (),
        logs: tuple[Logged, ...] = (),
    ) -> Issue:
        """The issue with what happened to it."""
        return Issue(
            self.number,
            self.key,
            self.kind,
            self.title,
            self.body,
            self.priority,
            self.reporter,
            self.assignee if self.proposed else None,
            self.points,
            self.parent,
            self.created_at,
            moves,
            sprints,
            logs,
        )
