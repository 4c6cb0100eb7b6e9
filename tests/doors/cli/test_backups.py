"""`aexy db backup` in a terminal: what is asked, what is refused before anything is done, and what is listed."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.doors.cli.conftest import type_in

from aexy.stack.sealed_file import Sealing, Secret, new_key


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_key(tmp_path / "key")
    return tmp_path / "key"


def test_a_short_passphrase_is_refused_and_a_missing_one_too(tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text("too short\n")
    done = type_in(tmp_path, "db", "backup", str(tmp_path / "a"), "--passphrase-file", str(phrase))
    assert (done.exit_code, "at least 12 characters" in done.stderr) == (2, True)
    done = type_in(tmp_path, "db", "backup", str(tmp_path / "a"))
    assert (done.exit_code, "--passphrase-file or --key-file" in done.stderr) == (2, True)
    assert not (tmp_path / "a").exists()


def test_a_key_is_made_once_for_us_alone_and_another_file_is_none(tmp_path: Path) -> None:
    key = tmp_path / "aexy.key"
    assert type_in(tmp_path, "db", "backup-key", str(key)).exit_code == 0
    assert key.stat().st_mode & 0o777 == 0o600
    held = key.read_bytes()
    assert type_in(tmp_path, "db", "backup-key", str(key)).exit_code == 2
    assert key.read_bytes() == held
    (tmp_path / "notes").write_text("no key")
    done = type_in(tmp_path, "db", "backup", "--key-file", str(tmp_path / "notes"))
    assert (done.exit_code, "no key in" in done.stderr) == (2, True)


def test_backups_in_a_folder_are_listed_without_their_keys(tmp_path: Path, key: Path) -> None:
    sink = io.BytesIO()
    sealing = Sealing(sink, Secret.of_file(key), made_at=datetime(2026, 3, 4, 12, tzinfo=UTC))
    sealing.finish()
    (tmp_path / "one.backup").write_bytes(sink.getvalue())
    (tmp_path / "other.txt").write_text("not one")
    said = type_in(tmp_path, "db", "backup", "--list", str(tmp_path)).stdout
    assert ("one.backup" in said, "2026-03-04 12:00" in said, Secret.of_file(key).id in said) == (True, True, True)
    assert "other.txt" not in said
    assert "no sealed backup" in type_in(tmp_path, "db", "backup", "--list", str(key.parent / "none")).stdout


def test_verifying_says_what_is_wrong_with_an_exit_code(tmp_path: Path, key: Path) -> None:
    file = tmp_path / "plain.dump"
    file.write_bytes(b"PGDMP")
    done = type_in(tmp_path, "db", "backup", str(file), "--verify", "--key-file", str(key))
    assert (done.exit_code, "is not sealed" in done.stderr) == (2, True)
    done = type_in(tmp_path, "db", "backup", "--verify", "--key-file", str(key))
    assert (done.exit_code, "Which backup?" in done.stderr) == (2, True)
