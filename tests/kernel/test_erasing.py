"""Who was erased is recognised by hashes alone, and nothing of them is left in a text, wherever it stands."""

import re

from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.erasing import Named, Tombstones, marks_of, nameless, pattern_of, words_of

KEY = b"k" * 32
TOKEN = "erased-1a2b3c4d"
ADA = Named("github", "1815", "ada-l", "Ada Lovelace", "ada@engine.example")
SIGNED = Named("git", "Ada Lovelace <ada@engine.example>", None, "Ada Lovelace", "ada@engine.example")
GONE = Tombstones(KEY, dict.fromkeys(marks_of(KEY, [ADA, SIGNED]), TOKEN))


def test_a_name_an_address_and_an_account_go_in_any_case_and_place() -> None:
    said = "Thanks @ada-l, ADA  LOVELACE <Ada@Engine.example>; see ada-lib and adamant."
    assert GONE.scrub(said) == f"Thanks @{TOKEN}, {TOKEN} <{TOKEN}>; see ada-lib and adamant."


def test_json_is_scrubbed_in_depth_and_stays_json() -> None:
    said = {"by": "ada-l", "more": [{"text": "first\nAda Lovelace\nlast"}, 3, None]}
    assert GONE.scrub_json(said) == {"by": TOKEN, "more": [{"text": f"first\n{TOKEN}\nlast"}, 3, None]}
    assert GONE.mentions(said)
    assert not GONE.mentions({"by": "somebody"})


def test_an_identity_is_recognised_by_its_id_its_address_or_its_account_and_by_no_name_alone() -> None:
    assert GONE.of(Named("github", "1815")) == TOKEN
    assert GONE.of(Named("git", "A. L. <ada@engine.example>", None, "A. L.", "ADA@engine.example")) == TOKEN
    assert GONE.of(Named("github", "99", "Ada-L")) == TOKEN
    assert GONE.of(Named("gitlab", "99", "ada-l")) is None
    assert (
        GONE.of(Named("git", "Ada Lovelace <other@else.example>", None, "Ada Lovelace", "other@else.example")) is None
    )


def test_what_stands_in_for_an_identity_says_nothing_and_is_always_the_same() -> None:
    stand_in = GONE.stand_in(SIGNED)
    assert stand_in == GONE.stand_in(SIGNED)
    assert (stand_in.username, stand_in.email, stand_in.name) == (None, None, nameless(TOKEN))
    assert re.fullmatch(r"erased:[0-9a-f]{32}", stand_in.external_id)
    assert GONE.stand_in(Named("git", "Zoe <zoe@else.example>")) == Named("git", "Zoe <zoe@else.example>")


def test_another_workspace_has_other_hashes() -> None:
    assert not marks_of(KEY, [ADA]) & marks_of(b"o" * 32, [ADA])


def test_words_of_the_trade_are_no_names() -> None:
    assert words_of([Named("github", "1", "main", "Test", None), Named("github", "2", "ab", "Bo", None)]) == []


def test_without_anybody_erased_a_text_is_what_it_was() -> None:
    assert Tombstones().scrub("Ada Lovelace") == "Ada Lovelace"
    assert not Tombstones()


words = st.text(alphabet=st.sampled_from("abcdeé-. \n@'_"), min_size=0, max_size=30)


@given(words, words)
def test_whatever_stands_around_it_a_known_word_goes_and_the_database_would_have_found_it(
    left: str, right: str
) -> None:
    said = f"{left} ada@engine.example {right}"
    after = GONE.scrub(said)
    assert "ada@engine.example" not in after
    assert GONE.scrub(after) == after
    pattern = pattern_of(words_of([ADA])).replace("\\\\s", "\\s")
    assert re.search(pattern, said, re.IGNORECASE)
