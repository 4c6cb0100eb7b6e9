"""Each thing that is wrong with data says which numbers it makes less, and where it is mended."""

from collections.abc import Callable

from aexy.context import Context
from aexy.features.insights import tables
from aexy.features.insights.mending import Mend, affected, columns, mend
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.facts import Fact
from aexy.kernel.metrics import CATALOGUE, find


async def test_every_check_says_where_it_is_mended_and_what_it_makes_less(
    context: Context, viewer: Callable[..., Viewer]
) -> None:
    checks = (await tables.checks(context, viewer(), Asked())).checks
    keys = {metric.key for metric in CATALOGUE}
    assert all(set(one.affects) <= keys for one in checks)
    unmendable = {one.key for one in checks if one.mend is None}
    assert unmendable == {"implausible_dates", "unknown_hours"}
    assert {one.key for one in checks if not one.affects} == {"quiet_pulls", "stepless_issues", "unread_manifests"}


def test_lines_that_are_not_known_touch_every_number_of_lines_of_commits() -> None:
    of_lines = {metric.key for metric in CATALOGUE if metric.facts is Fact.COMMITS and "size" in columns(metric)}
    assert of_lines == set(affected("shallow_boundaries")) >= {"lines_added", "median_commit_size"}
    assert "commits_count" not in affected("shallow_boundaries")


def test_an_author_nobody_knows_touches_numbers_of_people() -> None:
    assert "commits_count" in affected("unknown_authors")
    assert "active_developers" not in affected("unknown_authors")
    assert mend("unknown_authors") is Mend.IDENTITIES


def test_holidays_touch_what_is_counted_by_the_working_day() -> None:
    assert {find(key).unit.value for key in affected("unknown_holidays")} == {"per_working_day"}
    assert mend("unknown_holidays") is Mend.SCHEDULES
