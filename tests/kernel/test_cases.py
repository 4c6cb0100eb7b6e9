"""Every metric has a worked example, and keeps to it."""

import pytest
from tests.kernel.worked import CASES, Expected, read_case

from aexy.kernel.measuring import measure
from aexy.kernel.metric import Metric
from aexy.kernel.metrics import CATALOGUE


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.key)
def test_every_metric_gives_the_numbers_of_its_worked_example(metric: Metric) -> None:
    case = read_case(CASES / f"{metric.key}.md")
    for expected in case.expected:
        counted = measure([metric], case.facts, by=expected.level, buckets=expected.kind, clock=case.clock)
        beside = measure(CATALOGUE, case.facts, by=expected.level, buckets=expected.kind, clock=case.clock)
        found = beside.filter(subject=expected.subject, period_start=expected.start)
        assert found.height == 1, expected.says
        _agrees(expected, found.get_column(metric.key).item(), found.get_column(metric.n_key).item())
        alone = counted.filter(subject=expected.subject, period_start=expected.start)
        if alone.height:
            _agrees(expected, alone.get_column(metric.key).item(), alone.get_column(metric.n_key).item())


def test_there_is_no_example_without_a_metric() -> None:
    assert {path.stem for path in CASES.glob("*.md")} == {metric.key for metric in CATALOGUE}


def _agrees(expected: Expected, value: float | None, n: int) -> None:
    assert value == (None if expected.value is None else pytest.approx(expected.value, abs=1e-9)), expected.says
    assert n == expected.n, expected.says
