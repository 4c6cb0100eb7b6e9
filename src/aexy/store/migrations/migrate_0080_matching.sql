-- Task matching: what people said they wish to learn, and finding past work by the words of its title.

-- One row per person who said anything; it goes with the person, and was said by themselves.
create table growth_wishes (
    developer_id  uuid primary key,
    workspace_id  uuid not null references workspaces on delete cascade,
    skills        text[] not null,
    updated_at    timestamptz not null,
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);
create index growth_wishes_workspace on growth_wishes (workspace_id);
alter table growth_wishes enable row level security;
create policy own_workspace on growth_wishes using (workspace_id = (select current_workspace()));

-- Whoever was merged into somebody brings what they wished, unless there is a wish already.
create view growth_wishes_in_force with (security_invoker = true) as
select distinct on (p.id)
       p.workspace_id,
       p.id as developer_id,
       p.key as developer,
       g.skills,
       g.updated_at
from growth_wishes g
join developers d on d.id = g.developer_id
join developers p on p.id = coalesce(d.merged_into, d.id)
order by p.id, d.merged_into nulls first, g.updated_at desc, g.developer_id;

create index issues_titles on issues using gin (to_tsvector('english', title));
create index pull_requests_titles on pull_requests using gin (to_tsvector('english', title));

-- Titles that share words with a text, best first. A word counts by how rare it is among the titles that share any; the
-- score is the part of the text's words, so weighed, that a title has. It runs as the owner since the matching of words
-- is no operator that may be looked up in an index before row-level security has had its say; it names the workspace itself.
create function similar_titles(said text, most integer)
returns table (kind text, key bigint, score double precision, shared text[])
language sql stable security definer set search_path = pg_catalog, public
as $$
    with asked as materialized (
        select w.lexeme
        from unnest(to_tsvector('english', said)) w
        where w.lexeme ~ '^[[:alnum:]_.-]+$'
        order by length(w.lexeme) desc, w.lexeme
        limit 24
    ),
    query as materialized (
        select string_agg(quote_literal(a.lexeme), ' | ')::tsquery as any_of, array_agg(a.lexeme) as words
        from asked a
    ),
    hits as materialized (
        (select 'issue' as kind, i.key, i.title
         from public.issues i, query q
         where i.workspace_id = public.current_workspace()
           and i.gone_at is null
           and to_tsvector('english', i.title) @@ q.any_of
         order by i.opened_at desc
         limit 4000)
        union all
        (select 'pull_request', p.key, p.title
         from public.pull_requests p, query q
         where p.workspace_id = public.current_workspace()
           and p.gone_at is null
           and to_tsvector('english', p.title) @@ q.any_of
         order by p.opened_at desc
         limit 4000)
    ),
    words as materialized (
        select h.kind, h.key, w.lexeme
        from hits h
        cross join lateral unnest(to_tsvector('english', h.title)) w
        join asked a on a.lexeme = w.lexeme
    ),
    rare as materialized (
        select a.lexeme,
               ln(1 + (select count(*) from hits)::double precision / (1 + count(w.key))) as weight
        from asked a
        left join words w on w.lexeme = a.lexeme
        group by a.lexeme
    )
    select w.kind,
           w.key,
           sum(r.weight) / nullif((select sum(o.weight) from rare o), 0),
           array_agg(w.lexeme order by w.lexeme)
    from words w
    join rare r on r.lexeme = w.lexeme
    group by w.kind, w.key
    order by 3 desc nulls last, 1, 2 desc
    limit most
$$;
revoke execute on function similar_titles(text, integer) from public;
grant execute on function similar_titles(text, integer) to aexy_app;
