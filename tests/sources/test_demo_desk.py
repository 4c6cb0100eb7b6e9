"""The demo's desk: the same from the same seed, believable, and apart from the story of the work."""

from datetime import UTC, date, datetime

import pytest

from aexy.sources.demo.desk import Row, desk_rows
from aexy.sources.demo.organization import Organization, Size, found

ENDS_ON = date(2026, 3, 2)
END = datetime(2026, 3, 2, tzinfo=UTC)
KINDS = {"ticket", "deal", "candidate", "position", "interview", "document", "form", "form_submission"}


@pytest.fixture(scope="module")
def organization() -> Organization:
    return found(Size(ends_on=ENDS_ON))


@pytest.fixture(scope="module")
def rows(organization: Organization) -> list[Row]:
    return desk_rows(organization)


def _of(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]


def test_the_same_organization_has_the_same_desk_and_another_seed_another(
    rows: list[Row], organization: Organization
) -> None:
    assert rows == desk_rows(organization)
    assert rows != desk_rows(found(Size(ends_on=ENDS_ON, seed=2)))


def test_every_kind_is_there_and_no_id_twice(rows: list[Row]) -> None:
    assert {row["kind"] for row in rows} == KINDS
    assert len({(row["kind"], row["id"]) for row in rows}) == len(rows)


def test_nothing_happens_after_the_end_or_ends_before_it_begins(rows: list[Row]) -> None:
    for row in rows:
        opened = datetime.fromisoformat(row["opened_at"])
        assert opened < END, row
        if "closed_at" in row:
            assert opened <= datetime.fromisoformat(row["closed_at"]) < END, row


def test_pipelines_have_all_their_stages_and_some_things_are_past_their_day(rows: list[Row]) -> None:
    deals, candidates = _of(rows, "deal"), _of(rows, "candidate")
    assert {deal["stage"] for deal in deals} == {"lead", "qualified", "proposal", "negotiation", "won", "lost"}
    assert {one["stage"] for one in candidates} >= {"applied", "screening", "interview", "offer", "hired", "declined"}
    assert {deal["currency"] for deal in deals} == {"EUR", "USD", "GBP"}
    for kind in ("ticket", "deal", "candidate", "position"):
        late = [
            row for row in _of(rows, kind)
            if "closed_at" not in row and "due_at" in row and datetime.fromisoformat(row["due_at"]) < END
        ]  # fmt: skip
        assert late, kind
    assert [one for one in _of(rows, "interview") if datetime.fromisoformat(one["due_at"]) > END]
    assert [one for one in _of(rows, "ticket") if "blocked_by" in one["attributes"]]


def test_candidates_are_nobody_who_works_there(rows: list[Row], organization: Organization) -> None:
    assert not {one["title"] for one in _of(rows, "candidate")} & {person.name for person in organization.people}


def test_owners_are_people_of_the_company(rows: list[Row], organization: Organization) -> None:
    assert {row["owner"] for row in rows if "owner" in row} <= {person.username for person in organization.people}
