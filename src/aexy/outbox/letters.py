"""What can be sent, and what is said when it could not be."""

from dataclasses import dataclass, field

from aexy.kernel.errors import SourceFailed, Unusable


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An e-mail of plain text to one address. The same `key` is the same letter, however often it is sent."""

    to: str
    subject: str
    text: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A web hook: JSON posted to an address, signed by a secret both sides know.

    `may_be_private` says whether whoever gave the address may have this machine speak to its own network.
    """

    url: str
    secret: str = field(repr=False)
    body: bytes
    key: str
    may_be_private: bool = False


class NotDelivered(SourceFailed):
    """It did not arrive; another try may be luckier."""

    title = "It could not be delivered"


class NotDeliverable(Unusable):
    """It cannot arrive, however often it is tried."""

    title = "It cannot be delivered"


__all__ = ["Call", "Letter", "NotDeliverable", "NotDelivered"]
