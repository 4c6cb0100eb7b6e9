"""The profile of each person beside their expertise: since when there is any work, and seniority from its parts."""

import polars as pl

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.complexity import ANALYSIS as COMPLEXITY
from aexy.features.intelligence.expertise import skills_of
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.profile_schemas import ProfileResult
from aexy.kernel.analyses.seniority import PARTS, reviewing, seniority
from aexy.kernel.metric import Audience
from aexy.store.analysis_facts.main_files import read_main_files
from aexy.store.analysis_facts.standing_facts import (
    read_knows_pulls,
    read_reviews_given,
    read_work_days,
)

CAUTION = (
    "This is what these repositories show, and nothing else: not what somebody did elsewhere, nor talking, planning,"
    " hiring and teaching that leave no commit or review."
)
_MONTHS = 12.0
_BROAD = ("advanced", "expert")
_HARD = ("complex", "critical")
_KEPT = ("level", "score", "confidence", "known", "days", "months", "parts")


def _count(frames: Frames, settings: Settings) -> pl.DataFrame:
    spans = _spans(frames)
    known = _parts(frames, spans, skills_of(frames, settings), _hard_changes(frames, settings))
    judged = seniority(known).join(spans, on="developer")
    return judged.select("developer", pl.struct(_KEPT).alias("seniority"), "first_day", "last_day")


def _spans(frames: Frames) -> pl.DataFrame:
    """`developer`, `days`, `months`, `first_day`, `last_day`, of days with a commit."""
    day = pl.col("day")
    return frames.of(read_work_days).group_by("developer").agg(
        pl.len().cast(pl.Int64).alias("days"),
        day.dt.truncate("1mo").n_unique().cast(pl.Int64).alias("months"),
        day.min().alias("first_day"),
        day.max().alias("last_day"),
    )  # fmt: skip


def _parts(frames: Frames, spans: pl.DataFrame, skills: pl.DataFrame, hard: pl.DataFrame) -> pl.DataFrame:
    """What `seniority` wants. Nothing done is 0 only where that kind of thing is known at all."""
    is_broad = pl.col("depth").is_in(_BROAD) & (pl.col("context") == "production")
    breadth = skills.group_by("developer").agg(is_broad.sum().cast(pl.Float64).alias("breadth"))
    owned = frames.of(read_main_files).select("developer", pl.col("files").cast(pl.Float64).alias("ownership"))
    given = reviewing(frames.of(read_reviews_given), today=frames.clock.today)
    joined = spans.with_columns(experience=pl.col("months") / _MONTHS)
    for part in (breadth, owned, given, hard):
        joined = joined.join(part, on="developer", how="left")
    knows_pulls = bool(frames.of(read_knows_pulls)["pulls"][0])
    counted = ["breadth", "ownership", *(("reviews", "mentoring", "complexity") if knows_pulls else ())]
    filled = joined.with_columns(pl.col(counted).fill_null(0.0))
    return filled.select("developer", "days", "months", *(pl.col(part.key).cast(pl.Float64) for part in PARTS))


def _hard_changes(frames: Frames, settings: Settings) -> pl.DataFrame:
    """How many of somebody's pull requests the analysis of complexity calls complex or critical."""
    levels = pl.col("complexity_distribution")
    hard = pl.sum_horizontal(levels.struct.field(level) for level in _HARD)
    return COMPLEXITY.count(frames, settings).select("developer", hard.cast(pl.Float64).alias("complexity"))


PROFILE = Analysis(
    key="profile",
    version=3,
    title="Profile",
    caution=CAUTION,
    audience=Audience.TEAM,
    count=_count,
    shape=ProfileResult,
)
