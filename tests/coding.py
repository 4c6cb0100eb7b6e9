"""A repository whose code was read once, from git to facts, for tests that only ask."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from tests.ingesting import NOW, added
from tests.repositories import GRACE, Content, Scripted

from aexy.context import Context
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, WorkspaceId

CORE = "def core(a):\n    if a:\n        return 1\n    for b in a:\n        print(b)\n    return 2\n"


@dataclass(frozen=True)
class Read:
    """A context, a viewer and the repository's id."""

    context: Context
    viewer: Viewer
    repository: UUID


def days_ago(days: float) -> str:
    """As git writes it."""
    return f"{int((NOW - timedelta(days=days)).timestamp())} +0000"


def scripted(path: Path) -> Scripted:
    """Ada writes a core, a leaf and their tests; Grace breaks the core, and Ada mends it; the leaf moves."""
    repo = Scripted.create(path)
    begun: dict[str | bytes, Content] = {
        "src/core.py": CORE,
        "src/leaf.py": "A = 1\n",
        "tests/test_core.py": "def test():\n    pass\n",
        "README.md": "Hi\n",
    }
    repo.commit("Begin\n", begun, at=days_ago(300))
    broken = CORE.replace("return 1", "return 3").replace("print(b)", "print(a)")
    repo.commit(
        "Speed up\n",
        {"src/core.py": broken, "tests/test_core.py": "def test():\n    return\n"},
        author=GRACE,
        at=days_ago(200),
    )
    mended = CORE.replace("return 1", "return 3")
    repo.commit(
        "fix: print what was asked\n",
        {"src/core.py": mended, "tests/test_core.py": "def test():\n    core\n"},
        at=days_ago(190),
    )
    repo.commit("Move\n", {"src/leaf.py": None, "src/inner/leaf.py": "A = 1\n"}, at=days_ago(100))
    repo.commit("Set\n", {"src/inner/leaf.py": "A = 2\n", "README.md": "Hello\n"}, at=days_ago(50))
    return repo


async def read(context: Context, workspace: WorkspaceId, repo: Scripted) -> Read:
    """Read a repository to the end; whoever asks is its owner."""
    repository, _ = await added(context, workspace, repo)
    account = Account(AccountId(uuid4()), "Somebody", None, is_local_owner=True)
    return Read(context, Viewer(account, workspace, Role.OWNER, None), repository.id)
