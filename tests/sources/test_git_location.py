"""What people write to say where a repository is, and what is kept of it."""

from pathlib import Path

import pytest

from aexy.kernel.errors import Unusable
from aexy.sources.git import parse_location

TOKEN = "s3cr3t"


@pytest.mark.parametrize(
    ("text", "url", "provider_id", "owner", "name"),
    [
        (
            "https://github.com/Curl/curl.git",
            "https://github.com/Curl/curl.git",
            "github.com/curl/curl",
            "Curl",
            "curl",
        ),
        ("https://github.com/curl/curl/", "https://github.com/curl/curl", "github.com/curl/curl", "curl", "curl"),
        ("git@github.com:curl/curl.git", "ssh://git@github.com/curl/curl.git", "github.com/curl/curl", "curl", "curl"),
        ("ssh://git@github.com:22/curl/curl", "ssh://git@github.com/curl/curl", "github.com/curl/curl", "curl", "curl"),
        ("ssh://git@h.org:2222/a/b/c.git", "ssh://git@h.org:2222/a/b/c.git", "h.org/a/b/c", "a/b", "c"),
        ("HTTPS://Example.org:443/x?token=s3cr3t#s3cr3t", "https://example.org/x", "example.org/x", None, "x"),
        ("http://h.org:8080/x.git", "http://h.org:8080/x.git", "h.org/x", None, "x"),
    ],
)
def test_addresses(text: str, url: str, provider_id: str, owner: str | None, name: str) -> None:
    found = parse_location(text, cwd=Path("/"))
    assert (found.kind, found.url, found.provider_id, found.owner, found.name) == (
        "remote",
        url,
        provider_id,
        owner,
        name,
    )


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    for text in ("a b", "./a b", f"{tmp_path}/a b/", f"file://{tmp_path}/a%20b", f"file://localhost{tmp_path}/a%20b"):
        found = parse_location(text, cwd=tmp_path)
        assert (found.is_local, found.url, found.name) == (True, str(tmp_path / "a b"), "a b")


def test_a_folder_with_a_colon_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "c:d").mkdir()
    assert parse_location("c:d", cwd=tmp_path).is_local


@pytest.mark.parametrize("text", [f"https://me:{TOKEN}@h.org/a/b.git", f"https://{TOKEN}@h.org/a/b.git"])
def test_a_password_is_in_nothing_that_is_kept_or_shown(text: str) -> None:
    found = parse_location(text, cwd=Path("/"))
    assert found.url == "https://h.org/a/b.git"
    assert TOKEN not in f"{found.url} {found.provider_id} {found.name} {found.owner}"
    assert found.credentials is not None
    assert TOKEN in {found.credentials.user, found.credentials.password}
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "", "-uroot", "--upload-pack=touch x", "ext::sh -c touch% x", "ext::https://h.org/x", "git://h.org/x", "ftp://h.org/x",
        "https://", "https://h.org", "https://h.org:port/x", "https://-x/y", "ssh://-oProxyCommand=x/y", "a\nb", "a\0b",
        "file://h.org/x", "ssh://h.org/-x", "ssh://-l@h.org/x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_said_with_a_next_step(text: str) -> None:
    with pytest.raises(Unusable) as refusal:
        parse_location(text, cwd=Path("/nowhere"))
    assert refusal.value.next_step
