"""Every one of the five has a worked example, and keeps to it."""

import pytest
from tests.kernel.delivery.worked import CASES, read_case

from aexy.kernel.delivery.belonging import known_since
from aexy.kernel.delivery.counting import Ready
from aexy.kernel.delivery.metrics import FIVE, DeliveryMetric
from aexy.kernel.delivery.reading import counted, figure
from aexy.kernel.periods import period_of


@pytest.mark.parametrize("metric", FIVE, ids=lambda metric: metric.key)
def test_each_of_the_five_gives_the_numbers_of_its_worked_example(metric: DeliveryMetric) -> None:
    case = read_case(CASES / f"{metric.key}.md")
    assert case.expected
    for expected in case.expected:
        known = known_since(case.facts, expected.whose)
        ready = Ready.of(case.facts, expected.whose, case.clock)
        period = period_of(expected.kind, expected.start)
        row = counted(ready, expected.kind, [period], known, [expected.subject]).row(0, named=True)
        found = figure(metric, row)
        value = None if expected.value is None else pytest.approx(expected.value, abs=1e-9)
        assert (found.value, found.n) == (value, expected.n), expected.says


def test_there_is_no_example_without_a_metric() -> None:
    assert {path.stem for path in CASES.glob("*.md")} == {metric.key for metric in FIVE}
