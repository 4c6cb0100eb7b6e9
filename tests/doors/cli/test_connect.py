"""Connecting a provider from the command line: nothing secret is seen, and every refusal says what to do."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.doors.cli.conftest import House
from tests.hub import GOOD, NOON, Hub, a_hub
from tests.hub_doors import Apps, a_private_key, pem
from tests.providers.serving import Hours


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """The provider, in a loop of its own: commands wait for it."""
    begun: Future[tuple[Hub, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        over = asyncio.Event()
        async with a_hub(Hours(NOON)) as made:
            begun.set_result((made, asyncio.get_running_loop(), over))
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    made, loop, over = begun.result(10)
    yield made
    loop.call_soon_threadsafe(over.set)
    thread.join(10)


@pytest.fixture(scope="module", autouse=True)
def workspace(house: House) -> None:
    assert house.run("workspace", "create", "Acme", "--time-zone", "UTC").exit_code == 0


@pytest.fixture
def token(tmp_path: Path) -> str:
    file = tmp_path / "token"
    file.write_text(f"{GOOD}\n")
    return str(file)


def test_a_provider_is_connected_followed_paused_and_removed(house: House, hub: Hub, token: str) -> None:
    done = house.run("connect", "github", "--url", hub.url, "--token-file", token, "--follow-none", "--name", "acme")
    assert done.exit_code == 0, done.output
    assert GOOD not in done.output
    assert "the token is kept sealed" in done.output
    assert "aexy connections follow acme NAME" in done.output
    (listed,) = house.answer("connections", "list")
    assert (listed["name"], listed["account"], listed["repositories"]) == ("acme", "ann", 0)
    followed = house.answer("connections", "follow", "acme", "acme/p*", "--no-wait")
    assert [each["name"] for each in followed["items"]] == ["acme/pay"]
    both = house.answer("connections", "follow", "acme", "WEB", "--no-wait")
    assert [each["name"] for each in both["items"]] == ["acme/pay", "acme/web"]
    shown = house.run("connections", "show", "acme", "--available")
    assert "acme/pay · followed" in shown.stdout
    assert "…0001" in shown.stdout
    assert house.answer("connections", "pause", "acme")["state"] == "paused"
    assert house.answer("connections", "resume", "github")["state"] == "active"
    assert "works, as ann" in house.run("connections", "check", "acme").stdout
    unsure = house.run("connections", "remove", "acme")
    assert (unsure.exit_code, "--yes" in unsure.output) == (6, True)
    assert house.run("connections", "remove", "acme", "--yes").exit_code == 0
    assert house.answer("connections", "list") == []


def test_a_token_may_come_from_standard_input_and_what_it_lacks_is_said(house: House, hub: Hub) -> None:
    hub.tokens["ghp_small_token_0009"] = "read:user"
    words = ["connect", "github", "--url", hub.url, "--token-file", "-", "--follow-none", "--name", "small"]
    refused = house.run(*words, said="ghp_small_token_0009\n")
    assert (refused.exit_code, "lacks read:org, repo" in refused.output, "--yes" in refused.output) == (6, True, True)
    assert house.answer("connections", "list") == []
    done = house.run(*words, "--yes", said="ghp_small_token_0009\n")
    assert done.exit_code == 0, done.output
    assert "It lacks repo." in done.output
    assert "ghp_small" not in done.output
    assert house.run("connections", "remove", "small", "--yes").exit_code == 0


def test_a_token_may_come_from_a_variable(house: House, hub: Hub) -> None:
    words = [
        "connect",
        "github",
        "--url",
        hub.url,
        "--token-env",
        "HUB_TOKEN",
        "--follow-none",
        "--name",
        "by-variable",
    ]
    missing = house.run(*words)
    assert (missing.exit_code, "nothing in the variable HUB_TOKEN" in missing.output) == (2, True)
    done = house.run(*words, "--json", HUB_TOKEN=GOOD)
    assert done.exit_code == 0, done.output
    assert GOOD not in done.output
    assert house.run("connections", "remove", "by-variable", "--yes").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said", "code", "sentence"),
    [
        (["--token-file", "-"], f"{GOOD}\nghp_second_of_two", 2, "has a line break"),
        (["--token-file", "-"], "ghp_öäü", 2, "no token has"),
        (["--app", "77"], "", 2, "--token-file app.pem"),
        (["--token-file", "-"], "ghp_wrong", 2, "does not accept the token"),
        (["--token-file", "-"], "", 2, "nothing in standard input"),
        (["--token-file", "/nowhere/token"], "", 1, "No such file"),
        ([], "", 2, "nobody to type it"),
        (["--token-file", "-", "--follow", "x", "--follow-all"], GOOD, 2, "in two ways"),
        (["--token-file", "-", "--option", "nonsense"], GOOD, 2, "KEY=VALUE"),
    ],
)
def test_what_cannot_work_is_a_sentence_and_leaves_nothing(
    house: House, hub: Hub, words: list[str], said: str, code: int, sentence: str
) -> None:
    done = house.run("connect", "github", "--url", hub.url, *words, said=said)
    assert (done.exit_code, sentence in done.output) == (code, True), done.output
    assert "Traceback" not in done.output
    assert "ghp_" not in done.output
    assert house.answer("connections", "list") == []


def test_jira_asks_for_its_address(house: House) -> None:
    done = house.run("connect", "jira", "--token-file", "-", said="x")
    assert (done.exit_code, "--url" in done.output) == (2, True)


def test_a_web_hook_is_set_up_rotated_and_finished(house: House, hub: Hub, token: str) -> None:
    words = ["connect", "github", "--url", hub.url, "--token-file", token, "--follow-none", "--name", "hooked"]
    assert house.run(*words).exit_code == 0
    first = house.run("webhooks", "setup", "hooked")
    assert "/api/v1/webhooks/" in first.stdout
    assert "Pull requests" in first.stdout
    assert "AEXY_PUBLIC_URL" in first.output
    second = house.answer("webhooks", "setup", "hooked")
    assert second["is_second"]
    assert house.run("webhooks", "finish", "hooked").exit_code == 0
    assert house.run("webhooks", "finish", "hooked").exit_code == 6
    assert house.answer("webhooks", "list", "hooked") == []
    assert house.run("webhooks", "replay", "hooked", "--dead").exit_code == 0
    assert house.run("webhooks", "show", "hooked", "12345").exit_code == 4
    assert house.run("connections", "remove", "hooked", "--yes").exit_code == 0


def test_a_token_is_renewed_and_a_second_one_added(house: House, hub: Hub, token: str) -> None:
    hub.tokens["ghp_next_token_0002"] = hub.tokens["ghp_more_token_0003"] = "repo"
    words = ["connect", "github", "--url", hub.url, "--token-file", token, "--follow-none", "--name", "renewed"]
    assert house.run(*words).exit_code == 0
    done = house.run("connections", "token", "renewed", "--token-file", "-", said="ghp_next_token_0002")
    assert "…0002" in done.stdout
    done = house.run("connections", "token", "renewed", "--add", "--token-file", "-", said="ghp_more_token_0003")
    assert "2 tokens (…0002, …0003)" in done.stdout
    assert "1 token (…0003)" in house.run("connections", "token", "renewed", "--drop", "0").stdout
    assert house.run("connections", "remove", "renewed", "--yes").exit_code == 0


def test_an_app_is_connected_by_its_key_file_and_given_a_fresh_key(house: House, hub: Hub, tmp_path: Path) -> None:
    hub.server.hours.now = datetime.now(UTC)  # an app's signature says when it was made
    first, second = a_private_key(), a_private_key()
    apps, file = Apps(hub, {"77": first}), tmp_path / "app.pem"
    file.write_text(pem(first))
    words = ["connect", "github", "--url", hub.url, "--app", "77", "--token-file", str(file), "--follow", "acme/pay"]
    done = house.run(*words, "--no-wait", "--yes", "--name", "by-app")
    assert done.exit_code == 0, done.output
    assert "PRIVATE KEY" not in done.output
    assert "Following 1 repository" in done.output
    shown = house.run("connections", "show", "by-app")
    assert "Signs in as acme with an app's key" in shown.stdout
    apps.keys["77"] = second
    refused = house.run("connections", "check", "by-app")
    assert (refused.exit_code, "aexy connections token by-app" in refused.output) == (2, True), refused.output
    file.write_text(pem(second))
    assert house.run("connections", "token", "by-app", "--token-file", str(file)).exit_code == 0
    assert "works, as acme" in house.run("connections", "check", "by-app").stdout
    assert house.run("connections", "remove", "by-app", "--yes").exit_code == 0


def test_an_unknown_connection_names_those_there_are(house: House) -> None:
    done = house.run("connections", "show", "nobody")
    assert (done.exit_code, "aexy connect github" in done.output) == (4, True)
