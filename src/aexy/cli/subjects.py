"""`--subject`: whose numbers: `me`, `person:ada`, `team:payments`, `repository:app`, `project:shop` or `workspace`."""

from typing import TYPE_CHECKING, Any, NamedTuple

from aexy.cli.asking import find_person, find_project, find_repository, find_team
from aexy.kernel.errors import Unknown, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

FORMS = "Say `workspace`, `me`, `person:NAME`, `team:NAME`, `repository:NAME` or `project:NAME`."
HELP = "Whose: workspace, me, person:NAME, team:NAME, repository:NAME or project:NAME."


class Subject(NamedTuple):
    """What the API is asked about, and what a person calls it."""

    asked: str
    name: str


def find_subject(client: "Client", workspace: dict[str, Any], text: str) -> Subject:
    """The subject these words name."""
    kind, _, name = text.strip().partition(":")
    if kind == "workspace" and not name:
        return Subject("workspace", str(workspace["name"]))
    if kind == "me" and not name:
        return _me(client, workspace["id"])
    if not name:
        raise Unusable(f"{text!r} is no subject.", next_step=FORMS, field="subject")
    match kind:
        case "person" | "developer":
            found = find_person(client, workspace["id"], name)
            return Subject(f"developer:{found['id']}", str(found["name"] or found["email"]))
        case "team":
            found = find_team(client, workspace["id"], name)
            return Subject(f"team:{found['id']}", str(found["name"]))
        case "repository" | "repo":
            found = find_repository(client, workspace["id"], name)
            return Subject(f"repository:{found['id']}", str(found["full_name"]))
        case "project":
            found = find_project(client, workspace["id"], name)
            return Subject(f"project:{found['id']}", str(found["name"]))
    raise Unusable(f"{text!r} is no subject.", next_step=FORMS, field="subject")


def _me(client: "Client", workspace_id: str) -> Subject:
    developer = client.get(f"/workspaces/{workspace_id}/me")["developer"]
    if developer is None:
        raise Unknown("Nobody said yet who you are here.", next_step="Say it with `aexy me --as NAME`.")
    return Subject(f"developer:{developer['id']}", str(developer["name"] or developer["email"]))
