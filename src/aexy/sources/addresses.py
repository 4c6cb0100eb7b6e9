"""Which hosts may be asked: anybody's on the public network, private ones only for the machine's owner."""

import ipaddress
import socket

from aexy.kernel.errors import Forbidden, SourceFailed


def public_address(host: str) -> str:
    """One address of the host, if all of them are public; use that one, so that the name cannot change meanwhile.

    Raises SourceFailed when the network does not know it, Forbidden when any of its addresses is private.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SourceFailed(f"{host} is not known to the network.", next_step="Look at how it is written.") from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if any(not ipaddress.ip_address(address).is_global for address in addresses):
        raise Forbidden(f"{host} is a private address.", next_step="Only the local owner may read from there.")
    return addresses[0]
