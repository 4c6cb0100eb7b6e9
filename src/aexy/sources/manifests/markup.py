"""XML of strangers: read without a document type, so that no entity is ever expanded and nothing is fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

_DEEPEST = 64


@dataclass(slots=True)
class Element:
    """An element with its text and what is in it; prefixes of names are left out."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def child(self, tag: str) -> "Element":
        """The first child of that name; an empty one where there is none."""
        return next((one for one in self.children if one.tag == tag), Element(tag))

    def every(self, tag: str) -> Iterator["Element"]:
        """All elements of that name below this one."""
        for one in self.children:
            if one.tag == tag:
                yield one
            yield from one.every(tag)


def read_xml(text: str) -> Element:
    """The root element. ValueError when it is not well-formed, has a document type, or is nested beyond reason."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(text.lstrip("\ufeff \r\n\t").encode(), True)  # noqa: FBT003 (expat's own way to say that this is all)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return reader.root.children[0]


class _Reader:
    def __init__(self) -> None:
        self.root = Element("")
        self._open = [self.root]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise ValueError("it is nested beyond reason")
        made = Element(tag.rpartition(":")[2], attributes)
        self._open[-1].children.append(made)
        self._open.append(made)

    def end(self, _: str) -> None:
        one = self._open.pop()
        one.text = one.text.strip()

    def say(self, text: str) -> None:
        self._open[-1].text += text


def _refuse(*_: object) -> None:
    raise ValueError("it has a document type, which a manifest needs none of")
