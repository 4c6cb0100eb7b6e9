"""A workspace nothing was read into: every command says so in a sentence, and none draws the head of an empty table."""

import pytest
from tests.doors.cli.conftest import House


@pytest.fixture(scope="module")
def bare(house: House) -> str:
    made = house.answer("workspace", "create", "Bare")
    return str(made["slug"])


@pytest.mark.parametrize(
    ("words", "sentence", "head"),
    [
        ("flow open", "Pull requests come with a connection", "The oldest"),
        ("flow waiting", "Pull requests come with a connection", "Who waits  "),
        ("flow stale", "Pull requests come with a connection", "Author"),
        ("flow rounds", "No pull request of a person was merged and reviewed", "Rounds  "),
        ("readings", "`aexy ingest PATH|URL` and `aexy connect` bring facts", "withheld"),
        ("summary", "Nothing to say of: Active developers", "active_developers"),
        ("rules versions", "Nobody changed the rules yet", "Made"),
        ("records kinds", "There are none. `aexy import template work_records`", "Open"),
        ("insights settings", "Mon, Tue, Wed, Thu, Fri", "1, 2, 3"),
    ],
)
def test_an_empty_workspace_is_answered_in_a_sentence(
    house: House, bare: str, words: str, sentence: str, head: str
) -> None:
    shown = house.run(*words.split(), "--workspace", bare)
    assert shown.exit_code == 0
    assert sentence in shown.output
    assert head not in shown.output
