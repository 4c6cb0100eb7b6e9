"""One person's profile, as it is shown."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.intelligence import service
from aexy.features.intelligence.expertise import EXPERTISE
from aexy.features.intelligence.expertise_schemas import ExpertiseResult, SkillKind, SkillWithConfidence
from aexy.features.intelligence.profile import CAUTION, PROFILE
from aexy.features.intelligence.profile_schemas import (
    KnownArea,
    Profile,
    ProfileResult,
    Seniority,
    SeniorityPart,
    SeniorityResult,
    Volume,
)
from aexy.features.routing import Viewer
from aexy.kernel.analyses.seniority import PARTS, why_not


async def profile_of(context: Context, viewer: Viewer, developer_id: UUID | None) -> Profile:
    """The profile of a person, or of whoever asks; as it is kept where nothing has changed since."""
    found, known = await service.several_of_person(context, viewer, (PROFILE, EXPERTISE), developer_id)
    decided = await service.decided(context, viewer.workspace_id)
    kept = None if found.result is None else ProfileResult(**found.result)
    skills = [] if known.result is None else ExpertiseResult(**known.result).skills
    return Profile(
        developer=found.developer,
        as_of=found.as_of,
        version=PROFILE.version,
        caution=CAUTION,
        withheld=found.withheld,
        failure=found.failure or known.failure,
        n=kept.seniority.days if kept else 0,
        first_day=kept.first_day if kept else None,
        last_day=kept.last_day if kept else None,
        languages={one.name: _volume(one) for one in skills if one.kind is SkillKind.LANGUAGE},
        frameworks=_areas(skills, SkillKind.FRAMEWORK),
        domains=_areas(skills, SkillKind.DOMAIN),
        skills=skills,
        seniority=_seniority(kept.seniority) if kept else None,
        half_life_days=decided.half_lives.usual,
    )


def _volume(skill: SkillWithConfidence) -> Volume:
    return Volume(**_counts(skill))


def _areas(skills: Sequence[SkillWithConfidence], kind: SkillKind) -> list[KnownArea]:
    return [KnownArea(name=one.name, depth=one.depth, **_counts(one)) for one in skills if one.kind is kind]


def _counts(skill: SkillWithConfidence) -> dict[str, Any]:
    return {"lines": skill.lines_of_code, "commits": skill.commit_count, "days": skill.days}


def _seniority(kept: SeniorityResult) -> Seniority:
    by_key = {part.key: part for part in kept.parts}
    return Seniority(
        level=kept.level,
        score=None if kept.score is None else round(kept.score),
        confidence=kept.confidence,
        known=kept.known,
        abstains=why_not(kept.days, kept.months, kept.known),
        days=kept.days,
        months=kept.months,
        parts=[
            SeniorityPart(
                key=part.key, name=part.name, says=part.says, unit=part.unit, value=by_key[part.key].value,
                worth=by_key[part.key].worth, half=part.half, weight=part.weight,
            )
            for part in PARTS
        ],
        caution=CAUTION,
    )  # fmt: skip
