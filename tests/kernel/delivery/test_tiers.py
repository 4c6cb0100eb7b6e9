"""Tiers as the reports give them; a value on a bound is where the report's words put it."""

import pytest

from aexy.kernel.delivery.metrics import FIVE
from aexy.kernel.delivery.tiers import EDITIONS, USUAL_EDITION, tier

MONTH = 30.4375 * 24


@pytest.mark.parametrize(
    ("edition", "key", "value", "name"),
    [
        ("2021", "lead_time_hours", 0.99, "elite"),
        ("2021", "lead_time_hours", 1, "high"),
        ("2021", "lead_time_hours", 168, "high"),
        ("2021", "lead_time_hours", 6 * MONTH, "medium"),
        ("2021", "lead_time_hours", 6 * MONTH + 1, "low"),
        ("2021", "change_fail_rate", 0.15, "elite"),
        ("2021", "change_fail_rate", 0.155, "high"),
        ("2021", "change_fail_rate", 0.31, "low"),
        ("2021", "deployment_frequency", 7, "high"),
        ("2021", "deployment_frequency", 7.01, "elite"),
        ("2021", "deployment_frequency", 0.05, "medium"),
        ("2021", "deployment_frequency", 0, "low"),
        ("2021", "recovery_time_hours", 24, "medium"),
        ("2021", "recovery_time_hours", 169, "low"),
        ("2023", "lead_time_hours", 24, "high"),
        ("2023", "lead_time_hours", 23.9, "elite"),
        ("2023", "lead_time_hours", MONTH, "medium"),
        ("2023", "change_fail_rate", 0.05, "elite"),
        ("2023", "change_fail_rate", 0.10, "high"),
        ("2023", "change_fail_rate", 0.15, "medium"),
        ("2023", "change_fail_rate", 0.16, "low"),
        ("2023", "recovery_time_hours", 168, "medium"),
        ("2024", "deployment_frequency", 1, "high"),
        ("2024", "deployment_frequency", 0.99, "medium"),
        ("2024", "deployment_frequency", 7 / 30.4375, "medium"),
        ("2024", "change_fail_rate", 0.20, "high"),
        ("2024", "change_fail_rate", 0.21, "low"),
        ("2024", "recovery_time_hours", 1, "high"),
        ("2024", "recovery_time_hours", 24, "low"),
    ],
)
def test_a_value_is_where_the_report_puts_it(edition: str, key: str, value: float, name: str) -> None:
    assert tier(edition, key, value) == name


def test_what_nobody_said_has_no_tier() -> None:
    assert [tier(edition, "deployment_rework_rate", 0.1) for edition in EDITIONS] == [None] * 4
    assert [tier("2025", metric.key, 1.0) for metric in FIVE] == [None] * 5
    assert tier("2024", "lead_time_hours", None) is None
    assert USUAL_EDITION in EDITIONS
