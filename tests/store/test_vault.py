"""What is sealed opens again for whom it was sealed, and for nobody else."""

import stat
from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from aexy.kernel.errors import Unavailable, Unusable
from aexy.settings import Settings
from aexy.store.vault import Label, Vault, vault_file

TOKEN = SecretStr("ghp_0123456789abcdef")
LABEL = Label(uuid4(), uuid4(), "token", 0)


def _settings(home: Path, **more: str) -> Settings:
    return Settings(home=home, **more)  # type: ignore[arg-type]  # words as the environment would give them


def _key(letter: bytes) -> str:
    return b64encode(letter * 32).decode()


def test_a_secret_opens_again_and_is_nowhere_in_what_is_kept(tmp_path: Path) -> None:
    vault = Vault.of(_settings(tmp_path))
    sealed = vault.seal(TOKEN, LABEL)
    assert b"ghp_" not in sealed.sealed + sealed.wrapped_key
    assert vault.open(sealed, LABEL) == TOKEN


def test_the_keys_are_made_once_and_readable_by_us_alone(tmp_path: Path) -> None:
    first = Vault.of(_settings(tmp_path))
    assert Vault.of(_settings(tmp_path)).keys == first.keys
    path = vault_file(tmp_path)
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert [each.name for each in path.parent.iterdir()] == ["vault.json"]


@pytest.mark.parametrize(
    "other",
    [
        LABEL._replace(workspace_id=uuid4()),
        LABEL._replace(connection_id=uuid4()),
        LABEL._replace(kind="webhook"),
        LABEL._replace(number=1),
    ],
    ids=["workspace", "connection", "kind", "number"],
)
def test_a_row_that_was_moved_does_not_open(tmp_path: Path, other: Label) -> None:
    vault = Vault.of(_settings(tmp_path))
    with pytest.raises(Unavailable, match="changed or moved"):
        vault.open(vault.seal(TOKEN, LABEL), other)


@pytest.mark.parametrize("part", ["wrapped_key", "sealed"])
@pytest.mark.parametrize("damage", [lambda body: body[:-1] + bytes([body[-1] ^ 1]), lambda body: body[:5]])
def test_a_row_that_was_changed_does_not_open(tmp_path: Path, part: str, damage: object) -> None:
    vault = Vault.of(_settings(tmp_path))
    sealed = vault.seal(TOKEN, LABEL)
    assert callable(damage)
    with pytest.raises(Unavailable, match="does not open"):
        vault.open(sealed._replace(**{part: damage(getattr(sealed, part))}), LABEL)


def test_the_same_secret_sealed_twice_looks_different(tmp_path: Path) -> None:
    vault = Vault.of(_settings(tmp_path))
    one, other = vault.seal(TOKEN, LABEL), vault.seal(TOKEN, LABEL)
    assert one.sealed != other.sealed
    assert one.wrapped_key != other.wrapped_key


def test_a_missing_key_is_named_with_what_to_do(tmp_path: Path) -> None:
    sealed = Vault.of(_settings(tmp_path / "one")).seal(TOKEN, LABEL)
    with pytest.raises(Unavailable, match=rf"{sealed.key_id}.+vault\.json.+give the secret again"):
        Vault.of(_settings(tmp_path / "other")).open(sealed, LABEL)


def test_after_a_new_key_old_secrets_open_and_new_ones_use_it(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    old = Vault.of(settings)
    sealed = old.seal(TOKEN, LABEL)
    new = old.with_new_key(settings)
    assert Vault.of(settings).current == new.current != old.current
    assert new.open(sealed, LABEL) == TOKEN
    moved = new.rewrap(sealed, LABEL)
    assert (moved.key_id, moved.sealed) == (new.current, sealed.sealed)
    alone = new.without(settings, {old.current, new.current})
    assert set(alone.keys) == set(Vault.of(settings).keys) == {new.current}
    assert alone.open(moved, LABEL) == TOKEN


def test_keys_may_come_from_a_setting_and_the_first_seals(tmp_path: Path) -> None:
    vault = Vault.of(_settings(tmp_path, vault_keys=f"new:{_key(b'n')}, old:{_key(b'o')}"))
    before = Vault.of(_settings(tmp_path, vault_keys=f"old:{_key(b'o')}")).seal(TOKEN, LABEL)
    assert vault.seal(TOKEN, LABEL).key_id == "new"
    assert vault.open(before, LABEL) == TOKEN
    assert not vault_file(tmp_path).exists()
    with pytest.raises(Unusable, match="only you can change"):
        vault.with_new_key(_settings(tmp_path))


@pytest.mark.parametrize("said", ["", "x", "x:short", f"x:{_key(b'a')},x:{_key(b'b')}", f":{_key(b'a')}", "x:Ä"])
def test_keys_that_are_none_are_refused_without_being_repeated(tmp_path: Path, said: str) -> None:
    with pytest.raises(Unusable, match="AEXY_VAULT_KEYS cannot be read") as refused:
        Vault.of(_settings(tmp_path, vault_keys=said))
    assert not said or said not in str(refused.value)


@pytest.mark.parametrize("body", ["", "{}", '{"current":"a","keys":{}}', '{"current":"a","keys":{"a":"eA=="}}', "[1]"])
def test_a_damaged_file_is_a_sentence_and_is_left_alone(tmp_path: Path, body: str) -> None:
    path = vault_file(tmp_path)
    path.parent.mkdir()
    path.write_text(body)
    with pytest.raises(Unusable, match="cannot be read"):
        Vault.of(_settings(tmp_path))
    assert path.read_text() == body


def test_nothing_that_is_printed_shows_a_key_or_a_secret(tmp_path: Path) -> None:
    settings = _settings(tmp_path, vault_keys=f"k:{_key(b'n')}")
    vault = Vault.of(settings)
    printed = f"{vault!r} {vault} {TOKEN!r} {TOKEN} {settings!r} {Label(*LABEL)!r}"
    assert "nnnn" not in printed
    assert _key(b"n")[:8] not in printed
    assert "0123" not in printed
