"""What people say to each other about a change or an issue: remarks on lines, answers, a few sentences below."""

from typing import NamedTuple

from aexy.sources.demo.dice import Dice
from aexy.sources.demo.issue import Issue
from aexy.sources.demo.review import PullRequest, Review
from aexy.sources.demo.vocabulary import words


class Remark(NamedTuple):
    """Something said on a line; `answers` is the place of the remark it answers. Times are UTC seconds."""

    author: str
    path: str
    line: int
    body: str
    at: int
    answers: int | None


class Said(NamedTuple):
    """Something said below a pull request or an issue."""

    author: str
    body: str
    at: int


class Talk:
    """One repository's conversations, in the order in which its story is told."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def verdict(self, review: Review) -> str:
        """The sentence a review comes with, often none."""
        asks = review.state == "CHANGES_REQUESTED"
        return self._dice.pick(words().requests if asks else words().verdicts)

    def remarks(self, pull: PullRequest, review: Review) -> list[Remark]:
        """As many as the review has, and what the author answered while reworking."""
        bits, at = self._dice.bits(), review.submitted_at
        remarks = [
            Remark(
                review.reviewer,
                pull.paths[(bits >> place & 7) % len(pull.paths)],
                1 + (bits >> 8 + place & 127),
                words().remarks[(bits >> 16 + place & 63) % len(words().remarks)],
                at,
                None,
            )
            for place in range(review.comments)
        ]
        reworked_at = pull.commits[-1].author.at or 0
        if review.state == "CHANGES_REQUESTED" and reworked_at - 300 > at and not pull.author_is_bot:
            for place in range(0, len(remarks), 2):
                said = words().answers[(bits >> 24 + place & 63) % len(words().answers)]
                remarks.append(
                    remarks[place]._replace(author=pull.author, body=said, at=reworked_at - 240, answers=place)
                )
        return remarks

    def below(self, pull: PullRequest) -> list[Said]:
        """A few sentences of the author and the reviewers; machines say nothing."""
        if pull.author_is_bot:
            return []
        bits, found = self._dice.bits(), []
        if bits & 3 == 0:
            found.append(Said(pull.author, self._dice.pick(words().talk), pull.opened_at + 90))
        if pull.reviews and bits >> 2 & 7 == 0:
            last = pull.reviews[-1]
            found.append(Said(last.reviewer, self._dice.pick(words().talk), last.submitted_at + 45))
        if pull.merged_at is not None and bits >> 5 & 7 == 0:
            found.append(Said(pull.author, words().talk[3], pull.merged_at - 20))
        return found

    def progress(self, issue: Issue) -> list[Said]:
        """Now and then somebody writes how it goes."""
        if issue.started_at is None or issue.assignee is None:
            return []
        bits, found = self._dice.bits(), []
        if bits & 3 == 0:
            found.append(Said(issue.assignee, self._dice.pick(words().progress), issue.started_at + 40))
        if bits >> 2 & 7 == 0:
            found.append(Said(issue.assignee, self._dice.pick(words().progress), issue.moves[-1].at + 30))
        return found
