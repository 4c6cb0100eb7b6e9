"""The same surroundings as the analyses of groups are tried in, asked by somebody who has an account."""

from uuid import UUID

import pytest
from tests.features.analytics.conftest import Asker, context

from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId

__all__ = ["context"]


@pytest.fixture
def viewer(workspace: WorkspaceId, account: AccountId) -> Asker:
    def make(*, role: Role = Role.OWNER, developer: UUID | None = None) -> Viewer:
        known = Account(account, "Somebody", None, is_local_owner=True)
        return Viewer(known, workspace, role, DeveloperId(developer) if developer else None)

    return make
