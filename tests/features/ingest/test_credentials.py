"""A password that came with an address is kept apart from it, and nobody else can read it."""

from pathlib import Path
from stat import S_IMODE
from uuid import UUID

from aexy.features.ingest import credentials
from aexy.kernel.ids import RepositoryId
from aexy.settings import Settings
from aexy.sources.git import Credentials

REPOSITORY = RepositoryId(UUID(int=9))


def test_they_are_found_again_until_they_are_forgotten(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert credentials.find(settings, REPOSITORY) is None
    for password in ("first", "second"):
        credentials.keep(settings, REPOSITORY, Credentials("ada", password))
    assert credentials.find(settings, REPOSITORY) == Credentials("ada", "second")
    credentials.forget(settings, REPOSITORY)
    credentials.forget(settings, REPOSITORY)
    assert credentials.find(settings, REPOSITORY) is None


def test_only_we_can_read_them(tmp_path: Path) -> None:
    credentials.keep(Settings(home=tmp_path), REPOSITORY, Credentials("ada", "secret"))
    (file,) = (tmp_path / "secrets").iterdir()
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert S_IMODE(file.parent.stat().st_mode) == 0o700


def test_printing_them_shows_no_password() -> None:
    assert "secret" not in repr(Credentials("ada", "secret"))
