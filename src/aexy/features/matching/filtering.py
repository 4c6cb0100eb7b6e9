"""Who is asked at all: each filter, and how many it took away."""

from collections.abc import Callable, Collection, Sequence

from aexy.features.analytics.rows import Human
from aexy.features.matching.judging import Facts, has_all, is_available
from aexy.features.matching.schemas import FilteredOut, MatchWish

Keep = Callable[[Human], bool]


def filtered(
    people: Sequence[Human], wish: MatchWish, facts: Facts, active: Collection[int]
) -> tuple[list[Human], list[FilteredOut]]:
    """Those who pass, and what each filter took away; who fails several is counted at the first."""
    left, told = list(people), []
    for key, says, keep in _filters(wish, facts, active):
        kept = [human for human in left if keep(human)]
        told.append(FilteredOut(key=key, says=says, people=len(left) - len(kept)))
        left = kept
    return left, told


def _filters(wish: MatchWish, facts: Facts, active: Collection[int]) -> list[tuple[str, str, Keep]]:
    filters: list[tuple[str, str, Keep]] = [
        ("active_days", f"Did nothing here in {wish.active_days} days.", lambda human: human.key in active)
    ]
    if wish.exclude:
        excluded = frozenset(wish.exclude)
        filters.append(("exclude", "Left out on purpose.", lambda human: human.id not in excluded))
    if wish.required_skills:
        names = ", ".join(wish.required_skills)
        filters.append((
            "required_skills",
            f"Has not all of {names} at intermediate or above.",
            lambda human: has_all(facts, human.key, wish.required_skills),
        ))  # fmt: skip
    most = wish.most_in_hand
    if most is not None:
        filters.append((
            "most_in_hand",
            f"Has more than {most} in hand, or nothing is known of it.",
            lambda human: (held := facts.in_hand(human.key)) is not None and held <= most,
        ))  # fmt: skip
    if wish.only_available:
        filters.append((
            "only_available",
            "Is away on more than half of the working days of two weeks.",
            lambda human: is_available(facts, human.key),
        ))  # fmt: skip
    return filters
