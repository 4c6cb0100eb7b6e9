"""Becomes another program that cannot outlive whoever started it, and that never runs as root when it must not.

Run by path with `python -I -S` and nothing but the standard library, so that it costs some milliseconds:
`launch.py PARENT SIGNAL IDENTITY PROGRAM ARGUMENT…`. SIGNAL is what the kernel sends when PARENT dies (Linux only).
IDENTITY is `own`, `namespace` (a user namespace in which we are an ordinary user; files stay ours) or `UID:GID`.
"""

import ctypes
import os
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_NOBODY = 65534


def main(arguments: list[str]) -> None:
    """Put on the identity, tie the life to the parent's, and become the program."""
    parent, signal_number, identity, *command = arguments
    os.umask(0o077)
    _put_on(identity)
    if sys.platform == "linux":  # after the change of identity, which clears it
        _libc().prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("whoever asked for this program is gone")
    os.execv(command[0], command)  # noqa: S606 - becoming the program is the point; there is no shell


def _put_on(identity: str) -> None:
    if identity == "namespace":
        _enter_namespace()
    elif identity != "own":
        user, group = (int(part) for part in identity.split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)


def _enter_namespace() -> None:
    user, group = os.geteuid(), os.getegid()
    if _libc().unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "no user namespace is allowed here")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{_NOBODY} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{_NOBODY} {group} 1", encoding="ascii")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


if __name__ == "__main__":
    main(sys.argv[1:])
