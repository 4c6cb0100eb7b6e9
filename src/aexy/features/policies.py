"""Who may call a route: the roles there are in a workspace, and the policies a route declares."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a workspace, least first: each may do all that those before it may."""

    VIEWER = "viewer"
    MEMBER = "member"
    MANAGER = "manager"
    ADMIN = "admin"
    OWNER = "owner"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what the other may."""
        order = tuple(Role)
        return order.index(self) >= order.index(other)


class Policy(StrEnum):
    """Who may call a route. From VIEWER on: whoever has that role, or a greater one, in the workspace it names."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    IN_PERSON = "in_person"  # signed in, and not by a key
    VIEWER = "viewer"
    MEMBER = "member"
    MANAGER = "manager"
    ADMIN = "admin"
    OWNER = "owner"

    @property
    def role(self) -> Role | None:
        """The role it asks for in the workspace that is named; None where no workspace is concerned."""
        return Role(self.value) if self.value in tuple(Role) else None
