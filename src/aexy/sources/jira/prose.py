"""What people wrote in Jira's editor, as plain text. Cloud gives a document tree, Server and Data Center wiki text."""

from collections.abc import Iterator, Mapping

_DEEPEST = 60
_BLOCKS = {
    "paragraph", "heading", "codeBlock", "blockquote", "rule", "panel", "bulletList", "orderedList", "listItem",
    "table", "tableRow", "tableCell", "tableHeader", "mediaGroup", "mediaSingle", "expand", "nestedExpand",
    "taskList", "taskItem", "decisionList", "decisionItem",
}  # fmt: skip
_PARAGRAPHS = {"doc", "blockquote", "panel", "expand", "nestedExpand", "tableCell", "tableHeader"}


def prose(said: object) -> str | None:
    """The text of a document tree, or the text itself; None when there is none."""
    if isinstance(said, str):
        return said.replace("\x00", "") or None
    if not isinstance(said, Mapping):
        return None
    return _text(said, 0).replace("\x00", "").strip("\n") or None


def _text(node: Mapping[str, object], depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    kind = node.get("type")
    if kind == "text":
        return _marked(node)
    if kind == "hardBreak":
        return "\n"
    attributes = node.get("attrs")
    if isinstance(attributes, Mapping) and kind in ("mention", "emoji", "inlineCard", "blockCard", "status", "date"):
        return next(
            (str(attributes[name]) for name in ("text", "shortName", "url", "timestamp") if attributes.get(name)), ""
        )
    content = node.get("content")
    pieces = [each for each in content if isinstance(each, Mapping)] if isinstance(content, list) else []
    return "".join(_joined(pieces, "\n\n" if kind in _PARAGRAPHS else "\n", depth))


def _joined(pieces: list[Mapping[str, object]], between: str, depth: int) -> Iterator[str]:
    for position, piece in enumerate(pieces):
        if position and piece.get("type") in _BLOCKS:
            yield between
        yield _text(piece, depth + 1)


def _marked(node: Mapping[str, object]) -> str:
    """A text; where a link hides behind other words, the address as well."""
    words = str(node.get("text") or "")
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else []:
        attributes = mark.get("attrs") if isinstance(mark, Mapping) and mark.get("type") == "link" else None
        address = attributes.get("href") if isinstance(attributes, Mapping) else None
        if address and address != words:
            return f"{words} ({address})"
    return words
