"""Each part of a candidate: its value and the sentence behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from aexy.features.analytics.rows import Human
from aexy.features.matching.reading import Read
from aexy.features.schedules.schemas import Capacity
from aexy.kernel.analyses.task_candidates import load_value

Judged = tuple[float | None, str]
# What somebody has in hand, kind by kind; the same counts as the analysis of workload gives.
HAND: Final[Mapping[str, tuple[str, str]]] = {
    "open_pull_requests": ("open pull request", "open pull requests"),
    "waiting_review_requests": ("review waited for", "reviews waited for"),
    "issues_in_progress": ("issue in progress", "issues in progress"),
}
TAKEN: Final = ("task taken here lately", "tasks taken here lately")
HAS: Final = 40.0  # intermediate


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of everybody who may be asked, by key."""

    skills: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    hand: Mapping[int, Mapping[str, float | None]] = field(default_factory=dict)
    taken: Mapping[int, int] = field(default_factory=dict)
    wishes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    days: Mapping[int, Capacity] = field(default_factory=dict)
    ownership: Mapping[int, float] | None = None
    knows: frozenset[str] = frozenset()

    def in_hand(self, key: int) -> int | None:
        """How many things somebody has in hand, all kinds together; None where no kind is known."""
        known = [self.hand.get(key, {}).get(part) or 0 for part in HAND if part in self.knows]
        taken = self.taken.get(key, 0)
        return int(sum(known)) + taken if known or taken else None


def skill_part(read: Read, facts: Facts, key: int) -> Judged:
    """How far they know what it takes, by how much it takes of each."""
    if not read.skills:
        return None, "It names no language or framework, and touches none."
    known = facts.skills.get(key, {})
    value = sum(weight * known.get(skill, 0.0) for skill, (weight, _) in read.skills.items()) / 100
    told = [f"{skill} {known[skill]:.0f}" if skill in known else f"no {skill} here" for skill in read.skills]
    return min(value, 1.0), f"{_listed(told)}, of 100."


def ownership_part(read: Read, facts: Facts, key: int) -> Judged:
    """How much of what it touches is theirs."""
    if not read.touched:
        return None, "It is not known what it touches."
    if facts.ownership is None:
        return None, "None of the files it touches stands any more."
    share = facts.ownership.get(key, 0.0)
    files = "the file it touches" if len(read.touched) == 1 else f"the {len(read.touched)} files it touches"
    return share, f"Owns {share:.0%} of {files}.".replace("%", " %") if share else f"Owns none of {files}."


def similar_part(read: Read, key: int) -> Judged:
    """How much of the similar work of the past they did, the most alike counting most."""
    done = [row for row in read.similar if row["developer"] is not None]
    if not done:
        return None, "No similar work of anybody is known."
    own = [row for row in done if row["developer"] == key]
    value = sum(row["score"] for row in own) / sum(row["score"] for row in done)
    return value, f"Did {len(own)} of {len(done)} similar pieces of work."


def load_part(facts: Facts, usual: Mapping[str, float], key: int) -> Judged:
    """How free they are: each kind of work in hand beside what is usual among those who are compared."""
    if not usual:
        return None, "Nothing is known of what anybody has in hand."
    have = {part: facts.hand.get(key, {}).get(part) or 0.0 for part in usual}
    have_taken = facts.taken.get(key, 0)
    relative = [have[part] / max(usual[part], 1.0) for part in usual]
    value = load_value([*relative, float(have_taken)] if have_taken else relative)
    told = [_counted(int(have[part]), HAND[part]) for part in usual]
    told += [_counted(have_taken, TAKEN)] if have_taken else []
    beside = _listed([f"{usual[part]:g}" for part in usual])
    return value, f"{_listed(told)}; usual here {'are' if len(usual) > 1 else 'is'} {beside}."


def usual_hand(facts: Facts, keys: Sequence[int]) -> dict[str, float]:
    """The median of each known kind of work in hand among these people."""
    return {
        part: float(median([facts.hand.get(key, {}).get(part) or 0.0 for key in keys]))
        for part in HAND
        if part in facts.knows and keys
    }


def growth_part(read: Read, facts: Facts, keys: Sequence[int], key: int) -> Judged:
    """Whether it takes what they wish to learn; says something only where somebody wishes any of it."""
    takes = {skill.lower(): skill for skill in read.skills} | {one.name.lower(): one.name for one in read.places}
    wished = [takes[wish.lower()] for wish in facts.wishes.get(key, ()) if wish.lower() in takes]
    if not any(wish.lower() in takes for one in keys for wish in facts.wishes.get(one, ())):
        return None, "Nobody here said they wish to learn any of it."
    return (1.0, f"Wishes to learn {_listed(wished)}.") if wished else (0.0, "Wished for none of it.")


def availability_part(facts: Facts, key: int) -> Judged:
    """How many of their working days of the next two weeks they are there."""
    days = facts.days.get(key)
    if days is None or not days.working_days:
        return 0.0, "Works on no day of the next two weeks."
    return days.left / days.working_days, f"There on {days.left} of {days.working_days} working days of two weeks."


def is_available(facts: Facts, key: int) -> bool:
    """Whether they are there on half of their working days of the next two weeks, or more."""
    return (availability_part(facts, key)[0] or 0.0) >= 0.5  # noqa: PLR2004 - half


def has_all(facts: Facts, key: int, wanted: Sequence[str]) -> bool:
    """Whether they have each of these skills at intermediate or above."""
    known = {skill.lower(): proficiency for skill, proficiency in facts.skills.get(key, {}).items()}
    return all(known.get(skill.lower(), 0.0) >= HAS for skill in wanted)


def parts_of(read: Read, facts: Facts, people: Sequence[Human]) -> dict[int, dict[str, Judged]]:
    """Every part of everybody who is compared."""
    keys = [human.key for human in people]
    usual = usual_hand(facts, keys)
    return {
        key: {
            "skill": skill_part(read, facts, key),
            "ownership": ownership_part(read, facts, key),
            "similar": similar_part(read, key),
            "load": load_part(facts, usual, key),
            "growth": growth_part(read, facts, keys, key),
            "availability": availability_part(facts, key),
        }
        for key in keys
    }


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count} {words[0] if count == 1 else words[1]}"


def _listed(told: Sequence[str]) -> str:
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1] if told else ""
