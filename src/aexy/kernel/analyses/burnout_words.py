"""What is said to somebody of the signs: plainly, against their own usual, and without alarm."""

from collections.abc import Mapping

_SENTENCES: Mapping[str, str] = {
    "after_hours_share": "In the last four weeks about {} of your commits were outside of your working hours",
    "weekend_share": "In the last four weeks about {} of your commits were on days off",
    "streak_days": "In the last four weeks you had a commit on about {} days in a row",
    "days_since_break": "In the last four weeks it was about {} days since two days in a row without a commit",
    "daily_commits": "In the last four weeks there were {} commits on a day with any",
    "review_depth": "In the last four weeks there were {} remarks in a review of yours",
}
_SHARES = frozenset({"after_hours_share", "weekend_share"})
_TIMES = (
    (1.25, "somewhat more than"), (1.75, "half as much again as"), (2.5, "twice"), (3.5, "three times"),
    (4.5, "four times"),
)  # fmt: skip


def alert_of(key: str, value: float, baseline: float) -> str:
    """One sentence: how it was in the last four weeks, and what is usual."""
    said = _SENTENCES[key].format(_amount(key, value))
    if baseline <= 0:
        return f"{said}; usually there are none."
    return f"{said}: {_beside(value / baseline)} your usual {_amount(key, baseline)}."


def why_abstains(recent: int, before: int, *, fewest: tuple[int, int]) -> str:
    """Why there is no score for somebody; the fewest of the last weeks and of those before."""
    if not recent:
        return "No commit was seen in the last four weeks, so there is nothing to hold against what is usual."
    if before < fewest[1]:
        return f"{_weeks(before).capitalize()} of the year before the last four had commits; a usual needs {fewest[1]}."
    if recent < fewest[0]:
        return f"{_weeks(recent).capitalize()} of the last four had commits; {fewest[0]} are needed."
    return "Too little is known of the last four weeks, or of the weeks before them."


def why_no_sign(value: float | None, weeks: int, *, fewest: int) -> str:
    """Why one sign says nothing."""
    if weeks < fewest:
        return f"{_weeks(weeks).capitalize()} before these say something of it; a usual needs {fewest}."
    if value is None:
        return "Too little happened in the last four weeks."
    return "It was always nothing, so nothing is far from it."


def _amount(key: str, value: float) -> str:
    if key in _SHARES:
        return f"{100 * value:.0f} %"
    if not value:
        return "no"
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def _beside(times: float) -> str:
    if times < 1:
        return "less than"
    return next((words for limit, words in _TIMES if times < limit), f"{times:.0f} times")


def _weeks(count: int) -> str:
    return "1 week" if count == 1 else f"{count} weeks" if count else "no week"
