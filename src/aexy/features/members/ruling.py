"""Who may change whose membership into what. Nobody gives more than they have, and nobody touches who has more."""

from aexy.features.routing import Role

# Whom an admin's word reaches; below, nobody changes anybody's membership but their own leaving.
RULING = Role.ADMIN
# Owners and admins look after the whole workspace, so they are never limited to a part of it.
CAN_BE_LIMITED = frozenset({Role.MANAGER, Role.MEMBER, Role.VIEWER})


def rules_over(actor: Role, target: Role) -> bool:
    """Whether somebody may change or remove somebody with this role: an admin or owner, of nobody above themselves."""
    return actor.includes(RULING) and actor.includes(target)


def may_give(actor: Role) -> list[Role]:
    """The roles somebody may give, least first: none above their own, and none at all below an admin."""
    return [role for role in Role if actor.includes(RULING) and actor.includes(role)]


def may_make(actor: Role, target: Role, wanted: Role) -> bool:
    """Whether somebody may turn a membership of one role into one of another."""
    return rules_over(actor, target) and wanted in may_give(actor)
