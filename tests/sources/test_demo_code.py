"""What stands in the demo's files: the same each time, every removed line was once added, and programs grow."""

from collections import Counter
from datetime import date

from aexy.sources.classes import classifier
from aexy.sources.demo.code import Code, Measured, Removed
from aexy.sources.demo.history import history
from aexy.sources.demo.organization import Size, found

SIZE = Size(ends_on=date(2026, 3, 2), developers=6, commits=300, seed=5)


def told() -> tuple[Counter[bytes], list[Removed], list[Measured]]:
    """Lines added by commit, what was removed, and how complex the files are at the end; of the first repository."""
    organization = found(SIZE)
    repository = organization.repositories[0]
    code = Code(organization, repository, classifier())
    added: Counter[bytes] = Counter()
    removed = []
    for delivery in history(organization, repository):
        for commit in delivery.commits:
            if commit.parents < 2:
                added[commit.sha] += sum(change.additions or 0 for change in commit.files or ())
            removed += code.after(commit)
    return added, removed, list(code.measured())


def test_no_line_goes_that_did_not_come() -> None:
    added, removed, _ = told()
    gone: Counter[bytes] = Counter()
    for one in removed:
        gone[one.origin] += one.lines
    assert len(removed) > 50
    assert all(lines <= added[origin] for origin, lines in gone.items())


def test_the_same_story_has_the_same_code() -> None:
    assert told() == told()


def test_the_most_complex_file_is_many_times_the_least() -> None:
    _, _, measured = told()
    totals = sorted(one.total for one in measured)
    assert len(totals) > 10
    assert totals[-1] > 4 * totals[0]
    assert all(1 <= one.largest <= one.total and one.longest > 0 for one in measured)
