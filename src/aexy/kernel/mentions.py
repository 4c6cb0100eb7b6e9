"""Which issues the texts of a pull request name, by keys somebody wrote down: PAY-12, #12, acme/shop#12, an address.

Nothing is guessed from likeness. Whether there is such an issue is not known here: UTF-8 looks like a key as well, and
is a mention that waits for ever. What only shows text (code, comments in HTML) and addresses of other things say
nothing.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Evidence = Literal["branch", "title", "body", "commit"]


class Texts(NamedTuple):
    """What was written in and about a pull request; `commits` are shas, hexadecimal, with their messages."""

    head_ref: str | None
    title: str
    body: str | None
    commits: Sequence[tuple[str, str]] = ()


class Mention(NamedTuple):
    """An issue by what people call it (PAY-12, #12), and where it was written, in which words.

    `place` is empty for a key, and for a number in the pull request's own repository; else `owner/name` in lower case,
    or the address of the issue.
    """

    issue_key: str
    place: str
    evidence: Evidence
    detail: str


_NUMBER = r"([1-9]\d{0,8})"
# Not the end of a longer word, path or address, and not the beginning of one: CVE-2024-1234, PAY-1.2.
_KEY = re.compile(rf"(?<![\w/.#@=?&%+~-])([A-Z][A-Z0-9_]{{1,49}})-{_NUMBER}(?!\w|-\d|\.\d)")
_OWN = re.compile(rf"(?<![\w&/#.-])#{_NUMBER}(?!\w|-\d|\.\d)")
_ELSEWHERE = re.compile(rf"(?<![\w/.-])([\w.-]{{1,100}}(?:/[\w.-]{{1,100}}){{1,9}})#{_NUMBER}(?!\w)")
_IN_BRANCH = re.compile(rf"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{{1,49}})-{_NUMBER}(?![A-Za-z0-9.])")
# Also at the end of a word: a branch is of this repository, and names no other.
_OWN_IN_BRANCH = re.compile(rf"#{_NUMBER}(?!\w)")
_CLOSING = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s*:?\s+\Z", re.IGNORECASE)
_LONGEST_CLOSING = 20
_CLOSES = re.compile(r"(?:[0-9a-f]{10}: )?(?:close|fix|resolve)\w*\s*:?\s", re.IGNORECASE)

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`]+")
_NUMBERED_ADDRESS = re.compile(rf"(https?://[^/?#]+/[^?#]+?/(?:-/)?issues/){_NUMBER}(?![\w-])")
_KEYED_ADDRESS = re.compile(
    rf"(https?://[^/?#]+/(?:[^?#]+/)?(?:browse|issue)/)([A-Z][A-Z0-9_]{{1,49}}-{_NUMBER})(?![\w-])"
)
# A number that leads somewhere else than to this repository: `[#5](https://…)`, as bots write of what they update.
_LINKED = re.compile(r"\[#\d+\]\((https?://[^\s()]+)\)")
_ANCHORED = re.compile(r"<a\s[^<>]*>\s*#\d+\s*</a>")
_HREF = re.compile(r"\shref=[\"'](https?://[^\"'\s]+)")
_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|^[ ]{0,3}(```|~~~).*?(?:^[ ]{0,3}\1|\Z)|<(code|pre)>.*?(?:</\2>|\Z)|`[^`\n]*`",
    re.DOTALL | re.MULTILINE,
)


def mentions(texts: Texts) -> list[Mention]:
    """Every issue they name, once for each kind of text; a closing word is kept with it ("Fixes #12")."""
    found: dict[tuple[str, str, Evidence], Mention] = {}
    for one in _all(texts):
        known = found.get(one[:3])
        if known is None or (_closes(one) and not _closes(known)):
            found[one[:3]] = one
    return list(found.values())


def _all(texts: Texts) -> Iterator[Mention]:
    yield from _in_branch(texts.head_ref or "")
    yield from (Mention(key, place, "title", said) for key, place, said in _in_text(texts.title))
    yield from (Mention(key, place, "body", said) for key, place, said in _in_text(_said(texts.body or "")))
    for sha, message in texts.commits:
        for key, place, detail in _in_text(_said(message)):
            yield Mention(key, place, "commit", f"{sha[:10]}: {detail}")


def _in_branch(name: str) -> Iterator[Mention]:
    """Branches are often written in lower case, and their words joined by anything."""
    for part in re.split(r"[/_]", name):
        for match in _IN_BRANCH.finditer(part):
            yield Mention(match[0].upper(), "", "branch", name)
        for match in _OWN_IN_BRANCH.finditer(part):
            yield Mention(match[0], "", "branch", name)


def _said(text: str) -> str:
    """Without what is only shown, and with the address in place of a number that leads there."""
    return _SHOWN.sub(" ", _ANCHORED.sub(_target, _LINKED.sub(r" \1 ", text)))


def _target(anchor: "re.Match[str]") -> str:
    match = _HREF.search(anchor[0])
    return f" {match[1]} " if match else " "


def _in_text(text: str) -> Iterator[tuple[str, str, str]]:
    """`(key, place, as written)` of each."""
    plain = text
    if "://" in text:
        for address in _ADDRESS.finditer(text):
            yield from _address(address[0], _before(text, address.start()))
        plain = _ADDRESS.sub(lambda address: " " * len(address[0]), text)
    if "-" in plain:
        for match in _KEY.finditer(plain):
            yield match[0], "", _before(plain, match.start()) + match[0]
    # Most texts have none, and looking for repositories is slow.
    if "#" not in plain:
        return
    for match in _OWN.finditer(plain):
        yield match[0], "", _before(plain, match.start()) + match[0]
    for match in _ELSEWHERE.finditer(plain):
        yield f"#{match[2]}", match[1].lower(), _before(plain, match.start()) + match[0]


def _address(address: str, before: str) -> Iterator[tuple[str, str, str]]:
    """The issue that an address of one of the known forms leads to, without what follows its number."""
    if match := _NUMBERED_ADDRESS.match(address):
        yield f"#{match[2]}", match[0].lower(), before + match[0]
    elif match := _KEYED_ADDRESS.match(address):
        yield match[2], match[0].lower(), before + match[0]


def _before(text: str, start: int) -> str:
    """The closing word before it, if there is one."""
    match = _CLOSING.search(text[max(0, start - _LONGEST_CLOSING) : start])
    return match[0] if match else ""


def _closes(one: Mention) -> bool:
    return _CLOSES.match(one.detail) is not None
