"""Who may see whose numbers: a table of roles and audiences, and what keeps a group from giving one person away.

API, terminal, explanations and exports all ask here. A number that is withheld says why, in a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum

from aexy.kernel.metric import Audience, Level, Metric
from aexy.kernel.periods import Clock, Period, PeriodType, period_of

QUORUM = 5

ONLY_SELF = "Only the person sees this."
ONLY_TEAMMATES = "Only the person and those in a team with them see this."
ONLY_TEAMS = "Your role here reaches the people of your teams only."
TOO_FEW = "Shown for five or more active people; here there are fewer."
TOO_NEAR = "Withheld, because beside other numbers it would give away fewer than five people."
BY_WEEKS = "For a group this is shown by whole weeks, from a Monday to a Monday, once they are over."
NO_ROWS = "The rows behind this are each person's own."


class Reach(IntEnum):
    """Whose personal numbers somebody sees."""

    OWN = 0
    TEAMMATES = 1
    TEAMS = 2
    EVERYBODY = 3


# Roles are those of a membership. A person's own numbers are always theirs.
TABLE: Mapping[Audience, Mapping[str, Reach]] = {
    Audience.SELF: dict.fromkeys(("owner", "admin", "manager", "member", "viewer"), Reach.OWN),
    Audience.TEAM: {
        "owner": Reach.EVERYBODY,
        "admin": Reach.EVERYBODY,
        "manager": Reach.EVERYBODY,
        "member": Reach.TEAMMATES,
        "viewer": Reach.OWN,
    },
    Audience.OPEN: dict.fromkeys(("owner", "admin", "manager", "member", "viewer"), Reach.EVERYBODY),
}

# The same for a membership that is limited to some teams. Owners and admins never are.
WITHIN_TEAMS: Mapping[Audience, Mapping[str, Reach]] = {
    Audience.SELF: dict.fromkeys(("manager", "member", "viewer"), Reach.OWN),
    Audience.TEAM: {"manager": Reach.TEAMS, "member": Reach.TEAMMATES, "viewer": Reach.OWN},
    Audience.OPEN: dict.fromkeys(("manager", "member", "viewer"), Reach.TEAMS),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a limited membership reaches: some teams (keys), and who is in them now."""

    teams: frozenset[int]
    people: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Onlooker:
    """Who asks: their role, which developer they are (key), whom they share a team with now, and how far they reach.

    Without a scope they reach the whole workspace.
    """

    role: str
    developer: int | None = None
    teammates: frozenset[int] = field(default_factory=frozenset)
    scope: Scope | None = None

    def reaches(self, team: int) -> bool:
        """Whether a team's numbers are for them at all."""
        return self.scope is None or team in self.scope.teams


def withheld_person(metric: Metric, developer: int, onlooker: Onlooker) -> str | None:
    """Why this person's number is not for them to see; None when it is. An unknown role sees only its own."""
    return withheld_of(metric.audience, developer, onlooker)


def withheld_of(audience: Audience, developer: int, onlooker: Onlooker) -> str | None:
    """The same of anything else about a person that has an audience."""
    if onlooker.developer == developer:
        return None
    table, scope = (TABLE if onlooker.scope is None else WITHIN_TEAMS), onlooker.scope
    is_reached = scope is None or developer in scope.people
    match table[audience].get(onlooker.role, Reach.OWN):
        case Reach.EVERYBODY:
            return None
        case Reach.TEAMS if is_reached:
            return None
        case Reach.TEAMMATES if is_reached and developer in onlooker.teammates:
            return None
    if audience is Audience.SELF:
        return ONLY_SELF
    return ONLY_TEAMMATES if is_reached else ONLY_TEAMS


def is_guarded(metric: Metric, level: Level) -> bool:
    """Whether a group's number needs the rules below."""
    return level is not Level.DEVELOPER and metric.quorum > 1


# How far before a run of weeks is looked: what lies behind so long a silence is not looked for.
AROUND = timedelta(weeks=8)


def whole_weeks(period: Period, clock: Clock) -> Period | None:
    """The period as whole weeks that are over: an end that lies in or after the open week is drawn back to its Monday.

    None when it does not begin and end on Mondays, or nothing is left.
    """
    open_week = period_of(PeriodType.WEEKLY, clock.today).start
    end = min(period.end, open_week)
    if period.start.weekday() or end.weekday() or end <= period.start:
        return None
    return Period(period.start, end)


def run_holds(people_by_week: Mapping[date, int], period: Period, quorum: int = QUORUM) -> bool:
    """Whether a run of weeks may be shown, by what is known of the weeks in it and before it.

    The last week in it with anybody, and the nearest one before it, need a quorum. A day on which a run begins or ends
    is then one before which there was a quorum, and between any two such days there is nobody, or that week: no sum and
    difference of runs says less, in whatever order they were asked for while time went on. It would not do to look at a
    run's own ends only: a quiet week is what is left of a long run without the two on either side of it.
    """
    active = [week for week in sorted(people_by_week) if people_by_week[week] and week < period.end]
    inside = [week for week in active if week >= period.start]
    before = [week for week in active if week < period.start]
    return bool(inside) and all(people_by_week[week] >= quorum for week in (*before[-1:], inside[-1]))
