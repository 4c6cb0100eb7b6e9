"""What `aexy scan` answers: the readings of one clone, counted as the server would count them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from aexy.cli.scan_counting import Answer, Whose, readings, weeks
from aexy.cli.scan_facts import REPOSITORY, Gathered
from aexy.cli.spans import Span
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.identity import Person
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Audience, Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, Period, PeriodType, Window, period_of, recent_weeks

_PEOPLE_SHOWN = 10
_PERSON_KEYS = ("commits_count", "lines_added", "lines_removed", "active_days")
_WEEKS = timedelta(weeks=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to count: which days (None: the last whole weeks and the open one), by whose clock, and who asks."""

    days: Span | None
    clock: Clock
    me: str | None


def answer(gathered: Gathered, asked: Asked) -> Answer:
    """Everything the table and the JSON show."""
    enriched = enrich(gathered.facts, asked.clock)
    window, is_moved = _window(enriched, asked)
    me = gathered.emails.get(asked.me.strip().lower()) if asked.me else None
    whose = Whose(Level.REPOSITORY, REPOSITORY, _covered(gathered, asked.clock))
    return {
        "as_of": asked.clock.now, "time_zone": asked.clock.zone.key, "from": window.start, "to": window.end,
        "is_moved": is_moved, "total": _total(gathered, enriched, asked.clock),
        "readings": readings(enriched, window, asked.clock, whose),
        "weeks": weeks(enriched, window, asked.clock, whose),
        "languages": _languages(gathered, enriched, window),
        "people": _people(gathered, enriched, window, asked.clock),
        "me": _me(gathered, enriched, window, asked, me), "left_out": _left_out(gathered, enriched, window),
    }  # fmt: skip


def _window(enriched: Enriched, asked: Asked) -> tuple[Window, bool]:
    """The days asked for. Without any: the last weeks, or where nothing happened in those, the last busy ones."""
    if asked.days is not None:
        return Window(asked.days.start, asked.days.end), False
    usual = recent_weeks(asked.clock)
    latest = enriched.commits.filter(pl.col("day") < usual.end)["day"].max()
    if not isinstance(latest, date) or latest >= usual.start:
        return usual, False
    end = period_of(PeriodType.WEEKLY, latest).end
    return Window(end - _WEEKS, end), True


def _covered(gathered: Gathered, clock: Clock) -> Period | None:
    """The days from the first commit to today."""
    first = gathered.facts.commits["at"].min()
    if not isinstance(first, datetime):
        return None
    return Period(first.astimezone(clock.zone).date(), clock.today + timedelta(days=1))


def _total(gathered: Gathered, enriched: Enriched, clock: Clock) -> Answer:
    """All of history: how much was counted, by how many, since when."""
    commits = enriched.commits
    return {
        "commits_counted": commits.height, "people": commits["author"].n_unique(),
        "first_day": commits["day"].min(), "last_day": commits["day"].max(),
        "has_future": commits.filter(pl.col("at") > clock.now).height, "is_shallow": gathered.opened.is_shallow,
        "default_branch": gathered.opened.default_branch,
    }  # fmt: skip


def _languages(gathered: Gathered, enriched: Enriched, window: Window) -> Answer:
    """Lines somebody wrote by language; shares are of those in known languages."""
    inside = enriched.commits.filter(pl.col("day").is_between(window.start, window.end, closed="left")).select("commit")
    sums = (
        gathered.languages.join(inside, on="commit")
        .group_by("language")
        .agg(
            lines_added=pl.col("added").sum(),
            lines_removed=pl.col("removed").sum(),
            commits=pl.col("commit").n_unique(),
        )
        .sort(pl.col("lines_added") + pl.col("lines_removed"), "language", descending=[True, False])
    )
    known = sums.filter(pl.col("language").is_not_null())
    lines = pl.col("lines_added") + pl.col("lines_removed")
    unknown = sums.filter(pl.col("language").is_null()).drop("language").to_dicts()
    return {
        "items": known.with_columns(share=(lines / lines.sum()).fill_nan(0.0)).to_dicts(),
        "unknown": unknown[0] if unknown else {"lines_added": 0, "lines_removed": 0, "commits": 0},
    }


def _people(gathered: Gathered, enriched: Enriched, window: Window, clock: Clock) -> Answer:
    """Who committed, most first: open numbers only."""
    metrics = [metric for metric in CATALOGUE if metric.key in _PERSON_KEYS and metric.audience is Audience.OPEN]
    counted = measure(metrics, enriched, by=Level.DEVELOPER, buckets=window, clock=clock)
    rows = counted.sort("commits_count", "subject", descending=[True, False]).to_dicts()
    covered = _covered(gathered, clock)
    return {
        "total": len(rows),
        "rows": [
            {"name": name_of(gathered.persons[row["subject"]])}
            | {metric.key: row[metric.key] for metric in metrics}
            | {
                "weeks": weeks(enriched, window, clock, Whose(Level.DEVELOPER, row["subject"], covered))[
                    "commits_count"
                ]
            }
            for row in rows[:_PEOPLE_SHOWN]
        ],
    }


def name_of(person: Person) -> str:
    """What to call somebody."""
    return person.name or person.email or "Somebody without a name"


def _me(gathered: Gathered, enriched: Enriched, window: Window, asked: Asked, key: int | None) -> Answer | None:
    if asked.me is None:
        return None
    if key is None:
        return {"email": asked.me, "name": None, "readings": [], "weeks": {}}
    whose = Whose(Level.DEVELOPER, key, _covered(gathered, asked.clock))
    return {
        "email": asked.me, "name": name_of(gathered.persons[key]),
        "readings": readings(enriched, window, asked.clock, whose),
        "weeks": weeks(enriched, window, asked.clock, whose),
    }  # fmt: skip


def _left_out(gathered: Gathered, enriched: Enriched, window: Window) -> list[Answer]:
    """What is not in the numbers, with how much of it there is."""
    commits = gathered.facts.commits
    midnight = enriched.clock.midnight
    inside = commits.filter(pl.col("at").is_between(midnight(window.start), midnight(window.end), closed="left"))
    automata = gathered.facts.developers.filter(pl.col("kind") != "human")["developer"]
    no_merges = inside.filter(~pl.col("is_merge"))
    by_people = no_merges.filter(~pl.col("author").is_in(automata.implode()))
    unwritten = by_people.select(
        (
            pl.col("additions").cast(pl.Int64) + pl.col("deletions") - pl.col("lines_added") - pl.col("lines_removed")
        ).sum()
    ).item()
    found = [
        ("merges", "merge commit", inside["is_merge"].sum()),
        ("automata", "commit by a bot or an AI agent", no_merges.height - by_people.height),
        ("unwritten", "line of generated, vendored and lock files", unwritten or 0),
        (
            "hours",
            "commit without a known hour (squashed by a server)",
            by_people.filter(~pl.col("hour_known")).height,
        ),
        ("boundary", "commit whose lines a shallow clone does not show", by_people["lines_added"].null_count()),
        ("other_branches", "commit on other branches only, at any time", gathered.others),
        ("implausible", "commit with an impossible date, placed by the committer's", gathered.implausible),
    ]
    return [{"reason": key, "says": says, "n": int(n or 0)} for key, says, n in found]


def now_in(clock: Clock) -> datetime:
    """The present instant by the clock people read."""
    return clock.now.astimezone(clock.zone)
