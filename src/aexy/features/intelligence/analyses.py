"""The analyses there are, in the order they are shown."""

from aexy.features.intelligence.analysis import Analysis
from aexy.features.intelligence.burnout import BURNOUT
from aexy.features.intelligence.collaboration import ANALYSIS as COLLABORATION
from aexy.features.intelligence.commits import ANALYSIS as COMMITS
from aexy.features.intelligence.complexity import ANALYSIS as COMPLEXITY
from aexy.features.intelligence.expertise import EXPERTISE
from aexy.features.intelligence.profile import PROFILE
from aexy.features.intelligence.reviews import REVIEW_QUALITY
from aexy.features.intelligence.technology import TECHNOLOGY
from aexy.kernel.errors import Unknown, did_you_mean

ANALYSES: tuple[Analysis, ...] = (COMMITS, REVIEW_QUALITY, EXPERTISE, BURNOUT, COLLABORATION, COMPLEXITY, TECHNOLOGY)
# What each night counts: a profile is put together from the same facts.
KEPT: tuple[Analysis, ...] = (*ANALYSES, PROFILE)


def find_analysis(key: str) -> Analysis:
    """The analysis of that key. Unknown with the nearest one."""
    known = {analysis.key: analysis for analysis in ANALYSES}
    if key not in known:
        raise Unknown(f"There is no analysis called {key!r}.", next_step=did_you_mean(key, tuple(known)), field="only")
    return known[key]
