"""`aexy code`, `aexy hotspots` and `aexy technology` of a repository that was read, as somebody types them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.repositories import GRACE, Scripted

DEEP = "def f(a):\n    if a:\n        for b in a:\n            print(b)\n    return a\n"


def stamp(days: float) -> str:
    return f"{int((datetime.now(UTC) - timedelta(days=days)).timestamp())} +0000"


@pytest.fixture(scope="module")
def shelf(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Ada begins two files and reworks one of them; Grace adds one of her own and what it is made with."""
    repo = Scripted.create(tmp_path_factory.mktemp("repositories") / "shelf")
    repo.commit("Begin\n", {"src/a.py": DEEP, "web/b.ts": "let b = 1;\n", "README.md": "# Shelf\n"}, at=stamp(40))
    repo.commit("fix: again\n", {"src/a.py": DEEP + DEEP.replace("f(", "g(")}, at=stamp(30))
    repo.commit("Mine\n", {"src/c.py": "c = 2\n"}, author=GRACE, at=stamp(3))
    repo.commit("Made with\n", {"requirements.txt": "django==4.2.1\n"}, author=GRACE, at=stamp(2))
    made = house.answer("workspace", "create", "Shelves", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    done = house.run("ingest", str(repo.path))
    assert done.exit_code == 0, done.output
    return house


def said(house: House, *words: str) -> str:
    done = house.run(*words)
    assert done.exit_code == 0, done.output
    return done.output


def test_whose_a_folder_is(shelf: House) -> None:
    whole = said(shelf, "code", "map", "shelf")
    assert all(word in whole for word in ("Whose shelf is", "src/", "web/", "Ada Lovelace", "truck factor", "as of"))
    inside = said(shelf, "code", "map", "shelf", "src")
    assert all(word in inside for word in ("Whose src is", "a.py", "c.py", "Grace Hopper"))
    assert shelf.answer("code", "map", "shelf", "src")["folder"]["files"] == 2
    nowhere = shelf.run("code", "map", "shelf", "nowhere")
    assert (nowhere.exit_code, "nowhere" in nowhere.output) == (4, True), nowhere.output


def test_on_whom_it_rests_and_what_would_be_lost(shelf: House) -> None:
    factor = said(shelf, "code", "truck-factor", "shelf")
    assert all(word in factor for word in ("Truck factor of shelf:", "Ada Lovelace", "with an author"))
    assert shelf.answer("code", "truck-factor", "shelf")["value"] is not None
    lost = said(shelf, "code", "loss", "grace")
    assert all(word in lost for word in ("If Grace Hopper left", "would have no author", "shelf"))
    assert shelf.answer("code", "loss", "ada", "-r", "shelf")["repositories"][0]["subject"]["name"].endswith("shelf")
    unknown = shelf.run("code", "loss", "nobody")
    assert unknown.exit_code != 0
    assert "There is nobody called 'nobody'." in unknown.output


def test_what_to_read_first(shelf: House) -> None:
    read = said(shelf, "code", "reading-list", "shelf")
    assert all(word in read for word in ("What to read first in shelf", "README.md", "Ask first:"))
    assert shelf.answer("code", "reading-list", "shelf", "src", "--limit", "1")["files"][0]["path"].startswith("src/")


def test_where_change_and_complexity_meet(shelf: House) -> None:
    hot = said(shelf, "hotspots", "shelf")
    assert all(
        word in hot for word in ("Hotspots of shelf", "src/a.py", "Complexity", "A high place says where to look")
    )
    assert shelf.answer("hotspots", "shelf", "--below", "src")["files"][0]["path"] == "src/a.py"
    behind = said(shelf, "hotspots", "shelf", "--behind", "src/a.py")
    assert all(word in behind for word in ("Behind src/a.py", "2 commits", "fix: again"))
    quiet = said(shelf, "hotspots", "shelf", "--days", "7", "--below", "web")
    assert "0 files" in quiet


def test_what_it_is_made_with(shelf: House) -> None:
    made = said(shelf, "technology")
    assert all(word in made for word in ("What it is made with", "Django", "shelf", "as of"))
    past = said(shelf, "technology", "Django")
    assert all(word in past for word in ("Versions of Django", "4.2.1", "requirements.txt"))
    assert shelf.answer("technology", "Django")["n"] == 1
    assert "What Grace Hopper works with" in said(shelf, "technology", "-s", "person:grace")
    team = shelf.run("technology", "-s", "repository:shelf")
    assert team.exit_code != 0
