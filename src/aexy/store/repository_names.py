"""What repositories are called where all of a workspace stand in one list: apart from one another."""

# The name alone; where another has it too, with its owner's (of a folder: the folder it is in); where even that is the
# same, with the host. To be joined to: `key`, `id`, `name`.
CALLED = """
    select r.key,
           r.id,
           case
               when count(*) over (partition by r.name) = 1 or r.whose is null then r.name
               when count(*) over (partition by r.name, r.whose) = 1 or r.origin is null then r.whose || '/' || r.name
               else r.origin || '/' || r.whose || '/' || r.name
           end as name
    from (
        select s.key, s.id, s.name, s.origin, coalesce(s.owner, substring(s.url from '([^/:]+)/[^/]+/?$')) as whose
        from repositories s
    ) r"""
