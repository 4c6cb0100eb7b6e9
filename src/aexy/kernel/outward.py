"""Where this machine may be sent by somebody who only knows its address: to the public network, and nowhere else.

Whoever can have us call an address of their choice could otherwise look through us into the network we stand in, or
ask a cloud's metadata for its keys. This decides; `aexy.outward` looks names up and connects where it was decided.
"""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from aexy.kernel.errors import Forbidden, Unusable

# What is written in the last 32 bits (or behind 16) of these is an IPv4 address that somebody else connects us to.
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
# Ports of programs that take lines of text from anybody: a request to them is an order in their language.
_NO_WEB: Final = frozenset({
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
    111, 113, 115, 117, 119, 123, 135, 137, 138, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 2375,
    2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5984, 6000, 6379, 6566, 6665, 6666, 6667, 6668,
    6669, 6679, 6697, 7233, 9042, 10080, 11211, 27017,
})  # fmt: skip
_NUMBERED: Final = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*")
_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")


def is_public(address: str) -> bool:
    """Whether an address is anybody's: not loopback, private, link-local, shared, multicast or a way to one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _within(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _within(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this is another way to write, or to reach."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def plain_host(host: str) -> str:
    """A host as it is looked up: lower case, letters of any script as IDNA, one trailing dot less. Unusable when none.

    An address must be written as one: `127.1`, `2130706433` and `0x7f000001` mean what the system's resolver makes
    of them, which is not what a person reads.
    """
    name = host.strip("[]").lower() if ":" in host else host.lower().removesuffix(".")
    try:
        return str(ip_address(name.partition("%")[0])) if "%" not in name else _refuse(host)
    except ValueError:
        pass
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            _refuse(host)
    if not _NAME.fullmatch(name) or _NUMBERED.fullmatch(name) or len(name) > 253:  # noqa: PLR2004 - the DNS's own bound
        _refuse(host)
    return name


def _refuse(host: str) -> str:
    raise Unusable(f"{host!r} is no host.", next_step="Write its name, or its address in full.", field="base_url")


def check_port(port: int | None) -> None:
    """Forbidden for a port at which nobody serves the web, and others take any line for an order."""
    if port in _NO_WEB:
        raise Forbidden(f"Nothing of the web is at port {port}.", next_step="Give the port of an HTTP server.")


__all__ = ["check_port", "is_public", "plain_host"]
