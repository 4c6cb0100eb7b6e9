"""Finding people: by every name, by what they wrote, by what they know, and never by what is not for one's eyes."""

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Story, files

from aexy.context import Context
from aexy.features.intelligence.expertise_service import expertise_of
from aexy.features.intelligence.search_schemas import FoundPeople
from aexy.features.intelligence.search_service import search_people
from aexy.features.people.schemas import DeveloperKind
from aexy.features.routing import Role
from aexy.store.postgres import Connection


async def find(context: Context, viewer: Asker, q: str, **more: object) -> FoundPeople:
    return await search_people(context, viewer(**more), q, kind=DeveloperKind.HUMAN, limit=20)


def names(found: FoundPeople) -> list[str | None]:
    return [one.name for one in found.items]


@pytest.fixture
async def crew(owner: Connection, story: Story) -> Story:
    """With whole names, a bio of somebody without a name, and user names."""
    for name, whole in (("Ann", "Annabel Lee"), ("Ben", "Benjamin O'Neil-Smith"), ("Eve", "Lee Evers")):
        await owner.execute("update developers set name = $2 where id = $1", story.id(name), whole)
    bio = "Looks after ledgers and annuities"
    await owner.execute("update developers set name = null, bio = $2 where id = $1", story.id("Cal"), bio)
    named = "update developer_identities set username = 'octo_cat' where developer_id = $1"
    await owner.execute(named, story.id("Dee"))
    return story


@pytest.mark.usefixtures("crew")
async def test_beginnings_of_words_find_whoever_fits_all_of_them(context: Context, viewer: Asker) -> None:
    assert names(await find(context, viewer, "anna")) == ["Annabel Lee"]
    assert names(await find(context, viewer, "lee")) == ["Lee Evers", "Annabel Lee"]  # it begins with it
    assert names(await find(context, viewer, "LEE ann")) == ["Annabel Lee"]
    assert names(await find(context, viewer, "o'neil")) == ["Benjamin O'Neil-Smith"]
    assert names(await find(context, viewer, "smi")) == ["Benjamin O'Neil-Smith"]
    assert names(await find(context, viewer, "")) == []
    assert names(await find(context, viewer, "  ")) == []
    assert names(await find(context, viewer, "zebra")) == []


@pytest.mark.usefixtures("crew")
async def test_somebody_without_a_name_is_found_by_what_they_wrote(context: Context, viewer: Asker) -> None:
    found = await find(context, viewer, "ledg")
    assert [(one.name, [(m.by, m.text) for m in one.matches]) for one in found.items] == [
        (None, [("bio", "Looks after ledgers and annuities")])
    ]
    # A name comes before what somebody wrote.
    assert names(await find(context, viewer, "ann")) == ["Annabel Lee", None]


@pytest.mark.usefixtures("crew")
async def test_user_names_and_what_stands_within_a_word_are_found_too(context: Context, viewer: Asker) -> None:
    assert [one.matches[0].by for one in (await find(context, viewer, "octo")).items] == ["user_name"]
    assert names(await find(context, viewer, "jamin")) == ["Benjamin O'Neil-Smith"]


@pytest.mark.usefixtures("crew")
async def test_what_somebody_knows_finds_them_with_how_far(context: Context, viewer: Asker) -> None:
    found = await find(context, viewer, "pyth")
    assert [(one.name, [(m.by, m.text, m.depth) for m in one.matches]) for one in found.items] == [
        ("Annabel Lee", [("language", "Python", "novice")]),
        ("Lee Evers", [("language", "Python", "novice")]),
    ]
    assert names(await find(context, viewer, "lee python ann")) == ["Annabel Lee"]
    assert names(await find(context, viewer, "typescr lee")) == ["Annabel Lee"]


async def test_somebody_looked_at_before_hides_nobody_else(context: Context, viewer: Asker, crew: Story) -> None:
    await expertise_of(context, viewer(), crew.id("Eve"))
    assert names(await find(context, viewer, "python")) == ["Annabel Lee", "Lee Evers"]


async def test_a_skill_out_of_reach_finds_nobody(context: Context, viewer: Asker, crew: Story) -> None:
    ann = {"role": Role.MEMBER, "developer": crew.id("Ann")}
    assert names(await find(context, viewer, "python", **ann)) == ["Annabel Lee"]
    assert names(await find(context, viewer, "evers", **ann)) == ["Lee Evers"]  # names are open
    assert names(await find(context, viewer, "evers python", **ann)) == []
    nobody = {"role": Role.VIEWER}
    assert names(await find(context, viewer, "python", **nobody)) == []


async def test_skills_of_strange_names_are_found_as_they_are_written(
    context: Context, viewer: Asker, crew: Story, owner: Connection
) -> None:
    commit = await crew.seeded.commit(owner, "Dee", NOW - DAY, "api")
    await files(owner, crew.seeded, commit, ("a.cpp", "C++", "source"), ("b.cs", "C#", "source"))
    for written in ("c++", "c#"):
        assert names(await find(context, viewer, written)) == ["Dee"]
    for harmless in ("%", "octo%cat", "\\", "':* | '", "a & b | !c", "(((", "c%"):
        assert names(await find(context, viewer, harmless)) == []


async def test_addresses_are_for_members_and_only_where_they_reach(
    context: Context, viewer: Asker, crew: Story, owner: Connection
) -> None:
    await owner.execute("update developer_identities set email = 'raven@x.org' where developer_id = $1", crew.id("Ann"))
    assert names(await find(context, viewer, "raven")) == ["Annabel Lee"]
    assert names(await find(context, viewer, "raven", role=Role.VIEWER)) == []


@pytest.mark.usefixtures("crew")
async def test_bots_are_found_when_they_are_asked_for(context: Context, viewer: Asker) -> None:
    assert names(await find(context, viewer, "robot")) == []
    found = await search_people(context, viewer(), "robot", kind=None, limit=5)
    assert names(found) == ["Robot"]
    assert names(await search_people(context, viewer(), "lee", kind=None, limit=1)) == ["Lee Evers"]
