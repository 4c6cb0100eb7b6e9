"""A line says whose it is, and nothing anybody wrote."""

import asyncio
import io
import logging
from collections.abc import Iterator

import orjson
import pytest

from aexy.logs import JsonLines, begin_belonging, belonging, belongs_to, ids_here, request_id

log = logging.getLogger("tests.lines")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines("test"))
    log.addHandler(handler)
    yield stream
    log.removeHandler(handler)


def _raise(error: Exception) -> None:
    raise error


def _only(stream: io.StringIO) -> dict[str, object]:
    line: dict[str, object] = orjson.loads(stream.getvalue())
    return line


def test_a_line_is_one_object_with_whose_it_is(lines: io.StringIO) -> None:
    with belonging(workspace_id="w", job_id="j", trace_id=None):
        log.warning("Half of it\nis read.", extra={"share": 0.5})
    said = _only(lines)
    assert lines.getvalue().count("\n") == 1
    assert (said["level"], said["service"], said["logger"], said["share"]) == ("warning", "test", "tests.lines", 0.5)
    assert (said["workspace_id"], said["job_id"]) == ("w", "j")
    assert "trace_id" not in said


async def test_whoever_learns_more_tells_everybody_in_the_same_request_and_nobody_else() -> None:
    async def request(name: str) -> dict[str, str]:
        begin_belonging()
        token = request_id.set(name)
        await asyncio.sleep(0)
        belongs_to(account_id=f"of {name}")
        await asyncio.to_thread(belongs_to, workspace_id=f"w {name}")
        found = ids_here()
        request_id.reset(token)
        return found

    one, other = await asyncio.gather(request("one"), request("other"))
    assert one == {"request_id": "one", "workspace_id": "w one", "account_id": "of one"}
    assert other == {"request_id": "other", "workspace_id": "w other", "account_id": "of other"}


def test_a_traceback_tells_kinds_and_places_and_no_words(lines: io.StringIO) -> None:
    try:
        try:
            _raise(KeyError("Ada Lovelace"))
        except KeyError as cause:
            raise ValueError("ada@example.org has 3 commits") from cause
    except ValueError as error:
        error.add_note("said by Ada")
        log.exception("It failed.")
    told = str(_only(lines)["traceback"])
    assert "ValueError" in told
    assert "KeyError" in told
    assert "test_lines.py" in told
    assert "Lovelace" not in told.replace('_raise(KeyError("Ada Lovelace"))', "")
    assert "said by Ada" not in told
    assert not told.endswith("commits")


def test_what_the_operating_system_says_stays(lines: io.StringIO) -> None:
    try:
        _raise(FileNotFoundError(2, "No such file or directory"))
    except FileNotFoundError:
        log.exception("It failed.")
    assert "No such file or directory" in str(_only(lines)["traceback"])


def test_at_level_debug_the_words_are_told_to_whoever_asked_for_them(lines: io.StringIO) -> None:
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        _raise(ValueError("three"))
    except ValueError:
        log.exception("It failed.")
    finally:
        logging.getLogger().setLevel(before)
    assert str(_only(lines)["traceback"]).endswith("ValueError: three")
