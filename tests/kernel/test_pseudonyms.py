"""A pseudonym is somebody's and says of nobody who; a number under it is that of five or more."""

from hashlib import sha256
from hmac import digest
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.pseudonyms import Sample, in_bands, pseudonym

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
WHO = UUID("8d2f6f0e-4a7b-4c68-9f6e-0c6c1c1a5a11")


def test_somebody_has_the_same_pseudonym_as_long_as_the_key_is_the_same() -> None:
    assert pseudonym(KEY, WHO, "commits_count") == pseudonym(KEY, UUID(str(WHO)), "commits_count")
    assert pseudonym(KEY, WHO, "commits_count") != pseudonym(KEY, uuid4(), "commits_count")


def test_another_workspace_and_another_metric_have_other_pseudonyms() -> None:
    people = [uuid4() for _ in range(500)]
    here, there = ({pseudonym(key, who, "commits_count") for who in people} for key in (KEY, OTHER))
    beside = {pseudonym(KEY, who, "prs_merged_count") for who in people}
    assert len(here) == len(there) == 500
    assert not here & there
    assert not here & beside


def test_no_pseudonym_is_found_by_trying_ids_without_the_key() -> None:
    """Whoever knows every id, and how it is made, and not the key."""
    said = pseudonym(KEY, WHO, "commits_count").removeprefix("Person ")
    guesses = [str(WHO), WHO.hex, f"pseudonym commits_count {WHO}"]
    keys = [b"", bytes(32), WHO.bytes, b"aexy", KEY[:31], OTHER]
    plain = [sha256(guess.encode()).hexdigest() for guess in guesses]
    keyed = [digest(key, guess.encode(), "sha256").hex() for key in keys for guess in guesses]
    assert not [tried for tried in (*plain, *keyed) if said in tried]
    assert said == digest(KEY, guesses[2].encode(), "sha256").hex()[: len(said)]


@pytest.mark.parametrize("key", [b"", KEY[:31]])
def test_there_is_no_pseudonym_without_a_whole_key(key: bytes) -> None:
    with pytest.raises(ValueError, match="a key of 32 bytes"):
        pseudonym(key, WHO, "commits_count")


numbers = st.lists(st.floats(0, 1e6) | st.integers(0, 20).map(float), max_size=60)


@given(numbers)
def test_a_number_is_that_of_five_or_more_and_nobody_is_lost(values: list[float]) -> None:
    samples = [Sample(f"Person {place:08x}", value, small=False) for place, value in enumerate(values)]
    bands = in_bands(samples)
    assert bool(bands) == (len(values) >= 5)
    assert all(5 <= len(band.names) <= 9 for band in bands)
    assert [band.value for band in bands] == sorted(band.value for band in bands)
    if bands:
        assert sorted(name for band in bands for name in band.names) == [sample.name for sample in samples]


@given(numbers.filter(lambda values: len(values) >= 5), st.randoms(use_true_random=False))
def test_nothing_but_the_values_orders_bands_and_nothing_but_names_orders_within(
    values: list[float], chance: Random
) -> None:
    samples = [Sample(f"Person {place:08x}", value, small=False) for place, value in enumerate(values)]
    mixed = list(samples)
    chance.shuffle(mixed)
    assert in_bands(samples) == in_bands(mixed)
    assert all(list(band.names) == sorted(band.names) for band in in_bands(mixed))


def test_an_average_is_told_to_two_digits_and_marked_when_one_of_them_has_few_rows() -> None:
    band, = in_bands([Sample(f"Person {n}", 1000 + n, small=n == 3) for n in range(6)])  # fmt: skip
    assert (band.value, band.small) == (1000, True)
    band, = in_bands([Sample(f"Person {n}", 0.123 * n, small=False) for n in range(5)])  # fmt: skip
    assert (band.value, band.small) == (0.25, False)


def test_four_are_nobody() -> None:
    assert in_bands([Sample(f"Person {n}", n, small=False) for n in range(4)]) == []
