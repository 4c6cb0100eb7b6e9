"""Who is who, whatever the order they came in."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.automata import agent_called, kind_of
from aexy.kernel.identity import Identity, Person, people
from aexy.kernel.mailmap import Alias, Mailmap, Proper

NAMES = st.sampled_from(["Ada", "ada l.", "Grace", "grace", "root", "dependabot[bot]", ""])
EMAILS = st.sampled_from([
    "ada@a.org", "ADA@a.org", "ada@b.org", "grace@a.org", "7+ada@users.noreply.github.com",
    "ada@users.noreply.github.com", "root@localhost", "", "grace@b.org",
])  # fmt: skip
LINES = st.sampled_from([
    "Ada Lovelace <ada@a.org> <ada@b.org>", "Grace <grace@a.org> grace <grace@b.org>", "Ada L <ada@a.org>",
    "Boss <grace@a.org> root <root@localhost>", "# nothing", "broken <",
    "Ada <ada@users.noreply.github.com> <ada@a.org>",
])  # fmt: skip


def groups(found: list[Person]) -> set[frozenset[int]]:
    return {frozenset(person.identities) for person in found}


def of(*pairs: tuple[str, str], maps: tuple[str, ...] = ()) -> list[Person]:
    identities = [Identity(key, name, email) for key, (name, email) in enumerate(pairs)]
    return people(identities, [Mailmap.parse(text) for text in maps])


@given(st.lists(st.tuples(NAMES, EMAILS), unique=True, max_size=12), st.lists(LINES, max_size=5), st.randoms())
def test_order_never_matters(pairs: list[tuple[str, str]], lines: list[str], chance: Random) -> None:
    identities = [Identity(key, name, email) for key, (name, email) in enumerate(pairs)]
    maps = [Mailmap.parse(line) for line in lines]
    expected = people(identities, maps)
    chance.shuffle(identities)
    chance.shuffle(maps)
    assert people(identities, maps) == expected


@given(st.lists(st.tuples(NAMES, EMAILS), unique=True, max_size=12), st.permutations(range(12)))
def test_keys_do_not_decide_who_belongs_together(pairs: list[tuple[str, str]], keys: list[int]) -> None:
    first = people([Identity(key, *pair) for key, pair in enumerate(pairs)])
    second = people([Identity(keys[key], *pair) for key, pair in enumerate(pairs)])
    assert {frozenset(keys[key] for key in group) for group in groups(first)} == groups(second)
    assert sorted((person.name, person.email or "") for person in first) == sorted(
        (person.name, person.email or "") for person in second
    )


@given(st.lists(st.tuples(NAMES, EMAILS), unique=True, max_size=12), st.lists(LINES, max_size=5))
def test_everybody_is_exactly_one_person(pairs: list[tuple[str, str]], lines: list[str]) -> None:
    found = of(*pairs, maps=tuple(lines))
    keys = [key for person in found for key in person.identities]
    assert sorted(keys) == list(range(len(pairs)))


def test_one_address_is_one_person_whatever_its_case() -> None:
    assert groups(of(("Ada", "ada@a.org"), ("A. Lovelace", "ADA@a.org"), ("Grace", "grace@a.org"))) == {
        frozenset({0, 1}),
        frozenset({2}),
    }


def test_one_word_is_not_one_person_and_a_full_name_is() -> None:
    assert len(of(("John", "john@a.org"), ("John", "john@b.org"))) == 2
    assert groups(of(("Jean-No\u00ebl Avila", "jn@a.org"), ("avila, jean noel", "avila@b.org"))) == {frozenset({0, 1})}


def test_no_reply_addresses_of_one_user_are_one_person() -> None:
    found = of(("Ada", "7+Ada@users.noreply.github.com"), ("Ada", "ada@users.noreply.github.com"))
    assert groups(found) == {frozenset({0, 1})}
    assert found[0].links[0].reason == "noreply_address"


def test_a_username_joins_its_no_reply_address() -> None:
    account = Identity(1, "Ada", "ada@a.org", "Ada", provider="github")
    found = people([account, Identity(2, "ada", "7+ada@users.noreply.github.com")])
    assert groups(found) == {frozenset({1, 2})}


def test_a_machine_s_address_joins_nobody() -> None:
    assert len(of(("Ada", "root@localhost"), ("Grace", "root@localhost"), ("", ""), ("x", ""))) == 4


def test_a_mailmap_joins_addresses_and_names_them() -> None:
    found = of(("ada", "ada@old.org"), ("A", "ada@a.org"), maps=("Ada Lovelace <ada@a.org> <ada@old.org>",))
    assert [(person.identities, person.name, person.email) for person in found] == [
        ((0, 1), "Ada Lovelace", "ada@a.org")
    ]
    assert [link.reason for link in found[0].links] == ["mailmap"]


def test_a_mailmap_takes_people_out_of_a_shared_address() -> None:
    found = of(
        ("ada", "team@a.org"), ("grace", "team@a.org"), ("Ada", "ada@a.org"), ("Grace", "grace@a.org"),
        maps=("Ada <ada@a.org> ada <team@a.org>\nGrace <grace@a.org> grace <team@a.org>",),
    )  # fmt: skip
    assert groups(found) == {frozenset({0, 2}), frozenset({1, 3})}


def test_the_name_of_most_commits_is_shown() -> None:
    (person,) = people([Identity(1, "al", "a@a.org", None, 3), Identity(2, "Ada Lovelace", "a@a.org", None, 9)])
    assert person.name == "Ada Lovelace"


def test_somebody_who_once_signed_as_a_robot_is_still_somebody() -> None:
    (person,) = of(("Ada", "ada@a.org"), ("release[bot]", "ada@a.org"))
    assert person.kind == "human"


def test_bots_and_agents_are_known() -> None:
    kinds = {
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"): "bot",
        ("Renovate Bot", "bot@renovateapp.com"): "bot",
        ("github-actions", "action@github.com"): "bot",
        ("GitHub", "noreply@github.com"): "bot",
        ("Claude", "noreply@anthropic.com"): "agent",
        ("Copilot", "198982749+Copilot@users.noreply.github.com"): "agent",
        ("copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com"): "agent",
        ("Cursor Agent", "cursoragent@cursor.com"): "agent",
        ("Claude Monet", "claude@monet.fr"): "human",
        ("Claude", "claude@monet.fr"): "human",
        ("Devin", "devin@company.org"): "human",
        ("Jules", "12+jules@users.noreply.github.com"): "human",
        ("Robot Fan", "bot@fans.org"): "human",
    }
    assert {pair: kind_of(*pair) for pair in kinds} == kinds


def test_agents_in_trailers_have_titles() -> None:
    assert agent_called("Claude Opus 4", "noreply@anthropic.com") == "Claude"
    assert agent_called("aider (gpt-4o)", "noreply@aider.chat") == "Aider"
    assert agent_called("Grace Hopper", "grace@navy.example") is None


def test_a_mailmap_is_read_as_git_reads_it() -> None:
    text = (
        "# c\nProper <p@a.org>\nOther <O@a.org> <Old@A.org>\n<n@a.org> <only@a.org>\nN <n@a.org> Nick <nick@a.org>\nx"
    )
    assert Mailmap.parse(text).entries == {
        Alias("p@a.org", None): Proper("Proper", None),
        Alias("old@a.org", None): Proper("Other", "O@a.org"),
        Alias("only@a.org", None): Proper(None, "n@a.org"),
        Alias("nick@a.org", "nick"): Proper("N", "n@a.org"),
    }
    assert Mailmap.parse(text).of("NICK", "Nick@a.org") == Proper("N", "n@a.org")
    assert Mailmap.parse(text).of("Somebody", "nick@a.org") is None
