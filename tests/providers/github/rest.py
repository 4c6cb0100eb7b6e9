"""Objects as GitHub's REST API and its web hooks give them."""

from tests.providers.github import world as w
from tests.providers.github.world import Hosted, Row, World


def repository(hosted: Hosted) -> Row:
    """A repository."""
    told = hosted.told
    return {
        "id": told.id, "node_id": f"R_{told.id}", "name": told.name, "full_name": told.full_name,
        "owner": {"login": told.owner, "id": 1, "type": "Organization"}, "private": True, "fork": told.is_fork,
        "archived": False, "default_branch": "main", "created_at": "2020-01-01T00:00:00Z",
        "html_url": f"https://github.com/{told.full_name}", "clone_url": f"https://github.com/{told.full_name}.git",
    }  # fmt: skip


def pull(world: World, hosted: Hosted, row: Row, api: str) -> Row:
    """A pull request, with the sizes that only the object by itself and web hooks have."""
    told, number = hosted.told, row["number"]
    place = {"repo": {"id": told.id, "full_name": told.full_name}}
    return {
        "id": row["id"], "node_id": f"PR_{row['id']}", "number": number, "title": row["title"], "body": row["body"],
        "html_url": row["url"], "url": f"{api}/repos/{told.full_name}/pulls/{number}",
        "state": "closed" if row["closed_at"] else "open", "draft": row["is_draft"],
        "user": world.user(row["author"]["login"]), "created_at": row["opened_at"], "updated_at": row["updated_at"],
        "closed_at": row["closed_at"], "merged_at": row["merged_at"], "merged": row["merged_at"] is not None,
        "merged_by": world.user(row["merged_by"]), "merge_commit_sha": w.merge_commit(row)["oid"],
        "head": {"ref": row["head_ref"], "sha": row["head_sha"], **place},
        "base": {"ref": row["base_ref"], "sha": row["base_sha"] or w.sha_of("base", row["id"]), **place},
        "labels": w.label_rows(row["labels"]), "milestone": None, "additions": row["additions"],
        "deletions": row["deletions"], "changed_files": row["changed_files"], "commits": len(row["commits"]),
        "comments": len(w.comments_of(hosted, pull=number)),
        "review_comments": sum(len(each["comments"]) for each in w.reviews_of(hosted, number)),
    }  # fmt: skip


def review(world: World, hosted: Hosted, row: Row, api: str) -> Row:
    """A review; its state is in lower case in web hooks."""
    return {
        "id": row["id"], "node_id": f"PRR_{row['id']}", "user": world.user(row["reviewer"]), "body": row["body"],
        "state": row["state"].lower(), "submitted_at": row["submitted_at"], "commit_id": row["sha"],
        "pull_request_url": f"{api}/repos/{hosted.told.full_name}/pulls/{row['pull_request']}",
    }  # fmt: skip


def review_comments(world: World, hosted: Hosted, api: str) -> list[Row]:
    """All remarks on lines, in order of their change."""
    found = []
    for pull_ in w.pulls(hosted):
        for made in w.reviews_of(hosted, pull_["number"]):
            for each in made["comments"]:
                answers = {"in_reply_to_id": each["reply_to"]} if each["reply_to"] else {}
                found.append({
                    "id": each["id"], "pull_request_review_id": made["id"], "user": world.user(each["author"]),
                    "body": each["body"], "path": each["path"], "line": each["line"], "original_line": each["line"],
                    "commit_id": made["sha"], "original_commit_id": made["sha"], "created_at": each["created_at"],
                    "updated_at": each.get("updated_at", each["created_at"]),
                    "pull_request_url": f"{api}/repos/{hosted.told.full_name}/pulls/{pull_['number']}", **answers,
                })  # fmt: skip
    return sorted(found, key=lambda each: (each["updated_at"], each["id"]))


def comments(world: World, hosted: Hosted, api: str) -> list[Row]:
    """All remarks below issues and pull requests, in order of their change."""
    here = {row["number"] for row in [*w.pulls(hosted), *w.issues(hosted)]}
    found = [
        comment(world, hosted, row, api)
        for row in hosted.told.comments if (row["pull_request"] or row["issue"]) in here
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each["updated_at"], each["id"]))


def comment(world: World, hosted: Hosted, row: Row, api: str) -> Row:
    """A remark below an issue or a pull request."""
    number, kind = row["pull_request"] or row["issue"], "pull" if row["pull_request"] else "issues"
    return {
        "id": row["id"], "user": world.user(row["author"]), "body": row["body"], "created_at": row["created_at"],
        "updated_at": row["updated_at"], "issue_url": f"{api}/repos/{hosted.told.full_name}/issues/{number}",
        "html_url": f"https://github.com/{hosted.told.full_name}/{kind}/{number}#issuecomment-{row['id']}",
    }  # fmt: skip


def issue(world: World, hosted: Hosted, row: Row) -> Row:
    """An issue."""
    state, reason = w.issue_state(row)
    assignee = world.user(row["assignee"])
    return {
        "id": row["id"], "number": row["number"], "title": row["title"], "body": row["body"], "state": state,
        "state_reason": reason, "html_url": f"https://github.com/{hosted.told.full_name}/issues/{row['number']}",
        "user": world.user(row["reporter"]), "assignee": assignee, "assignees": [assignee] if assignee else [],
        "labels": w.label_rows(row["labels"]), "milestone": None,
        "comments": len(w.comments_of(hosted, issue=row["number"])), "created_at": row["created_at"],
        "updated_at": row["updated_at"], "closed_at": row["closed_at"],
    }  # fmt: skip


def run(world: World, hosted: Hosted, row: Row) -> Row:
    """A workflow run."""
    return {
        "id": row["id"], "node_id": f"WFR_{row['id']}", "name": row["name"], "head_sha": row["sha"],
        "head_branch": row["ref"], "event": row["event"], "status": "completed", "conclusion": row["status"],
        "run_attempt": row["attempt"], "actor": world.user(row["actor"]), "created_at": row["created_at"],
        "run_started_at": row["started_at"], "updated_at": row["finished_at"],
        "html_url": f"https://github.com/{hosted.told.full_name}/actions/runs/{row['id']}",
    }  # fmt: skip


def job(row: Row, run_: Row) -> Row:
    """A job of a run."""
    return {
        "id": row["id"], "run_id": run_["id"], "name": row["name"], "status": "completed",
        "conclusion": row["status"], "created_at": run_["created_at"], "started_at": row["started_at"],
        "completed_at": row["finished_at"], "head_sha": run_["sha"],
    }  # fmt: skip


def deployment(world: World, row: Row) -> Row:
    """A deployment, which changes with its statuses."""
    return {
        "id": row["id"], "node_id": f"DE_{row['id']}", "sha": row["sha"], "ref": row["ref"], "task": "deploy",
        "environment": row["environment"], "original_environment": row["environment"], "description": None,
        "creator": world.user(row["deployed_by"]), "created_at": row["created_at"], "updated_at": row["finished_at"],
    }  # fmt: skip


def release(world: World, hosted: Hosted, row: Row) -> Row:
    """A release."""
    return {
        "id": row["id"], "tag_name": row["tag"], "name": row["name"], "body": row["body"], "draft": False,
        "prerelease": False, "author": world.user(row["author"]), "created_at": row["created_at"],
        "published_at": row["published_at"], "updated_at": row["published_at"], "target_commitish": "main",
        "html_url": f"https://github.com/{hosted.told.full_name}/releases/tag/{row['tag']}",
    }  # fmt: skip
