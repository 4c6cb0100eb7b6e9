"""Rules as somebody types them."""

import pytest

from aexy.cli.alert_wishes import _condition, _number
from aexy.kernel.errors import Unusable

NOTHING = dict.fromkeys(("above", "below", "rise", "fall", "unusual", "unusually_low", "clear", "fewest", "in_a_row"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ({"above": "24"}, {"kind": "threshold", "side": "above", "at": 24}),
        ({"below": "25%", "clear": "30 %"}, {"kind": "threshold", "side": "below", "at": 0.25, "clear_at": 0.3}),
        ({"rise": "50"}, {"kind": "change", "side": "above", "at": 0.5}),
        ({"unusually_low": "3", "fewest": 5}, {"kind": "deviation", "side": "below", "at": 3, "fewest": 5}),
    ],
)
def test_limits_are_read_as_they_are_meant(typed: dict[str, object], meant: dict[str, object]) -> None:
    assert _condition(NOTHING | typed, None) == meant


def test_a_template_keeps_its_limit_unless_another_is_given() -> None:
    known = {"kind": "threshold", "side": "above", "at": 24, "fewest": 5}
    assert _condition(NOTHING | {"in_a_row": 2}, known) == known | {"in_a_row": 2}
    assert _condition(NOTHING | {"above": "30"}, known)["at"] == 30


def test_no_limit_and_two_limits_are_refused() -> None:
    for typed in ({}, {"above": "1", "rise": "2"}):
        with pytest.raises(Unusable, match="one limit"):
            _condition(NOTHING | typed, None)
    with pytest.raises(Unusable, match="no number"):
        _number("many", is_percent=False)
