"""The technology analysis: what a person works with, in which versions, and how old those are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.technology_schemas import Technology
from aexy.kernel.analyses.technology import Use, standing, suggestions, uses, worst
from aexy.kernel.metric import Audience
from aexy.sources.lifecycles import known_on, lifecycles
from aexy.store.analysis_facts.packages import read_package_places, read_versions_in_use

DEFINITION = (
    "Worked with in the last 365 days: source files that import it, its entries in manifests, files made for it. "
    "Its version is what stands in the repository's lock files, else in its manifests. Deprecated: support has ended. "
    "Current: the newest release line. Recent: superseded within 365 days. Outdated: longer ago. "
    "Adoption is the share of those with a status that are current or recent."
)
CAUTION = (
    "Ends of support are those of a dated list; what it does not know has no status. A range in a manifest is not what "
    "runs, and a long-term support line can be outdated here and still be the right choice."
)


def count(frames: Frames, settings: Settings) -> pl.DataFrame:
    """A row for each person who worked with anything that is worth naming."""
    del settings
    places = frames.of(read_package_places)
    if places.is_empty():
        return pl.DataFrame(schema={"developer": pl.Int32})
    found = uses(frames.of(read_versions_in_use), lifecycles(), frames.clock.today)
    by_place: dict[tuple[int, str], list[Use]] = defaultdict(list)
    for one in found:
        by_place[one.repository, one.technology].append(one)
    people: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in places.sort("developer", "skill", "repository").iter_rows(named=True):
        people[row["developer"]].append(row)
    return pl.DataFrame(
        [{"developer": developer, **_of_person(rows, by_place)} for developer, rows in people.items()],
        infer_schema_length=None,
        schema_overrides={"developer": pl.Int32},
    )


def _of_person(rows: Sequence[dict[str, Any]], by_place: dict[tuple[int, str], list[Use]]) -> dict[str, Any]:
    by_skill: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_skill[row["skill"]].append(row)
    technologies, every = [], []
    for skill, listed in by_skill.items():
        mine = [use for row in listed for use in by_place.get((row["repository"], skill), ())]
        every += mine
        technologies.append(_technology(skill, listed, mine))
    technologies.sort(key=lambda one: (-one["days"], one["name"]))
    return {
        "technologies": technologies,
        **counts_of(every),
        "upgrade_suggestions": suggestions(every),
        "known_on": known_on(),
    }


def _technology(skill: str, rows: Sequence[dict[str, Any]], mine: Sequence[Use]) -> dict[str, Any]:
    last: date = max(row["last_day"] for row in rows)
    return {
        "name": skill,
        "domain": rows[0]["domain"],
        "commits": sum(row["commits"] for row in rows),
        "days": sum(row["days"] for row in rows),
        "last_day": last,
        "status": worst(use.judged.status for use in mine),
        "uses": [use_of(use) for use in mine],
    }


def counts_of(found: Sequence[Use]) -> dict[str, Any]:
    """How many uses have which status."""
    stands = standing(use.judged.status for use in found)
    return {
        "n": stands.n,
        "current_count": stands.current,
        "recent_count": stands.recent,
        "outdated_count": stands.outdated,
        "deprecated_count": stands.deprecated,
        "unknown_count": stands.unknown,
        "adoption_score": stands.adoption,
    }


def use_of(use: Use) -> dict[str, Any]:
    """A use as it is told."""
    judged = use.judged
    known = lifecycles().get(use.technology)
    return {
        "technology": use.technology,
        "domain": use.domain,
        "ecosystem": use.ecosystem,
        "repository_id": use.repository_id,
        "repository": use.repository_name,
        "version": use.version,
        "is_locked": use.is_locked,
        "scope": use.scope,
        "since": use.since,
        "manifests": list(use.manifests),
        "status": judged.status,
        "reason": judged.reason,
        "lag_days": judged.lag_days,
        "release_line": judged.cycle.name if judged.cycle else None,
        "supported_until": judged.cycle.ends if judged.cycle else None,
        "newest": (judged.newest.latest or judged.newest.name) if judged.newest else None,
        "source": known.source if known and judged.cycle else None,
    }


TECHNOLOGY = Analysis(
    key="technology",
    version=2,
    title="Technology",
    caution=CAUTION,
    audience=Audience.OPEN,
    count=count,
    shape=Technology,
)
