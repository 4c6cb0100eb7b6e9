"""What somebody may do with what they showed: a session in person everything, a key what it was made for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from aexy.kernel.errors import Forbidden
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

    def is_good_in(self, workspace_id: WorkspaceId) -> bool:
        """Whether it was not restricted to another workspace."""
        return self.workspace_id is None or self.workspace_id == workspace_id

    def insist(self, scope: Scope) -> None:
        """Forbidden without this scope."""
        if scope not in self.scopes:
            raise Forbidden(
                f"This needs the scope {scope.value}; what you showed has {', '.join(self.words) or 'none'}.",
                next_step="Sign in yourself: no key does this."
                if scope is Scope.ACCOUNT
                else "Use a key or a device with that scope.",
            )


EVERYTHING = Grant(frozenset(Scope))
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def scope_for(policy: str, method: str) -> Scope:
    """The scope a route asks for by its policy and method. What changes something of the account is done in person."""
    if policy == "in_person" or (policy == "signed_in" and method not in _READING):
        return Scope.ACCOUNT
    if policy in {"admin", "owner"}:
        return Scope.ADMIN
    return Scope.READ if method in _READING else Scope.WRITE
