"""How the manifests of a repository stood, version by version, and what each version changed."""

from collections.abc import Iterable
from typing import NamedTuple

from aexy.kernel.manifests import Ecosystem, Entry, Known, Scope
from aexy.sources.catalogue import technology_of
from aexy.sources.git.blobs import Content
from aexy.sources.manifests import Kind, NotRead, kind_of, parse
from aexy.store.manifest_rows import Changes, Closed, ManifestSeen, Named, Opened

_TOO_LARGE = "{path} is too large to be read."
_Place = tuple[Ecosystem, str]


class _Stands(NamedTuple):
    """An entry, and where it was opened if that was in this batch."""

    entry: Entry
    opened: int | None


class States:
    """What stands in each manifest; `after` goes on from there."""

    def __init__(self, standing: Iterable[tuple[str, Entry]]) -> None:
        self._files: dict[str, dict[_Place, _Stands]] = {}
        self._declared: dict[_Place, Scope] = {}
        for path, entry in standing:
            self._files.setdefault(path, {})[entry.ecosystem, entry.package] = _Stands(entry, None)
            if not entry.is_locked:
                self._declare([entry])

    def after(self, contents: Iterable[Content]) -> Changes:
        """What a batch of versions, oldest first, changed."""
        changes = Changes()
        self._files = {
            path: {place: stands._replace(opened=None) for place, stands in file.items()}
            for path, file in self._files.items()
        }
        seen: dict[str, ManifestSeen] = {}
        for content in contents:
            kind = kind_of(content.path)
            if kind is not None:
                before = seen.get(content.path)
                now = self._read(content, kind, changes)
                seen[content.path] = now if before is None else _added(before, now)
        changes.seen.extend(seen.values())
        return changes

    def _read(self, content: Content, kind: Kind, changes: Changes) -> ManifestSeen:
        failure = None
        if content.name is None:
            self._set(content, {}, changes)
        elif content.text is None:
            failure = _TOO_LARGE.format(path=content.path)
        else:
            try:
                known = parse(content.path, content.text)
            except NotRead as error:
                # What it said before is still the best that is known.
                failure = error.detail
            else:
                self._set(content, self._kept(known, kind), changes)
        versions = int(content.name is not None)
        gone = content.name is None
        return ManifestSeen(
            content.path, kind.name, kind.is_lock, kind.skill, versions, int(failure is not None), failure, gone
        )

    def _kept(self, known: Known, kind: Kind) -> Known:
        """Of a lock file what a manifest asks for, and what is worth naming: the rest is nobody's choice."""
        if not kind.is_lock:
            self._declare(known.values())
            return {
                place: entry for place, entry in known.items() if entry.is_direct or technology_of(*place) is not None
            }
        kept = {}
        for place, entry in known.items():
            scope = self._declared.get(place)
            if scope is not None:
                kept[place] = entry._replace(is_direct=True, scope=scope)
            elif entry.is_direct or technology_of(*place) is not None:
                kept[place] = entry
        return kept

    def _declare(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            place = (entry.ecosystem, entry.package)
            if entry.is_direct and self._declared.get(place) is not Scope.RUNTIME:
                self._declared[place] = entry.scope

    def _set(self, content: Content, known: Known, changes: Changes) -> None:
        file = self._files.setdefault(content.path, {})
        for place, stands in list(file.items()):
            if known.get(place) != stands.entry:
                del file[place]
                if stands.opened is None:
                    changes.closed.append(Closed(content.path, *place, content.sha))
                else:
                    opened = changes.opened[stands.opened]
                    changes.opened[stands.opened] = opened._replace(until=content.sha)
        for place, entry in known.items():
            if place not in file:
                file[place] = _Stands(entry, len(changes.opened))
                changes.opened.append(Opened(content.path, entry, content.sha, None))
                technology = technology_of(*place)
                changes.packages.add(Named(*place, *(technology or (None, None))))


def _added(before: ManifestSeen, now: ManifestSeen) -> ManifestSeen:
    return now._replace(versions=before.versions + now.versions, unread=before.unread + now.unread)
