"""What the product is made of is listed, may be built on, and every exception to a security rule says why."""

import json
import re
from pathlib import Path

import pytest
from scripts.bill import ALLOWED, ARGUED, Component, bill, components, refused

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "bench", "scripts")
SECURITY = re.compile(r"#\s*(?:ruff: )?noqa:\s*((?:[A-Z]+\d+[, ]*)*\bS\d{3}\b(?:[, ]+[A-Z]+\d+)*)(.*)")


def exceptions() -> list[tuple[str, str]]:
    """(place, reason) of every rule of ruff-S that is switched off for a line or a file."""
    found = []
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if (match := SECURITY.search(line)) and path != Path(__file__):
                found.append((f"{path.relative_to(ROOT)}:{number}", match[2].strip(" -()")))
    return found


def test_every_exception_to_a_security_rule_says_why() -> None:
    found = exceptions()
    assert len(found) > 50
    assert not [place for place, reason in found if len(reason) < len("ours")]


def test_no_licence_is_one_we_may_not_build_on() -> None:
    against = [said for listed in components().values() for one in listed if (said := refused(one))]
    assert not against, "\n".join(against)


def test_nothing_that_is_shipped_is_under_a_copyleft_that_reaches_us() -> None:
    shipped = [one for listed in components().values() for one in listed if one.is_shipped and one.argued is None]
    assert len(shipped) > 100
    assert not [one for one in shipped if re.search(r"\b(A?GPL|LGPL|SSPL|BUSL)", one.licence or "")]
    assert not any("GPL" in name for name in ALLOWED)


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", None])
def test_a_package_under_another_licence_is_named(licence: str | None) -> None:
    said = refused(Component("npm", "some-package", "1.0", licence, (), is_shipped=True))
    assert said is not None
    assert "pkg:npm/some-package@1.0" in said


def test_every_argument_for_a_licence_is_still_needed() -> None:
    names = [one.name for listed in components().values() for one in listed]
    assert not [start for start in ARGUED if not any(name.startswith(start) for name in names)]


def test_the_bill_names_every_locked_package_with_its_hash_and_is_the_same_each_time() -> None:
    found = components()
    for listed in found.values():
        said = bill(listed)
        assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.6")
        assert json.dumps(said) == json.dumps(bill(list(reversed(listed))))
        # Compilers for other systems are named by npm without a hash; none of them is shipped.
        assert all(each["hashes"] or each["name"].startswith(tuple(ARGUED)) for each in said["components"])
        assert len({each["bom-ref"] for each in said["components"]}) == len(said["components"])
    lock = (ROOT / "requirements.lock").read_text()
    named = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    assert {one.name for one in found["python"]} == named
