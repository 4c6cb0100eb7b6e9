"""Expertise: what each person knows, of languages, frameworks and domains, with how sure that is."""

import polars as pl

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.expertise_schemas import ExpertiseResult, SkillWithConfidence
from aexy.features.intelligence.frames import Frames
from aexy.kernel.analyses.expertise import expertise
from aexy.kernel.metric import Audience
from aexy.store.analysis_facts.skill_days import read_framework_days, read_skill_days

CAUTION = (
    "What somebody knows and did not commit here is not in it, and files that a program wrote are not either. A day of"
    " work is a day of evidence, not a measure of how well it was done."
)
_NAMES = {
    "skill": "name",
    "recency": "recency_factor",
    "commits": "commit_count",
    "lines": "lines_of_code",
    "first_day": "first_activity_at",
    "last_day": "last_activity_at",
}


def skills_of(frames: Frames, settings: Settings) -> pl.DataFrame:
    """A row per person and skill, in the words of `SkillWithConfidence`; most evidence first within a kind."""
    days = pl.concat([frames.of(read_skill_days), frames.of(read_framework_days)])
    found = expertise(days, today=frames.clock.today, half_lives=settings.half_lives)
    named = found.rename(_NAMES).with_columns(pl.col("kind", "context", "depth").cast(pl.String))
    return named.select("developer", *SkillWithConfidence.model_fields)


def _count(frames: Frames, settings: Settings) -> pl.DataFrame:
    columns = list(SkillWithConfidence.model_fields)
    return skills_of(frames, settings).group_by("developer", maintain_order=True).agg(skills=pl.struct(columns))


EXPERTISE = Analysis(
    key="expertise",
    version=2,
    title="Expertise",
    caution=CAUTION,
    audience=Audience.TEAM,
    count=_count,
    shape=ExpertiseResult,
)
