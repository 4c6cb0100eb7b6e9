"""The dated list of releases, and the catalogue: whole, sourced, and belonging together."""

from datetime import date

import pytest

from aexy.kernel.lifecycles import Status, judge
from aexy.sources.catalogue import names, technology_of
from aexy.sources.lifecycles import known_on, lifecycles


def test_every_list_of_releases_has_a_source_and_dates_and_a_name_in_the_catalogue() -> None:
    known = lifecycles()
    assert set(known) <= set(names())
    for one in known.values():
        assert one.source.startswith("https://")
        assert one.cycles
        assert all(cycle.key and cycle.released <= known_on() for cycle in one.cycles if cycle.latest_on), (
            one.technology
        )


@pytest.mark.parametrize(
    ("technology", "ecosystem", "version", "status"),
    [
        ("Django", "pypi", "==3.2.25", Status.DEPRECATED),
        ("React", "npm", "^16.8.0", Status.OUTDATED),
        ("React", "npm", "19.2.0", Status.CURRENT),
        ("Python", "docker", "3.8-slim", Status.DEPRECATED),
        ("AngularJS", "npm", "~1.8.0", Status.DEPRECATED),
        ("Spring Boot", "maven", "2.7.18", Status.DEPRECATED),
        ("Go", "runtime", "1.21.3", Status.DEPRECATED),
        (".NET", "runtime", "6.0", Status.DEPRECATED),
        ("Java", "runtime", "8", None),
    ],
)
def test_well_known_versions_are_as_old_as_is_well_known(
    technology: str, ecosystem: str, version: str, status: Status | None
) -> None:
    judged = judge(lifecycles()[technology], ecosystem, version, date(2026, 8, 22))
    assert status is None or judged.status is status


def test_packages_are_called_as_people_call_them() -> None:
    assert technology_of("pypi", "djangorestframework") == ("Django REST framework", "web")
    assert technology_of("hex", "exunit") == ("ExUnit", "testing")
    assert technology_of("npm", "left-pad") is None
