"""What a repository's people mean to do: issues are filed ahead of the work, taken up, finished, dropped."""

from collections import deque
from collections.abc import Callable, Iterator

from aexy.sources.demo.crew import Member
from aexy.sources.demo.dice import Dice
from aexy.sources.demo.issue import DOING, DONE, TODO, Issue, Move, Proposed, Ticket
from aexy.sources.demo.organization import Organization, Repository
from aexy.sources.demo.tracker import Tracker, keys
from aexy.sources.demo.vocabulary import words

_DAY = 86_400
_KINDS = ("story",) * 7 + ("bug",) * 5 + ("task",) * 4
_POINTS = (1, 1, 2, 2, 3, 3, 5, 8)
_PULLS = (1, 1, 1, 1, 2, 2, 3, 4)
_PRIORITIES = ("Medium", "Medium", "Medium", "Low", "High", "Medium", "Low", "Highest")
_SEASON = 91
_WITHOUT = 280


class Backlog:
    """One repository's open issues. `number` gives the next number of the repository."""

    def __init__(self, organization: Organization, repository: Repository, number: Callable[[], int]) -> None:
        team = organization.teams[repository.team]
        self._dice = Dice(organization.size.seed, repository.index, "backlog")
        self._nouns = team.nouns
        self._tracker = Tracker(organization.size, team)
        self._key = keys(organization, repository)
        self._number = number
        self._wanted = 4 + len(organization.members[repository.team])
        self._waiting: deque[Ticket] = deque()
        self._current: dict[int, Ticket] = {}
        self._epic: Ticket | None = None
        self._end = (organization.size.ends_on.toordinal() - 719_163) * _DAY

    def plan(self, day: int, workers: list[tuple[Member, int]]) -> Iterator[Issue]:
        """A morning: what is missing is filed by who is at work; gives what is over."""
        if not workers:
            return
        first = workers[0][0]
        morning = first.rhythm.instant(day, first.rhythm.opens[day])
        if morning >= self._end:
            return
        if self._epic is None or morning - self._epic.created_at > _SEASON * _DAY:
            if self._epic is not None:
                yield self._epic_as_of(self._epic, morning)
            self._epic = self._file(first, morning, "epic")
        elif day % 7 == 1 and self._waiting and self._dice.happens(200):
            dropped = self._waiting[self._dice.below(len(self._waiting))]
            if dropped.created_at < morning - 10 * _DAY:
                self._waiting.remove(dropped)
                yield dropped.dropped(morning + 1_200, dropped.reporter)
        for _ in range(self._wanted - len(self._waiting)):
            self._file_one(day, self._dice.pick(workers)[0])

    def take(self, member: Member, began_at: int) -> Ticket | None:
        """What a pull request begun by this person then is for; None for what nobody filed."""
        if self._dice.happens(_WITHOUT):
            return None
        current = self._current.get(member.person.index)
        if current is not None and not current.is_over:
            return current
        for ticket in self._waiting:
            if ticket.created_at < began_at - 600:
                self._waiting.remove(ticket)
                ticket.assignee = member.person.username
                self._current[member.person.index] = ticket
                return ticket
        return None

    def propose(self, ticket: Ticket, proposed: Proposed) -> Issue | None:
        """A pull request was made for it; the issue, if it is finished with that."""
        ticket.proposed.append(proposed)
        if proposed.is_merged or proposed.ended_at is None:
            ticket.wanted -= 1
        if not ticket.is_over:
            return None
        return ticket.told(self._tracker, self._dice, self._end)

    def finish(self) -> Iterator[Issue]:
        """What is open when the story ends."""
        left = [each for each in self._current.values() if not each.is_over]
        if self._epic is not None:
            yield self._epic_as_of(self._epic, None)
        for ticket in sorted((*left, *self._waiting), key=lambda ticket: ticket.number):
            yield ticket.told(self._tracker, self._dice, self._end)

    def _file_one(self, day: int, member: Member) -> None:
        opens, closes = member.rhythm.opens[day], member.rhythm.closes[day]
        at = member.rhythm.instant(day, self._dice.between(opens, max(opens, closes - 1)))
        if at < self._end:
            self._waiting.append(self._file(member, at, self._dice.pick(_KINDS)))

    def _file(self, member: Member, at: int, kind: str) -> Ticket:
        number, bits = self._number(), self._dice.bits()
        title = (
            words()
            .issues[kind][(bits & 0xFFFF) % len(words().issues[kind])]
            .format(
                noun=self._nouns[(bits >> 16 & 255) % len(self._nouns)],
                suffix=words().suffixes[(bits >> 24 & 255) % len(words().suffixes)],
            )
        )
        belongs = self._epic is not None and kind in ("story", "task") and bits >> 32 & 3
        return Ticket(
            number=number,
            key=self._key(number),
            kind=kind,
            title=title[0].upper() + title[1:],
            body=words().details[(bits >> 34 & 255) % len(words().details)],
            priority=_PRIORITIES[bits >> 42 & 7],
            reporter=member.person.username,
            points=_POINTS[bits >> 45 & 7] if kind == "story" or (kind == "task" and bits >> 48 & 1) else None,
            parent=self._epic.key if belongs and self._epic is not None else None,
            created_at=at,
            wanted=_PULLS[bits >> 49 & 7],
        )

    def _epic_as_of(self, epic: Ticket, closed_at: int | None) -> Issue:
        """An epic is in the works from its second week on, whoever works on its parts."""
        moves = [Move(epic.created_at + 7 * _DAY, "status", TODO, DOING, epic.reporter)]
        if closed_at is not None:
            moves.append(Move(closed_at, "status", DOING, DONE, epic.reporter))
        return epic.issue(tuple(move for move in moves if move.at < self._end))
