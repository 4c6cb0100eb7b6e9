"""All analyses of one person in one answer."""

from aexy.context import Context
from aexy.features.intelligence import service
from aexy.features.intelligence.analyses import ANALYSES, find_analysis
from aexy.features.intelligence.schemas import AnalyseWish, Outcome, Outcomes
from aexy.features.intelligence.service import Analysed
from aexy.features.routing import Viewer


async def analyse_all(context: Context, viewer: Viewer, wish: AnalyseWish) -> Outcomes:
    """What each of them comes to. Unknown for one that is not there."""
    chosen = [find_analysis(key) for key in dict.fromkeys(wish.only)] or ANALYSES
    found = await service.several_of_person(context, viewer, chosen, wish.developer_id, fresh=wish.fresh)
    return Outcomes(
        developer=found[0].developer,
        as_of=context.now,
        is_partial=any(one.failure for one in found),
        analyses=[_outcome(one, is_own=viewer.developer_id == found[0].developer.id) for one in found],
    )


def _outcome(found: Analysed, *, is_own: bool) -> Outcome:
    hidden = frozenset[str]() if is_own else found.analysis.names_others
    result = found.result and {name: value for name, value in found.result.items() if name not in hidden}
    return Outcome(
        analysis=found.analysis.key,
        title=found.analysis.title,
        version=found.analysis.version,
        as_of=found.as_of,
        caution=found.analysis.caution,
        result=result,
        withheld=found.withheld,
        failure=found.failure,
    )
