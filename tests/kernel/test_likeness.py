"""How well a name fits what somebody typed."""

import pytest

from aexy.kernel.likeness import fit, near, words_of


def test_words_are_told_apart_however_they_are_joined() -> None:
    assert words_of("acme/shop-api_v2 theBest") == ("acme", "shop", "api", "v2", "the", "best")
    assert words_of("") == words_of("--") == ()


def test_the_very_name_comes_before_its_beginning_before_words_in_it_before_letters_in_it() -> None:
    found = [fit("pay", name) for name in ("Pay", "Payments", "shop-payments", "repay", "people")]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5
    assert found[-1] == 0


def test_every_word_has_to_fit() -> None:
    assert fit("lee ann", "Annabel Lee") > 0
    assert fit("lee bob", "Annabel Lee") == 0
    assert fit("  ", "Annabel Lee") == 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("paymnets", "payments"), ("pyaments", "acme/payments-api"), ("fenwhistel", "Esme Fenwhistle"),
        ("esme fenwistle", "Esme Fenwhistle"), ("throughputt", "PR throughput"), ("storefornt", "Storefront"),
    ],
)  # fmt: skip
def test_a_slip_is_forgiven(typed: str, name: str) -> None:
    assert fit(typed, name) == 0
    assert 0 < near(typed, name) < 0.6


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("paymnets", "people"),
        ("ann", "Ben"),
        ("zebra", "payments"),
        ("esme xyzzy", "Esme Fenwhistle"),
        ("", "a"),
        ("a", ""),
    ],
)
def test_what_is_far_is_not_found(typed: str, name: str) -> None:
    assert near(typed, name) == 0
