"""Names for identifiers, so that a team's cannot be passed where a person's is wanted."""

from typing import NewType
from uuid import UUID

WorkspaceId = NewType("WorkspaceId", UUID)
AccountId = NewType("AccountId", UUID)
DeveloperId = NewType("DeveloperId", UUID)
TeamId = NewType("TeamId", UUID)
RepositoryId = NewType("RepositoryId", UUID)
JobId = NewType("JobId", UUID)
ConnectionId = NewType("ConnectionId", UUID)

DeveloperKey = NewType("DeveloperKey", int)
RepositoryKey = NewType("RepositoryKey", int)
IdentityKey = NewType("IdentityKey", int)
