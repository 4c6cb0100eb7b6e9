"""The exported pages: found by their address, kept while they are the same, running only what they came with."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import httpx
import pytest
from tests.doors.api.conftest import ADDRESS

from aexy.api.site import Site

SCRIPT = "self.__next_f=[1]"
STYLE = "main{color:red}"
PAGE = (
    f'<!doctype html><style>{STYLE}</style><script src="/_next/static/a.js" async></script>'
    f'<script id="x">{SCRIPT}</script>' + " " * 2000
)


@pytest.fixture
def pages(tmp_path: Path) -> httpx.AsyncClient:
    for name, text in {
        "site/index.html": PAGE,
        "site/dashboard.html": PAGE + "dashboard",
        "site/insights/people/index.html": PAGE + "people",
        "site/404.html": "<!doctype html>nothing here",
        "site/_next/static/a.js": "1;" * 1000,
        "site/dashboard.txt": "payload",
        "site/.hidden": "secret",
        "secret.txt": "secret",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "site" / "link.txt").symlink_to(tmp_path / "secret.txt")
    return httpx.AsyncClient(transport=httpx.ASGITransport(Site(tmp_path / "site")), base_url=ADDRESS)


@pytest.mark.parametrize(
    ("path", "words"),
    [("/", "next_f"), ("/dashboard", "dashboard"), ("/dashboard/", "dashboard"), ("/insights/people?id=1", "people")],
)
async def test_a_page_is_found_by_its_address(pages: httpx.AsyncClient, path: str, words: str) -> None:
    answer = await pages.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert words in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/.hidden", "/link.txt", "/../secret.txt", "/%2e%2e/secret.txt"])
async def test_nothing_else_is(pages: httpx.AsyncClient, path: str) -> None:
    answer = await pages.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_only_the_scripts_a_page_came_with_may_run(pages: httpx.AsyncClient) -> None:
    policy = (await pages.get("/")).headers["content-security-policy"]
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-eval" not in policy


async def test_only_the_styles_a_page_came_with_are_applied(pages: httpx.AsyncClient) -> None:
    policy = (await pages.get("/")).headers["content-security-policy"]
    styles = next(said for said in policy.split("; ") if said.startswith("style-src "))
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in styles
    assert "unsafe" not in styles


async def test_hashed_files_are_kept_for_ever_and_pages_asked_for_anew(pages: httpx.AsyncClient) -> None:
    assert "immutable" in (await pages.get("/_next/static/a.js")).headers["cache-control"]
    page = await pages.get("/dashboard")
    assert page.headers["cache-control"] == "no-cache"
    again = await pages.get("/dashboard", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_text_travels_packed(pages: httpx.AsyncClient) -> None:
    packed = await pages.get("/", headers={"accept-encoding": "gzip"})
    plain = await pages.get("/", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])


async def test_pages_are_only_read(pages: httpx.AsyncClient) -> None:
    assert (await pages.post("/dashboard")).status_code == 405
    assert (await pages.head("/dashboard")).status_code == 200


async def test_pages_built_anew_are_served_without_a_new_start(pages: httpx.AsyncClient, tmp_path: Path) -> None:
    assert "dashboard" in (await pages.get("/dashboard")).text
    rmtree(tmp_path / "site")
    assert "dashboard" in (await pages.get("/dashboard")).text  # read before, and there is nothing newer yet
    assert (await pages.get("/_next/static/a.js")).status_code == 404
    (tmp_path / "site").mkdir()
    for name in ("index.html", "another.html"):
        (tmp_path / "site" / name).write_text(PAGE + "built anew")
    assert "built anew" in (await pages.get("/another")).text
    assert (await pages.get("/dashboard")).status_code == 404
