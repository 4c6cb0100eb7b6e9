"""`aexy workspace delete` asks for the slug, waits a week, and can be taken back."""

from tests.doors.cli.conftest import House


def test_a_workspace_goes_when_its_slug_was_typed_and_comes_back(house: House) -> None:
    slug = house.answer("workspace", "create", "Passing")["slug"]
    wrong = house.run("workspace", "delete", slug, said="another\n")
    assert (wrong.exit_code, "Confirm with its slug" in wrong.output) == (2, True)
    done = house.run("workspace", "delete", slug, said=f"{slug}\n")
    assert done.exit_code == 0, done.output
    assert "Everything in Passing goes in seven days" in done.output
    assert "goes on" in house.run("workspace", "list").stdout
    assert house.run("workspace", "restore", slug).stdout == f"{slug} stays.\n"
    assert "goes on" not in house.run("workspace", "list").stdout
    assert house.run("workspace", "restore", slug).exit_code == 6


def test_yes_names_it_for_scripts(house: House) -> None:
    slug = house.answer("workspace", "create", "Scripted")["slug"]
    assert house.run("workspace", "delete", slug, "--yes", "other").exit_code == 2
    assert house.answer("workspace", "delete", slug, "--yes", slug, "--at-once")["deleting_at"]
