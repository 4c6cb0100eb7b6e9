"""Tags as facts: the table `tags`, a row for each commit that a name was seen to lead to.

To count tags as deployments read, of the workspace and its repositories:

    repository_key, name    v1.2.0, without refs/tags/
    sha                     the commit it leads to, also where an annotated tag names another; it is in `commits`
    is_annotated            whether somebody made it as an object of its own, with a date
    tagged_at               when it was made: the tagger's date, never before the commit's own; where there is none to
                            believe, or the tag is lightweight, the commit's committer date, but never later than
                            when it was seen. A lightweight tag that was seen to move was made when that was seen.
    seen_at                 when a sync first saw it there
    gone_at                 when a sync first saw that it is not there any more, deleted or moved; null: it stands

A name that moved has a row for each commit it led to: to `production`, which is moved with each deployment, every row
is one. One that comes back to where it last led stands there again, and no row is new. Rows are never deleted but with
their repository. Nobody's name is kept.

A change of tags alone makes a sync settle and link (`features/ingest/jobs.py`), also where no commit is new.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aexy.kernel.commits import Tag
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.kernel.traits import EARLIEST
from aexy.store.postgres import Connection

# How far a tagger's clock may run ahead of ours.
_SKEW = timedelta(days=1)
# Tags with where each name last led. $1 workspace, $2 repository, $3 to $6 names, shas, whether annotated, and seconds;
# $7 now, $8 and $9 the first and the last second that can be believed.
_HERE = """
with named as materialized (
    select n.name, c.sha, n.is_annotated,
           l.key as last_key, l.sha as last_sha, l.is_annotated as last_is_annotated,
           case when n.tagged_at between $8::bigint and $9::bigint then to_timestamp(n.tagged_at) end as said_at,
           least(c.committed_at, $7::timestamptz) as committed_at
    from unnest($3::text[], $4::bytea[], $5::boolean[], $6::bigint[]) as n (name, sha, is_annotated, tagged_at)
    join commits c on c.repository_key = $2 and c.sha = n.sha
    left join lateral (
        select t.key, t.sha, t.is_annotated
        from tags t
        where t.repository_key = $2
          and t.name = n.name
        order by t.key desc
        limit 1
    ) l on true
    where c.workspace_id = $1
)"""
_LEAVE = """
update tags t
set gone_at = $5
where t.workspace_id = $1
  and t.repository_key = $2
  and t.gone_at is null
  and not exists (
      select
      from unnest($3::text[], $4::bytea[]) as n (name, sha)
      where n.name = t.name
        and n.sha = t.sha
  )
"""
_STAND = f"""{_HERE},
again as (
    update tags t
    set gone_at = null,
        is_annotated = n.is_annotated,
        tagged_at = case
            when n.is_annotated then greatest(n.said_at, n.committed_at)
            when n.last_is_annotated then n.committed_at
            else t.tagged_at
        end
    from named n
    where t.workspace_id = $1
      and t.key = n.last_key
      and t.sha = n.sha
      and (t.gone_at is not null
           or t.is_annotated <> n.is_annotated
           or n.is_annotated and t.tagged_at <> greatest(n.said_at, n.committed_at))
)
insert into tags (workspace_id, repository_key, name, sha, is_annotated, tagged_at, seen_at)
select $1, $2, n.name, n.sha, n.is_annotated,
       case
           when n.is_annotated then greatest(n.said_at, n.committed_at)
           when n.last_key is not null then $7
           else n.committed_at
       end,
       $7
from named n
where n.last_key is null
   or n.last_sha <> n.sha
order by n.name
"""  # noqa: S608 - made of two statements of our own


async def save_tags(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    tags: Sequence[Tag],
    *,
    digest: bytes,
    now: datetime,
) -> None:
    """Bring a repository's tags in line, its commits being here. `digest` is theirs: while it stays, so do they."""
    names, shas = [one.name for one in tags], [one.sha for one in tags]
    await connection.execute(_LEAVE, workspace_id, repository_key, names, shas, now)
    await connection.execute(
        _STAND,
        workspace_id,
        repository_key,
        names,
        shas,
        [one.is_annotated for one in tags],
        [one.tagged_at for one in tags],
        now,
        EARLIEST,
        int((now + _SKEW).timestamp()),
    )
    await connection.execute(
        """
        update repositories
        set tags_digest = $3
        where workspace_id = $1
          and key = $2
          and tags_digest is distinct from $3
        """,
        workspace_id,
        repository_key,
        digest,
    )
