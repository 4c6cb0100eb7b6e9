"""TeamGaps as they are told: with names, and in a sentence each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from aexy.features.analytics.groups import person_of
from aexy.features.analytics.rows import Human
from aexy.features.intelligence.teams_rows import OwnRepository
from aexy.features.intelligence.teams_schemas import GapKind, KnownBy, OwnedPlace, SkillGap
from aexy.kernel.text import plain

_FEW = 3


@dataclass(frozen=True, slots=True)
class Naming:
    """What the keys of a gap stand for."""

    team: str
    people: Mapping[int, Human]
    repositories: Mapping[int, OwnRepository]
    skills: Mapping[tuple[int, str], Mapping[str, Any]]

    @classmethod
    def of(
        cls, team: str, people: Sequence[Human], repositories: Sequence[OwnRepository], known: pl.DataFrame
    ) -> "Naming":
        """By key; `known` is what the people know, as `kernel.analyses.skills` says."""
        return cls(
            plain(team),
            {human.key: human for human in people},
            {one.key: one for one in repositories},
            {(row["developer"], row["skill"]): row for row in known.iter_rows(named=True)},
        )

    def known(self, developer: int, skill: str) -> KnownBy:
        """How far somebody knows a skill."""
        row = self.skills[developer, skill]
        said = {name: row[name] for name in ("proficiency", "depth", "confidence", "last_day")}
        return KnownBy(developer=person_of(self.people[developer]), **said)


def gaps_of(row: Mapping[str, Any], naming: Naming) -> SkillGap:
    """One gap of `kernel.analyses.gaps`, told."""
    skill = row["skill"]
    places = [naming.repositories[key] for key in row["repositories"]]
    holders = [naming.known(key, skill) for key in row["holders"]]
    nearest = [naming.known(key, skill) for key in row["nearest"]]
    gap = SkillGap(
        skill=skill,
        kind=GapKind(row["kind"]),
        is_fading=row["is_fading"],
        n=row["days"],
        people=row["people"],
        repositories=[OwnedPlace(id=one.id, name=one.name) for one in places],
        holders=holders,
        nearest=nearest,
        last_day=row["last_day"],
        says="",
    )
    return gap.model_copy(update={"says": _says(gap, naming.team)})


def _says(gap: SkillGap, team: str) -> str:
    where = _listed([one.name for one in gap.repositories])
    days = "1 day" if gap.n == 1 else f"{gap.n} days"
    used = f"it was worked in on {days} of the last year, in {where}."
    fading = f" Nobody here has worked in it since {gap.last_day}." if gap.is_fading else ""
    match gap.kind:
        case GapKind.NOBODY:
            near = gap.nearest[0] if gap.nearest else None
            nearest = f" Nearest is {near.developer.name} with {near.proficiency:.0f} of 100." if near else ""
            return f"Nobody in {team} has {gap.skill} at intermediate or above; {used}{nearest}"
        case GapKind.ONE:
            only = gap.holders[0].developer.name
            return f"Only {only} has {gap.skill} at intermediate or above; {used}{fading}"
        case GapKind.FADING:
            have = f"{len(gap.holders)} people have {gap.skill} at intermediate or above"
            return f"{have}, but nobody here has worked in it since {gap.last_day}; {used}"


def _listed(names: Sequence[str]) -> str:
    shown = [plain(name) for name in names[:_FEW]]
    more = len(names) - len(shown)
    if more:
        return ", ".join(shown) + f" and {more} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
