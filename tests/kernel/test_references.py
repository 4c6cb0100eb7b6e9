"""What messages say they take back, or were picked from."""

from time import perf_counter

import pytest

from aexy.kernel.references import Reference, ReferenceKind, references

ONE, TWO = "0123456789abcdef0123456789abcdef01234567", "89abcdef0123456789abcdef0123456789abcdef"
REVERTS, PICKED = ReferenceKind.REVERTS, ReferenceKind.CHERRY_PICK


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (f'Revert "Add it"\n\nThis reverts commit {ONE}.\n', [(REVERTS, ONE)]),
        (f"Back out\n\nThis reverts commit {ONE}, reversing\nchanges made to {TWO}.\n", [(REVERTS, ONE)]),
        ("Back out\n\nThis reverts commit 0123ABC.\n", [(REVERTS, "0123abc")]),
        ('Revert "Add it" (#9)\n\nReverts Acme/shop.js#8\n', [(REVERTS, "acme/shop.js#8")]),
        ('Revert "Add it"\n\nThis reverts merge request !12\n', [(REVERTS, "!12")]),
        ('Revert "Add it"\n\nThis reverts merge request acme/web/shop!12.\n', [(REVERTS, "acme/web/shop!12")]),
        (f"Fix it\n\n(cherry picked from commit {ONE})\n", [(PICKED, ONE)]),
        (
            f"All (#3)\n\n* One\n\n(cherry picked from commit {ONE})\n\n* Two\n\n(cherry picked from commit {TWO})",
            [(PICKED, ONE), (PICKED, TWO)],
        ),
        (f"* Revert it\n\n> This reverts commit {ONE}.\n  This reverts commit {ONE}.\n", [(REVERTS, ONE)]),
        (f"It said: This reverts commit {ONE}\n", []),
        ("This reverts commit of last week\n", []),
        ("This reverts commit 012345.\n", []),
        (f"This reverts commit {ONE}{TWO}.\n", []),
        ("Reverts to the old way #8 of doing it\n", []),
        ("", []),
    ],
)
def test_what_git_and_providers_write_is_read(message: str, said: list[tuple[ReferenceKind, str]]) -> None:
    assert references(message) == tuple(Reference(*each) for each in said)


def test_a_list_without_end_is_cut_and_takes_no_time() -> None:
    endless = "".join(f"(cherry picked from commit {number:040x})\n" for number in range(5_000))
    assert len(references(endless)) == 100
    begun = perf_counter()
    for odd in ("(((((" * 100_000, "\n" * 500_000, "Reverts " + "a/" * 200_000, "Reverts " + "a" * 400_000):
        references(f"{odd} This reverts, picked from\n")
    assert perf_counter() - begun < 5
