"""The made-up company: who works there, in which team and when, and which repositories they keep."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from aexy.kernel.errors import Unusable
from aexy.sources.demo.calendar import Region
from aexy.sources.demo.dice import Dice
from aexy.sources.demo.vocabulary import Kind, regions, words

DAYS = 728
MOST_DEVELOPERS = 1_000
MOST_COMMITS = 2_000_000
FEWEST_DEVELOPERS = 4
FEWEST_COMMITS = 100
_MOST_TEAMS = 100
_MOST_REPOSITORIES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What decides every byte of a demo. It covers the 104 weeks before `ends_on`, which itself stays empty."""

    ends_on: date
    developers: int = 48
    commits: int = 15_000
    seed: int = 1

    def __post_init__(self) -> None:
        _within("developers", self.developers, FEWEST_DEVELOPERS, MOST_DEVELOPERS)
        _within("commits", self.commits, FEWEST_COMMITS, MOST_COMMITS)

    @property
    def first_day(self) -> date:
        """The day the story begins."""
        return self.ends_on - timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class Stint:
    """A time in a team, in days since the first one; `until` is the first day that no longer counts."""

    team: int
    since: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody made up. Minutes are since local midnight; chances are per thousand."""

    index: int
    name: str
    username: str
    email: str
    second_email: str | None
    region: Region
    stints: tuple[Stint, ...]
    opens: int
    hours: int
    pace: int
    weekends: int
    free_weekday: int | None
    works_late: bool
    uses_ai: int

    @property
    def since(self) -> int:
        """The first day at the company."""
        return self.stints[0].since

    @property
    def until(self) -> int:
        """The first day no longer there."""
        return self.stints[-1].until


@dataclass(frozen=True, slots=True)
class Team:
    """People who keep the same repositories. `nouns` are what its code is about."""

    index: int
    slug: str
    name: str
    nouns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """One repository of the company; `begins` is the day of its first commit."""

    index: int
    owner: str
    name: str
    kind: Kind
    team: int
    begins: int
    share: int
    commits: int
    fork_of: int | None = None

    @property
    def full_name(self) -> str:
        """Owner and name, as the provider shows it."""
        return f"{self.owner}/{self.name}"

    @property
    def url(self) -> str:
        """Where it would be, if it were."""
        return f"https://git.acme.example/{self.full_name}"


@dataclass(frozen=True, slots=True)
class Organization:
    """All of it. A few hundred bytes a person; the history is told elsewhere, one repository at a time."""

    size: Size
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    repositories: tuple[Repository, ...]
    members: dict[int, tuple[Person, ...]] = field(repr=False)


def found(size: Size) -> Organization:
    """The organization of this size and seed: always the same one."""
    teams = tuple(_team(index) for index in range(max(2, min(_MOST_TEAMS, size.developers // 8))))
    people = tuple(_people(size, len(teams)))
    members = {
        team.index: tuple(each for each in people if any(stint.team == team.index for stint in each.stints))
        for team in teams
    }
    return Organization(size, people, teams, _repositories(size, teams), members)


def mailmap(organization: Organization) -> str:
    """The `.mailmap` every repository of the organization has: it joins the addresses of whoever signs with two."""
    return "".join(
        f"{each.name} <{each.email}>\n{each.name} <{each.email}> <{each.second_email}>\n"
        for each in organization.people
        if each.second_email
    )


def _within(what: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise Unusable(
            f"A demo of {value:,} {what} cannot be made.", next_step=f"Choose between {low:,} and {high:,}.", field=what
        )


def _team(index: int) -> Team:
    areas = words().areas
    round_, place = divmod(index, len(areas))
    area = areas[place]
    where = ("", " Core", " Growth", " Reliability", " Tools", " Europe", " Asia", " Americas", " Partners", " Labs")[
        round_
    ]
    return Team(index, area.slug + where.lower().replace(" ", "-"), area.team + where, area.nouns)


def _people(size: Size, teams: int) -> list[Person]:
    dice = Dice(size.seed, "people")
    homes = [(_region(dice), _region(dice)) for _ in range(teams)]
    names: dict[str, list[tuple[str, str]]] = {
        each.key: dice.shuffled([(given, family) for given in each.given for family in each.family])
        for each in regions()
    }
    return [_person(index, index % teams, teams, homes, names, dice) for index in range(size.developers)]


def _region(dice: Dice) -> Region:
    return dice.pick([each for each in regions() for _ in range(each.share)])


def _person(
    index: int,
    team: int,
    teams: int,
    homes: list[tuple[Region, Region]],
    names: dict[str, list[tuple[str, str]]],
    dice: Dice,
) -> Person:
    region = dice.pick(homes[team]) if dice.happens(700) else _region(dice)
    while not names[region.key]:
        region = _region(dice)
    given, family = names[region.key].pop()
    username = _ascii(f"{given}-{family}")
    return Person(
        index=index,
        name=f"{given} {family}",
        username=username,
        region=region,
        email=f"{username.replace('-', '.', 1)}@acme.example",
        second_email=f"{username}@home.example" if index % 40 == 2 else None,  # noqa: PLR2004 - the third of forty
        stints=_stints(index, team, teams, dice),
        opens=dice.between(29, 41) * 15,
        hours=dice.between(450, 570),
        pace=dice.between(40, 160),
        weekends=dice.pick((0, 0, 10, 30, 90, 220)),
        free_weekday=dice.between(1, 5) if dice.happens(120) else None,
        works_late=index % 40 == 5,  # noqa: PLR2004 - the sixth of forty
        uses_ai=dice.pick((0, 20, 60, 120, 200, 350)),
    )


def _stints(index: int, team: int, teams: int, dice: Dice) -> tuple[Stint, ...]:
    """Most were there all along; of eight one joins later, of forty one leaves and one changes teams."""
    day = dice.between(DAYS // 8, DAYS * 7 // 8)
    match index % 40:
        case 3:
            return (Stint(team, 0, DAYS * 5 // 8 + day % 60),)
        case 4:
            half = DAYS // 2 + day % 60
            return (Stint(team, 0, half), Stint((team + 1) % teams, half, DAYS))
        case rest if rest % 8 == 7:  # noqa: PLR2004 - the last of eight
            return (Stint(team, day, DAYS),)
    return (Stint(team, 0, DAYS),)


def _ascii(name: str) -> str:
    """The name as an address can carry it; the Polish crossed l is a letter of its own and has no plain part."""
    parts = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L")).lower()
    return "".join(letter for letter in parts if letter.isascii())


def _repositories(size: Size, teams: tuple[Team, ...]) -> tuple[Repository, ...]:
    dice = Dice(size.seed, "repositories")
    wanted = max(3, min(_MOST_REPOSITORIES, size.developers // 4))
    drafts = [_repository(index, teams[index % len(teams)], index // len(teams), dice) for index in range(wanted)]
    drafts[-1] = _fork(drafts, dice)
    return _shared_out(size.commits, drafts)


def _repository(index: int, team: Team, round_: int, dice: Dice) -> Repository:
    area = words().areas[team.index % len(words().areas)]
    kind = words().kinds[area.kinds[round_ % len(area.kinds)]]
    suffix = "" if round_ < len(area.kinds) else f"-{round_ + 1}"
    return Repository(
        index=index,
        owner="acme",
        name=kind.name.format(area=team.slug) + suffix,
        kind=kind,
        team=team.index,
        begins=0 if index < 2 or dice.happens(600) else dice.between(20, DAYS // 2),  # noqa: PLR2004 - two old ones
        share=dice.between(40, 160),
        commits=0,
    )


def _fork(drafts: list[Repository], dice: Dice) -> Repository:
    """The last repository is a copy that went its own way: half of its history is the original's."""
    last, original = drafts[-1], drafts[0]
    return Repository(
        index=last.index,
        owner="acme-labs",
        name=original.name,
        kind=original.kind,
        team=last.team,
        begins=dice.between(DAYS // 2, DAYS * 5 // 8),
        share=20,
        commits=0,
        fork_of=original.index,
    )


def _shared_out(commits: int, drafts: list[Repository]) -> tuple[Repository, ...]:
    """Every commit given to a repository, by share and lifetime, none left over."""
    weights = [each.share * (DAYS - each.begins) for each in drafts]
    total, before, shared = sum(weights), 0, []
    for draft, weight in zip(drafts, weights, strict=True):
        after = before + weight
        count = after * commits // total - before * commits // total
        before = after
        shared.append(replace(draft, commits=count))
    return tuple(shared)
