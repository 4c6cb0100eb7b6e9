"""Keys and sessions as they are typed: a key is printed once, and what is over is over at the next command."""

from tests.doors.cli.conftest import House


def test_a_key_is_made_listed_used_and_revoked(house: House) -> None:
    made = house.run("auth", "keys", "make", "ci", "--days", "30")
    assert made.exit_code == 0, made.output
    key = made.stdout.strip()
    assert key.startswith("aexy_")
    assert [(one["name"], one["scopes"]) for one in house.answer("auth", "keys")] == [("ci", ["read"])]
    by_key = {"AEXY_SERVER": house.url, "AEXY_TOKEN": key}
    assert house.run("workspace", "list", **by_key).exit_code == 0
    refused = house.run("auth", "keys", "make", "another", **by_key)
    assert (refused.exit_code, "no key does this" in refused.output) == (5, True)
    assert house.run("auth", "keys", "revoke", key.rpartition("_")[0]).exit_code == 0
    assert house.run("workspace", "list", **by_key).exit_code == 5
    assert "You have no keys" in house.run("auth", "keys").stdout


def test_a_key_that_is_not_ones_own_is_named(house: House) -> None:
    refused = house.run("auth", "keys", "revoke", "nothing")
    assert (refused.exit_code, "aexy auth keys" in refused.output) == (4, True)


def test_the_sessions_of_the_command_line_are_shown(house: House) -> None:
    listed = house.answer("auth", "sessions")
    assert [(one["label"], one["is_current"]) for one in listed] == [("command line", True)]
    assert "this one" in house.run("auth", "sessions").stdout
    assert house.run("auth", "sessions", "--end", "zzzz").exit_code == 4
