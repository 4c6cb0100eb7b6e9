"""What a remark does, by its words: asks, explains, proposes code, points to something to read, thanks.

Plain patterns that anybody can look up, and nothing about moods. They know English; of other languages a question, code
and a link are seen.
"""

from collections.abc import Mapping

import polars as pl

_CODE = r"(?s)```.*?(```|\z)|`[^`\n]*`"
_QUOTED = r"(?m)^[ \t]*>.*$"
_LINK = r"(?i)https?://\S+|\b[\w./-]+\.(md|rst|adoc)\b|\bdocs?/[\w./-]+"

PATTERNS: Mapping[str, str] = {
    "question": r"\?",
    "explanation": r"(?i)\b(because|since|otherwise|so that|which means|this means|that way|in order to|the reason|"
    r"for example|for instance|e\.g\.|i\.e\.)",
    "suggestion": r"```",
    "link": _LINK,
    "appreciation": r"(?i)\b(nice|nicely|great|good (catch|idea|point|call|find|work|job)|well done|lovely|neat|"
    r"elegant|love (this|it|that)|thanks|thank you|much (easier|clearer|better))\b",
}
"""What each is known by. Code, quotations and links are taken out first, but where they are what is looked for."""

SAYS: Mapping[str, str] = {
    "question": "Asks something: a question mark outside of code, quotations and links.",
    "explanation": "Gives a reason or an example: because, otherwise, so that, for example and the like.",
    "suggestion": "Proposes code: a block of code, as GitHub's suggestions are.",
    "link": "Points to something to read: an address, or a file of documentation.",
    "appreciation": "Says what is good, or thanks.",
}
_WHOLE = frozenset({"suggestion", "link"})


def traits(body: pl.Expr) -> list[pl.Expr]:
    """For a column of texts a column for each of PATTERNS, true or false; nothing said is false."""
    text = body.fill_null("")
    plain = text.str.replace_all(_CODE, " ").str.replace_all(_QUOTED, " ").str.replace_all(_LINK, " ")
    return [(text if name in _WHOLE else plain).str.contains(pattern).alias(name) for name, pattern in PATTERNS.items()]


def has_words(body: pl.Expr) -> pl.Expr:
    """Whether anything is said at all."""
    return body.fill_null("").str.contains(r"\S")
