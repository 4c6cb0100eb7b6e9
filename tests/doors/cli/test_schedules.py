"""`aexy schedule`: what is typed, and what is answered."""

import asyncio
from uuid import UUID

import asyncpg
import pytest
from tests.doors.cli.conftest import House
from tests.seeding import Seeded

from aexy.cli.week import days, hours, working_days
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId


@pytest.fixture(scope="module")
def staffed(house: House, owner_url: str) -> House:
    """A workspace with Ada and Grace in it; whoever types is Grace."""
    made = house.answer("workspace", "create", "Home", "--time-zone", "Europe/Berlin")

    async def hire() -> None:
        owner = await asyncpg.connect(owner_url)
        for name in ("Ada Lovelace", "Grace Hopper"):
            await Seeded(WorkspaceId(UUID(made["id"]))).developer(owner, name)
        await owner.close()

    asyncio.run(hire())
    assert house.run("me", "--as", "grace").exit_code == 0
    return house


def test_what_is_said_of_a_schedule_is_added_to_what_was(staffed: House) -> None:
    assert "Mon-Fri by Europe/Berlin time" in staffed.run("schedule", "show").stdout
    assert staffed.run("schedule", "set", "--days", "sun-thu", "--hours", "9:00-17:30").exit_code == 0
    said = staffed.run("schedule", "set", "--zone", "America/New_York", "--country", "us", "--subdivision", "NY").stdout
    assert "Grace Hopper works Sun-Thu, 09:00-17:30 America/New_York time." in said
    assert "Holidays: US-NY." in said
    assert staffed.answer("schedule", "set", "--hours", "workspace")["own"] == ["working_days", "time_zone", "holidays"]
    assert "Grace Hopper\tSun-Thu" in staffed.run("schedule", "list").stdout
    assert "nothing; they work as the workspace does" in staffed.run("schedule", "set", "--like-workspace").stdout


def test_times_away_are_added_listed_and_taken_back(staffed: House) -> None:
    done = staffed.run("schedule", "leave", "add", "2026-08-03", "2026-08-21", "--note", "Sea")
    assert "Away from 2026-08-03 to 2026-08-21." in done.stdout, done.output
    assert staffed.run("schedule", "leave", "add", "2026-05-15", "--for", "ada", "--kind", "sick").exit_code == 0
    assert "2026-08-21\tleave\tSea" in staffed.run("schedule", "leave", "list").stdout
    assert "2026-05-15\taway\t" in staffed.run("schedule", "show", "ada").stdout
    (own,) = staffed.answer("schedule", "leave", "list")
    assert staffed.run("schedule", "leave", "remove", own["id"][:8]).exit_code == 0
    assert staffed.run("schedule", "leave", "list").stdout == "Never away.\n"
    assert staffed.run("schedule", "leave", "remove", own["id"][:8]).exit_code == 4


def test_holidays_are_shown_and_kept(staffed: House) -> None:
    assert "keeps no holidays" in staffed.run("schedule", "holidays").stdout
    assert "2026-01-06\t*\tEpiphany" in staffed.run("schedule", "holidays", "DE", "BY", "--year", "2026").stdout
    assert "kept by the workspace" in staffed.run("schedule", "holidays", "DE", "BY", "--keep").stdout
    assert "Holidays: DE-BY" in staffed.run("schedule", "show", "ada").stdout
    assert "keeps no holidays" in staffed.run("schedule", "holidays", "--keep-none").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("set",), "Say what changes"),
        (("set", "--days", "someday"), "mon-fri"),
        (("set", "--hours", "nine to five"), "09:00-17:30"),
        (("set", "--country", "Germany"), "Did you mean 'DE'?"),
        (("show", "nobody"), "aexy people list"),
        (("leave", "add", "tomorrow"), "first_day"),
        (("holidays", "--keep"), "Name a country"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(staffed: House, words: tuple[str, ...], sentence: str) -> None:
    done = staffed.run("schedule", *words)
    assert done.exit_code in {2, 4}
    assert sentence in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("written", "numbers", "shown"),
    [
        ("mon-fri", [1, 2, 3, 4, 5], "Mon-Fri"),
        ("sun-thu", [1, 2, 3, 4, 7], "Sun-Thu"),
        ("Monday, tue,thursday", [1, 2, 4], "Mon, Tue, Thu"),
        ("sat", [6], "Sat"),
        ("mon-sun", [1, 2, 3, 4, 5, 6, 7], "every day"),
        ("fri-mon", [1, 5, 6, 7], "Fri-Mon"),
    ],
)
def test_a_week_is_written_as_people_say_it(written: str, numbers: list[int], shown: str) -> None:
    assert working_days(written) == numbers
    assert days(numbers) == shown


def test_hours_are_two_times_of_day() -> None:
    assert hours("9:00 - 17:30") == ("09:00", "17:30")
    with pytest.raises(Unusable):
        hours("9-17")
