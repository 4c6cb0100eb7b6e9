"""Where each kind is read from: the rows of the feature it happened in, and for whose eyes.

A notification is its cause, seen by somebody. So it is there as soon as its cause is, is gone when that is taken back,
and is never seen by anybody who may no longer see what it is about. Parameters of every branch: $1 account,
$2 developer, $3 workspace, $4 the earliest instant, $5 whether they look after people, $6 whether after connections.
"""

from collections.abc import Mapping

from aexy.features.alerts.service import VISIBLE_TO
from aexy.features.notifications.schemas import NotificationKind

# A job of less is over while somebody looks on.
LONG = "interval '60 seconds'"

BRANCHES: Mapping[NotificationKind, str] = {
    NotificationKind.ALERT: f"""
select 'alert' as kind, a.id::text as what, a.created_at as at, concat_ws(' · ', r.name, a.subject_name) as title,
    a.why as says, a.state <> 'resolved' and a.severity = 'critical' as is_bad, a.id as object_id
from alerts a
join alert_rules r on r.id = a.rule_id
where a.workspace_id = $3
    and a.created_at >= $4
    and {VISIBLE_TO}""",  # noqa: S608 - joined from declared words
    NotificationKind.CONSENT: """
select 'consent' as kind, c.id::text as what, c.asked_at as at, 'Is this you?' as title,
    coalesce(w.name, 'Somebody') || ' says something about who you are; it waits for your word.' as says,
    false as is_bad, c.id as object_id
from identity_consents c
join identity_decisions d on d.id = c.decision_id
left join accounts w on w.id = d.decided_by
where c.workspace_id = $3
    and c.account_id = $1
    and c.answered_at is null
    and d.state = 'waiting'
    and c.asked_at >= $4""",
    # One for the whole queue: it is new again when something new stands in it.
    NotificationKind.SUGGESTIONS: """
select 'suggestions' as kind, s.id::text as what, s.created_at as at, 'Who is who' as title,
    case s.n when 1 then 'Two identities may be one person.' else s.n || ' pairs may be one person each.' end as says,
    false as is_bad, null::uuid as object_id
from (
    select g.id, g.created_at, count(*) over () as n
    from identity_suggestions g
    where g.workspace_id = $3
        and $5
    order by g.created_at desc, g.id desc
    limit 1
) s
where s.created_at >= $4""",
    NotificationKind.JOB: f"""
select 'job' as kind, j.id::text as what, j.finished_at as at,
    concat_ws(
        ' · ',
        case
            when j.kind = 'demo' then 'Demo organization'
            when j.kind like 'sync%' then 'Sync'
            else initcap(replace(j.kind, '_', ' '))
        end,
        coalesce(o.name, n.name)
    ) as title,
    case j.state when 'failed' then coalesce(j.error, 'It failed.') else 'It is done.' end as says,
    j.state = 'failed' as is_bad, j.id as object_id
from jobs j
left join repositories o on o.id = j.repository_id
left join connections n on n.id = j.connection_id
where j.workspace_id = $3
    and j.requested_by = $1
    and j.finished_at >= $4
    and (j.state = 'failed' or (j.state = 'done' and j.finished_at - j.started_at >= {LONG}))""",  # noqa: S608 - likewise
    # Once a day for as long as it lasts.
    NotificationKind.CONNECTION: """
select 'connection' as kind, n.id || ':' || coalesce(n.error_at, n.updated_at)::date as what,
    coalesce(n.error_at, n.updated_at) as at, n.name as title,
    coalesce(n.error, 'Its access was taken back.') as says, true as is_bad, n.id as object_id
from connections n
where n.workspace_id = $3
    and $6
    and n.state in ('failing', 'revoked')
    and coalesce(n.error_at, n.updated_at) >= $4""",
    # One a connection, new again with its next gap.
    NotificationKind.GAPS: """
select 'gaps' as kind, n.id || ':' || max(p.id) as what, max(p.found_at) as at, n.name as title,
    case count(*) when 1 then min(p.reason) else count(*) || ' things could not be read.' end as says,
    false as is_bad, n.id as object_id
from sync_gaps p
join connections n on n.id = p.connection_id
where p.workspace_id = $3
    and $6
    and p.repaired_at is null
    and p.found_at >= $4
group by n.id, n.name""",
    NotificationKind.INVITATION: """
select 'invitation' as kind, v.id::text as what, v.accepted_at as at, coalesce(w.name, v.email) as title,
    'Joined as ' || v.role || ', as you invited them.' as says, false as is_bad, v.id as object_id
from invitations v
left join accounts w on w.id = v.accepted_by
where v.workspace_id = $3
    and v.invited_by = $1
    and v.accepted_at >= $4""",
    # To whoever can do something about it: the author, and of a first review those who were asked and have not looked.
    NotificationKind.AGREEMENT: """
select 'agreement' as kind, m.agreement_id || ':' || md5('pull request ' || m.pull_key)::uuid as what,
    m.noticed_at as at, g.name as title,
    concat(case g.kind
        when 'first_review' then 'Waited longer for a first look than was agreed'
        when 'merge_after_approval' then 'Approved, and not merged within what was agreed'
        when 'age' then 'Open for longer than was agreed'
        when 'size' then 'Larger than was agreed'
        else 'Merged by its author without anybody else''s approval'
    end, ': ', o.name, '#', p.number, ' ', p.title) as says,
    false as is_bad, g.id as object_id
from agreement_misses m
join agreements g on g.id = m.agreement_id
join pull_requests p on p.key = m.pull_key and p.gone_at is null
join repositories o on o.key = p.repository_key
where m.workspace_id = $3
    and m.noticed_at >= $4
    and (
        exists (
            select
            from developer_identities n
            where n.key = p.author_key
                and n.developer_id = $2
        )
        or g.kind = 'first_review' and exists (
            select
            from review_requests q
            join developer_identities n on n.key = q.reviewer_key
            where q.pull_key = p.key
                and q.removed_at is null
                and n.developer_id = $2
                and not exists (
                    select
                    from reviews v
                    join developer_identities w on w.key = v.reviewer_key
                    where v.pull_key = p.key
                        and w.developer_id = $2
                )
        )
    )""",
}
