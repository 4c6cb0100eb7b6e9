"""What somebody may do with what they showed: a session in person everything, a key what it was made for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from aexy.kernel.ids import WorkspaceId


class Scope(StrEnum):
    """What a key or a device may do, at most: never more than its owner's role allows."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Grant:
    """The scopes of a proof, and the only workspace it is good for where it was restricted to one."""

    scopes: frozenset[Scope]
    workspace_id: WorkspaceId | None = None

    @classmethod
    def of(cls, scopes: Iterable[str], workspace_id: WorkspaceId | None = None) -> "Grant":
        """The grant those words mean; words nobody knows grant nothing."""
        known = {scope.value: scope for scope in Scope}
        return cls(frozenset(known[word] for word in scopes if word in known), workspace_id)

    @property
    def words(self) -> list[str]:
        """The scopes as they are written, least first."""
        return [scope.value for scope in Scope if scope in self.scopes]


EVERYTHING = Grant(frozenset(Scope))
