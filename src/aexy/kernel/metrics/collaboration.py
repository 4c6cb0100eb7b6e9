"""Who works with whom."""

import polars as pl

from aexy.kernel.metric import Audience, Better, Fact, Family, Metric, Unit

UNIQUE_COLLABORATORS = Metric(
    key="unique_collaborators",
    family=Family.COLLABORATION,
    name="Collaborators",
    facts=Fact.PAIRS,
    value=pl.col("other").n_unique(),
    n=pl.col("commit").n_unique(),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    says="Distinct other people somebody shares a commit with, as author or co-author; n is the commits shared. "
    "Above one person: distinct people anybody in the group shares a commit with.",
    formula="distinct other people on shared commits",
    caution="From co-author trailers alone so far: reviews, which say most about working together, are not in it.",
    audience=Audience.TEAM,
    is_whole=True,
    is_zero_without_rows=True,
)

COLLABORATION = (UNIQUE_COLLABORATORS,)
