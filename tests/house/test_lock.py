"""The lock file answers to pyproject.toml and names no address (docs/decisions/0001)."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()


def locked() -> dict[str, str]:
    return {
        name.lower(): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", LOCK, re.MULTILINE)
    }


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[<>=;\[ ]", line, maxsplit=1)[0].lower() for line in wanted}
    assert names <= set(locked())


def test_every_locked_package_is_pinned_by_hash() -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    assert not [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]


def test_no_lock_file_names_an_address() -> None:
    assert "://" not in LOCK
    web = ROOT / "web" / "package-lock.json"
    assert '"resolved"' not in web.read_text()
