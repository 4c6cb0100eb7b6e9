"""What joins people of all sources, what only looks like it, and what people decide."""

from collections.abc import Sequence
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aexy.kernel.addresses import Hosts
from aexy.kernel.automata import Patterns, kind_of
from aexy.kernel.identity import Identity, Resolved, Rules, SameAs, resolve
from aexy.kernel.mailmap import Mailmap
from aexy.kernel.names import full_name, is_near
from aexy.kernel.resemblance import suggest
from aexy.kernel.verdicts import Verdict, replay

Groups = set[frozenset[int]]


def git(name: str, email: str, **more: int) -> Identity:
    return Identity(0, name, email, external_id=f"{name} <{email}>", **more)  # type: ignore[arg-type]  # numbers only


def account(username: str, name: str = "", email: str = "", **more: object) -> Identity:
    values = {"provider": "github", "external_id": username} | more
    return Identity(0, name, email, username, **values)  # type: ignore[arg-type]  # as the test writes them


def numbered(known: Sequence[Identity]) -> list[Identity]:
    keys = count()
    return [one._replace(key=next(keys)) for one in known]


def found(*known: Identity, verdicts: Sequence[Verdict] = (), **more: object) -> Resolved:
    return resolve(numbered(known), will=replay(verdicts), **more)  # type: ignore[arg-type]  # as the test writes them


def groups(resolved: Resolved) -> Groups:
    return {frozenset(person.identities) for person in resolved.people}


TOGETHER = {frozenset({0, 1})}
FIRSTS = ["Ravi", "Amit", "Anil", "Ajay", "Vijay"]
LASTS = ["Rao", "Das", "Iyer", "Jha", "Sen"]
APART = {frozenset({0}), frozenset({1})}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "adalovelace"), ("Lovelace, Ada K.", "adalovelace"), ("ADA LOVELACE", "adalovelace"),
        ("Ada Lovelace via GitGitGadget", "adalovelace"), ("AdaLovelace", "adalovelace"),
        ("ada.lovelace", "adalovelace"),
        ("Ada Lovelace (Countess)", "adalovelace"), ("Stra\u00dfe M\u00f8ller", "strassemoller"),
        ("J. L. Borges", "jlborges"),
        ("Ada", None), ("Ada L", None), ("ada@lovelace.org", None), ("ada 42", None), ("Test User", None), ("", None),
        ("John Doe", None),
    ],
)  # fmt: skip
def test_a_full_name_has_two_words(name: str, expected: str | None) -> None:
    assert full_name(name) == expected


def test_a_letter_more_less_or_swapped_is_near() -> None:
    near = [("ada", "adaa"), ("grace", "grcae"), ("grace", "grase"), ("grace", "race"), ("grace", "grace")]
    assert all(is_near(one, other) and is_near(other, one) for one, other in near)
    assert not is_near("grace", "trice")
    assert not is_near("ada", "adaaa")


def test_a_full_name_joins_over_sources() -> None:
    assert groups(found(git("Ada Lovelace", "ada@a.org"), account("ada", "Ada Lovelace"))) == TOGETHER


def test_two_accounts_of_one_provider_are_not_joined_by_their_name() -> None:
    both = found(account("ada1", "Ada Lovelace"), account("ada2", "Ada Lovelace"))
    assert groups(both) == APART
    assert [held.because for held in both.held] == ["They have different accounts at github."]
    assert groups(found(account("ada1", "Ada Lovelace"), account("7", "Ada Lovelace", provider="jira"))) == TOGETHER


def test_a_third_of_that_name_is_left_to_people_to_place() -> None:
    three = found(account("ada1", "Ada Lovelace"), account("ada2", "Ada Lovelace"), git("Ada Lovelace", "a@x.org"))
    assert len(three.people) == 3
    placed = found(
        account("ada1", "Ada Lovelace"), account("ada2", "Ada Lovelace"), git("Ada Lovelace", "a@x.org"),
        verdicts=[Verdict("merge", (0,), (2,))],
    )  # fmt: skip
    assert groups(placed) == {frozenset({0, 2}), frozenset({1})}


def test_two_verified_addresses_of_one_company_are_two_people() -> None:
    one = account("1", "John Smith", "john@corp.com", provider="jira", verified=True)
    two = account("2", "John Smith", "j.smith@corp.com", provider="slack", verified=True)
    assert groups(found(one, two)) == APART
    assert groups(found(one, two._replace(email="john@gmail.com"))) == TOGETHER


def test_addresses_that_differ_by_a_number_are_two_people_of_one_name() -> None:
    assert groups(found(git("John Smith", "john.smith@corp.com"), git("John Smith", "john.smith2@corp.com"))) == APART


def test_a_name_many_have_by_chance_says_too_little() -> None:
    others = [git(f"Abhishek {last}", f"a{number}@x{number}.in") for number, last in enumerate(LASTS)]
    others += [git(f"{first} Kumar", f"k{number}@y{number}.in") for number, first in enumerate(FIRSTS)]
    pair = [git("Abhishek Kumar", "abhi@one.in"), git("Abhishek Kumar", "kumar7@two.in")]
    assert groups(found(*pair, *others)) >= APART
    assert groups(found(*pair)) == TOGETHER
    assert groups(found(pair[0], git("Abhishek Kumar", "ak@one.in"), *others)) >= TOGETHER


def test_no_reply_addresses_of_gitlab_and_of_own_servers_are_accounts() -> None:
    own = Rules(hosts=Hosts().plus(["users.noreply.git.corp"], ["users.noreply.lab.corp"]))
    lab = account("ada", provider="gitlab", external_id="7")
    assert groups(found(git("A", "7-ada@users.noreply.gitlab.com"), lab)) == TOGETHER
    assert groups(found(git("A", "ada@users.noreply.git.corp"), account("ada"))) == APART
    assert groups(found(git("A", "ada@users.noreply.git.corp"), account("ada"), rules=own)) == TOGETHER
    assert groups(found(git("A", "7-x@users.noreply.lab.corp"), lab, rules=own)) == TOGETHER


def test_an_account_that_changed_its_name_keeps_its_number() -> None:
    assert (
        groups(found(git("a", "7+old@users.noreply.github.com"), git("b", "7+new@users.noreply.github.com")))
        == TOGETHER
    )


def test_a_mailbox_is_the_same_with_a_plus_and_with_google_s_dots() -> None:
    assert groups(found(git("a", "a.da+git@gmail.com"), git("b", "ada@googlemail.com"))) == TOGETHER
    assert groups(found(git("a", "a.da@corp.com"), git("b", "ada@corp.com"))) == APART


def test_a_role_s_address_joins_only_who_has_one_name() -> None:
    assert groups(found(git("Ada Lovelace", "info@x.org"), git("Grace Hopper", "info@x.org"))) == APART
    assert groups(found(git("Ada Lovelace", "me@ada.org"), git("ada", "me@ada.org"))) == TOGETHER
    assert groups(found(git("root", "root@x.org"), git("Ada Lovelace", "root@x.org"))) == APART


def test_a_list_that_sends_for_somebody_is_not_their_address() -> None:
    three = found(
        git("Ada Lovelace via L", "l@l.org"), git("Grace Hopper via L", "l@l.org"), git("Ada Lovelace", "a@a.org")
    )
    assert groups(three) == {frozenset({0, 2}), frozenset({1})}


def test_a_patch_applied_under_its_author_s_name_joins_nobody() -> None:
    three = found(
        git("Junio Hamano", "j@x.org", commits=900), git("Win Colaiuta", "j@x.org", commits=1),
        git("Win Colaiuta", "win@y.org", commits=30),
    )  # fmt: skip
    assert groups(three) == {frozenset({0, 1}), frozenset({2})}


def test_what_a_provider_says_of_a_commit_is_a_link() -> None:
    pair = (git("adal", "ada@old.org"), account("countess"))
    both = found(*pair, said=[SameAs(0, 1, "github", "commit 12ab")])
    assert groups(both) == TOGETHER
    assert [(link.reason, link.detail) for link in both.people[0].links] == [("linked_account", "commit 12ab")]


def test_whoever_signed_in_is_asked_before_a_name_joins_them() -> None:
    mine = git("Ada Lovelace", "ada@a.org")._replace(owner=1)
    assert groups(found(mine, git("Ada Lovelace", "ada@b.org"))) == APART
    assert groups(found(mine, git("ada", "ada@a.org"))) == TOGETHER
    assert groups(found(mine, git("ada", "ada@a.org")._replace(owner=2))) == APART


def test_a_rejection_holds_and_later_evidence_names_it() -> None:
    pair = (git("Ada Lovelace", "ada@a.org"), git("Ada King", "king@b.org"))
    said = [Verdict("reject", (0,), (1,))]
    mailmap = [Mailmap.parse("Ada Lovelace <ada@a.org> <king@b.org>")]
    both = found(*pair, verdicts=said, mailmaps=mailmap)
    assert groups(both) == APART
    (told,) = suggest(numbered(pair), both.people, both.held, will=replay(said))
    assert told.conflict == "Somebody decided that they are different people."
    assert groups(found(*pair, mailmaps=mailmap)) == TOGETHER


def test_what_was_split_off_stands_alone_whatever_comes() -> None:
    three = [git("Ada Lovelace", "ada@a.org"), git("ada", "ada@a.org"), git("Ada Lovelace", "ada@b.org")]
    said = [Verdict("split", (1,), (0, 2))]
    assert groups(found(*three, verdicts=said)) == {frozenset({0, 2}), frozenset({1})}
    later = found(*three, git("A. Lovelace", "ada@a.org"), verdicts=said)
    assert groups(later) == {frozenset({0, 2, 3}), frozenset({1})}
    back = found(*three, verdicts=[*said, Verdict("merge", (1,), (0, 2))])
    assert groups(back) == {frozenset({0, 1, 2})}


def test_suggestions_have_reasons_and_never_join() -> None:
    known = numbered([
        git("Ada Lovelace", "ada@a.org"), account("alovelace"), git("Grace Hopper", "g@navy.mil"),
        git("Grace Hoper", "x@sea.org"), git("argriffing", "r@u.edu"), account("argriffing"),
    ])  # fmt: skip
    everybody = resolve(known)
    assert len(everybody.people) == 6
    told = {
        (one.left, one.right): [ground.reason for ground in one.grounds] for one in suggest(known, everybody.people)
    }
    assert told == {(0, 1): ["name_and_username"], (2, 3): ["similar_name"], (4, 5): ["same_username"]}
    no = replay([Verdict("reject", (2,), (3,))])
    left = suggest(known, resolve(known, will=no).people, will=no)
    assert (2, 3) not in {(one.left, one.right) for one in left}


def test_kinds_come_from_accounts_patterns_and_people() -> None:
    assert kind_of("release", "r@corp.com", "Bot") == "bot"
    assert kind_of("Claude", "c@corp.com", "App") == "agent"
    assert kind_of("svc-build", "b@corp.com", None, Patterns([("svc-*", "bot")])) == "bot"
    assert kind_of("dependabot[bot]", "", None, Patterns([("dependabot[bot]", "human")])) == "human"
    pair = (git("svc-build", "b@corp.com"), git("Ada Lovelace", "ada@a.org"))
    kinds = [one.kind for one in found(*pair, verdicts=[Verdict("kind", (0,), kind="bot")]).people]
    assert kinds == ["bot", "human"]


NAMES = st.sampled_from(["Ada Lovelace", "ada lovelace", "Grace Hopper", "ada", "Hopper, Grace", "root", ""])
EMAILS = st.sampled_from([
    "ada@a.org", "ada@b.org", "grace@a.org", "7+ada@users.noreply.github.com", "info@a.org", "root@localhost", "",
    "8+ada2@users.noreply.github.com",
])  # fmt: skip
KNOWN = st.lists(st.tuples(NAMES, EMAILS), unique=True, min_size=2, max_size=10)
KEYS = st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True).map(tuple)
VERDICTS = st.lists(st.builds(Verdict, st.sampled_from(["merge", "reject", "split"]), KEYS, KEYS), max_size=6)


def disjoint(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [one._replace(right=tuple(key for key in one.right if key not in one.left)) for one in verdicts]


@settings(max_examples=300)
@given(KNOWN, VERDICTS, st.randoms())
def test_decisions_hold_whatever_the_order_of_identities(
    pairs: list[tuple[str, str]], verdicts: list[Verdict], chance: Random
) -> None:
    will = replay(disjoint(verdicts))
    known = numbered([git(name, email) for name, email in pairs])
    expected = resolve(known, will=will)
    shuffled = list(known)
    chance.shuffle(shuffled)
    assert resolve(shuffled, will=will).people == expected.people
    for person in expected.people:
        members = set(person.identities)
        assert not any(will.apart.get(key, frozenset()) & members for key in members)
        assert all(
            together.isdisjoint(members) or together & set(range(len(known))) <= members for together in will.together
        )
    suggest(known, expected.people, expected.held, will=will)


@given(VERDICTS)
def test_a_will_never_contradicts_itself(verdicts: list[Verdict]) -> None:
    will = replay(disjoint(verdicts))
    for together in will.together:
        assert not any(will.apart.get(key, frozenset()) & together for key in together)
    assert len({key for one in will.together for key in one}) == sum(map(len, will.together))
