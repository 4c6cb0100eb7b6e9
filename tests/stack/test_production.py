"""What a production server refuses to start with: each by itself, with a way out, and the same list in `doctor`."""

import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pytest
from pydantic import SecretStr

from aexy.kernel.errors import Unusable
from aexy.settings import Environment, Settings
from aexy.stack.doctor import Level, examine
from aexy.stack.health import look
from aexy.stack.production import insist, objections
from aexy.store.vault import Vault, new_key

STRONG = "d8Kq0ZxV3hLr"
GOOD: dict[str, Any] = {
    "environment": Environment.PRODUCTION, "host": "10.0.0.5", "public_url": "https://aexy.example.org",
    "forwarded_allow": "127.0.0.1", "database_url": f"postgresql://aexy:{STRONG}@db.example.org/aexy",
    "redis_url": f"redis://:{STRONG}@cache.example.org",
}  # fmt: skip


def settings_of(home: Path, **changed: object) -> Settings:
    return Settings(home=home, **{"vault_keys": new_key(), **GOOD, **changed})


def test_a_server_that_was_set_up_starts(tmp_path: Path) -> None:
    insist(settings_of(tmp_path))
    insist(settings_of(tmp_path, host="127.0.0.1", public_url=None, forwarded_allow="", database_url=None))
    insist(settings_of(tmp_path, database_url="postgresql:///aexy?host=/run/postgresql", redis_url="unix:///run/v"))


@pytest.mark.parametrize(
    ("changed", "setting", "words"),
    [
        ({"vault_keys": None}, "vault_keys", "Nobody said which keys"),
        ({"vault_keys": f"k1:{b64encode(bytes(32)).decode()}"}, "vault_keys", "not drawn by chance"),
        ({"vault_keys": f"k1:{b64encode(b'password' * 4).decode()}"}, "vault_keys", "not drawn by chance"),
        ({"database_url": "postgresql://aexy:postgres@db/aexy"}, "database_url", "everybody knows"),
        ({"database_url": "postgresql://aexy:aexy@localhost/aexy"}, "database_url", "everybody knows"),
        ({"database_url": "postgresql://aexy@db/aexy"}, "database_url", "missing"),
        ({"database_url": "postgresql://aexy:s3cret@db/aexy"}, "database_url", "too short"),
        ({"redis_url": "redis://cache:6379"}, "redis_url", "missing"),
        ({"public_url": None}, "public_url", "nobody said by which address"),
        ({"public_url": "http://aexy.example.org"}, "public_url", "not https"),
        ({"host": "127.0.0.1", "public_url": "http://aexy.example.org"}, "public_url", "not https"),
        ({"forwarded_allow": ""}, "forwarded_allow", "without `Secure`"),
        ({"forwarded_allow": "*"}, "forwarded_allow", "Everybody is believed"),
        ({"log_level": "debug"}, "log_level", "debug"),
    ],
)
def test_a_default_that_is_unsafe_there_is_refused_with_a_way_out(
    tmp_path: Path, changed: dict[str, Any], setting: str, words: str
) -> None:
    settings = settings_of(tmp_path, **changed)
    found = list(objections(settings))
    assert [one.setting for one in found] == [setting]
    assert words in found[0].says
    assert found[0].next_step
    with pytest.raises(Unusable, match="not safe to start") as refused:
        insist(settings)
    assert (refused.value.field, found[0].next_step in refused.value.detail) == (setting, True)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    Vault.of(Settings(home=tmp_path))
    insist(settings_of(tmp_path))
    (tmp_path / "secrets" / "vault.json").chmod(0o640)
    with pytest.raises(Unusable, match=r"chmod go= '.*vault\.json'"):
        insist(settings_of(tmp_path))


def test_the_doctor_finds_a_key_file_that_others_can_read_at_home_too(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    Vault.of(settings)
    path = tmp_path / "secrets" / "vault.json"
    for mode, level in ((0o600, Level.OK), (0o644, Level.FAIL)):
        path.chmod(mode)
        found = next(one for one in examine(settings, look(settings)) if one.name == "Privacy")
        assert found.level is level
    assert f"chmod -R go= '{path}'" in found.next_step


def test_no_objection_says_the_secret_it_objects_to(tmp_path: Path) -> None:
    weak = {"vault_keys": f"k1:{b64encode(b'w' * 32).decode()}", "database_url": "postgresql://u:unmistaken@db/x"}
    said = " ".join(f"{one}" for one in objections(settings_of(tmp_path, **weak)))
    assert "unmistaken" not in said
    assert b64encode(b"w" * 32).decode() not in said


def test_ones_own_machine_needs_none_of_it(tmp_path: Path) -> None:
    insist(Settings(home=tmp_path, log_level="debug", host="0.0.0.0"))  # noqa: S104 - that it may is the claim
    found = [one for one in examine(Settings(home=tmp_path), look(Settings(home=tmp_path))) if one.name == "Production"]
    assert [one.level for one in found] == [Level.OK]


def test_the_doctor_says_the_same_beforehand(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, log_level="debug", forwarded_allow="*")
    said = [one for one in examine(settings, look(settings)) if one.name.startswith("Production")]
    assert [(one.name, one.level) for one in said] == [
        ("Production, AEXY_FORWARDED_ALLOW", Level.FAIL),
        ("Production, AEXY_LOG_LEVEL", Level.FAIL),
    ]


@pytest.mark.parametrize(
    "words",
    [("aexy.cli.main", "up"), ("aexy.cli.main", "serve"), ("aexy.temporal.worker",)],
    ids=lambda words: words[-1],
)
def test_nothing_starts_while_there_is_an_objection(tmp_path: Path, words: tuple[str, ...]) -> None:
    environment = {"AEXY_HOME": str(tmp_path / "home"), "AEXY_ENVIRONMENT": "production", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", *words], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == Unusable.exit_code, done.stderr
    assert "Nobody said which keys seal tokens." in done.stderr
    assert not (tmp_path / "home" / "run").exists()


def test_a_new_key_is_one_that_a_vault_takes(tmp_path: Path) -> None:
    keys = {new_key() for _ in range(20)}
    assert len(keys) == 20
    for key in keys:
        insist(settings_of(tmp_path, vault_keys=key))
        assert Vault.of(Settings(home=tmp_path, vault_keys=SecretStr(key))).current == key.partition(":")[0]
    drawn = (settings_of(tmp_path, vault_keys=f"k:{b64encode(token_bytes(32)).decode()}") for _ in range(2_000))
    assert not [one for one in drawn if list(objections(one))], "chance looks like chance"
