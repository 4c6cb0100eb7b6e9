"""Who might be one person, with the reasons, and who is not even asked about."""

import pytest

from aexy.kernel.identity import Identity, resolve
from aexy.kernel.resemblance import Suggestion, suggest


def between(*pairs: tuple[str, str]) -> list[Suggestion]:
    """What is suggested about people who signed like that."""
    identities = [Identity(key, name, email) for key, (name, email) in enumerate(pairs)]
    found = resolve(identities)
    assert len(found.people) == len(pairs), "they are one person already"
    return suggest(identities, found.people, found.held)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (("Ada King", "ada.king@a.org"), ("countess", "ada.king@b.org"), {"same_local_part", "name_and_username"}),
        (("Ada Lovelace", "ada@a.org"), ("x", "7+alovelace@users.noreply.github.com"), {"name_and_username"}),
        (("alovelace", "1@a.org"), ("Ada Lovelace", "2@b.org"), {"name_and_username"}),
        (("Charles Babbage", "c@a.org"), ("Charles Babage", "b@b.org"), {"similar_name"}),
    ],
)  # fmt: skip
def test_what_is_alike_is_suggested_with_its_reasons(
    one: tuple[str, str], other: tuple[str, str], reasons: set[str]
) -> None:
    found = between(one, other)
    assert len(found) == 1
    assert {ground.reason for ground in found[0].grounds} == reasons
    assert 0 < found[0].score < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ada Lovelace", "mail@a.org"), ("Charles Babbage", "mail@b.org")),
        (("Ada Lovelace", "info@a.org"), ("Charles Babbage", "info@b.org")),
        (("Ada Lovelace", "ada@a.org"), ("Charles Babbage", "charles@a.org")),
        (("Ada Lovelace", "1@a.org"), ("Ada Byron", "2@b.org")),
    ],
)
def test_what_many_share_says_nothing(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert between(one, other) == []
