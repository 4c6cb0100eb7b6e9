"""The complexity of one person's pull requests: how much there is to them, of what sort, and what they touch."""

import polars as pl
from pydantic import Field

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.complexity_schemas import CAUTION, Distribution
from aexy.features.intelligence.frames import Frames
from aexy.features.paging import Shape
from aexy.kernel.analyses.complexity import classified, of_people
from aexy.kernel.analyses.effort import SIZE, Fit
from aexy.kernel.metric import Audience
from aexy.store.analysis_facts.changes import (
    read_change_files,
    read_change_reviews,
    read_change_subjects,
    read_changes,
    read_fit,
)


class Complexity(Shape):
    """What is kept of one person's pull requests of the last two years."""

    total_prs_analyzed: int
    is_thin: bool = Field(description="Fewer than five: one of them moves everything.")
    complexity_distribution: Distribution = Field(description="How many of each level.")
    category_distribution: Distribution = Field(description="How many of each category.")
    primary_categories: list[str] = Field(description="At most three, the commonest first.")
    common_components: list[str] = Field(description="repository/folder, at most five.")
    common_layers: list[str]
    critical_changes: Distribution = Field(description="How many touch each costly kind.")
    handles_critical_changes: bool
    avg_files_per_pr: float | None
    avg_complexity_score: float | None = Field(description="0 to 100.")
    cross_cutting_ratio: float | None = Field(description="Of those whose files are known.")
    infrastructure_ratio: float | None = Field(description="Likewise.")
    avg_review_effort: float | None = Field(description="Of those somebody else reviewed; 0: approved without a word.")
    avg_remarks: float | None
    reviewed_prs: int
    files_unknown: int = Field(description="Whose commits are not here: their size is the provider's.")


def count(frames: Frames, settings: Settings) -> pl.DataFrame:
    """Everybody who opened a pull request."""
    del settings
    told = classified(
        frames.of(read_changes),
        frames.of(read_change_files),
        frames.of(read_change_subjects),
        frames.of(read_change_reviews),
        fit_of(frames.of(read_fit)),
    )
    return of_people(told)


def fit_of(found: pl.DataFrame) -> Fit:
    """What was learnt, as it is kept; size alone where nothing is."""
    if found.is_empty():
        return SIZE
    row = found.row(0, named=True)
    return Fit(**row | {"times": tuple(row["times"])})


ANALYSIS = Analysis(
    key="complexity",
    version=1,
    title="Complexity of pull requests",
    caution=CAUTION,
    audience=Audience.TEAM,
    count=count,
    shape=Complexity,
)
