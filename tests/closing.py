"""A server in a loop that ends with it: whatever connection it still has is hung up on first.

A loop that is closed closes no connection. What was left open is noticed when it is collected, in some other test.
"""

import asyncio
import socket
from collections.abc import Mapping

import uvicorn


async def serve_to_the_end(server: uvicorn.Server, listening: socket.socket) -> None:
    """Answer until the server is told to stop, then leave nothing open."""
    try:
        await server.serve(sockets=[listening])
    finally:
        for connection in list(server.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)  # sockets are closed in the next turn


def hang_up(loop: asyncio.AbstractEventLoop) -> list[str]:
    """Close the TCP connections that this loop still has, and tell whose they were.

    One that nobody reads from is not held by the loop any more, only known to it: it waits to be collected.
    """
    known: Mapping[int, asyncio.Transport] = getattr(loop, "_transports", {})
    told = []
    for transport in list(known.values()):
        its_socket = transport.get_extra_info("socket")
        if its_socket is not None and its_socket.family in {socket.AF_INET, socket.AF_INET6}:
            ends = (transport.get_extra_info("sockname"), transport.get_extra_info("peername"))
            told.append(f"{ends} {type(transport.get_protocol()).__module__}")
            transport.abort()
    return told
