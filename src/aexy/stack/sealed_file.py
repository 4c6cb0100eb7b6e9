"""A file that only who has the key can read, and that says when any of it was changed or is missing.

    magic · header, one line of JSON · its MAC, 32 bytes · pieces

AES-256-GCM in pieces of 64 KiB under a key of the file's own (HKDF of the key and a salt drawn by chance), so no nonce
comes twice: a piece's nonce is its number and whether it is the last. What was cut off has no last piece; a piece that
was changed, moved or taken from another file does not open. The header says when it was made and how its key is found.
"""

import hmac
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, Self

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import SecretStr

from aexy.kernel.errors import Unusable

MAGIC: Final = b"aexy backup 1\n"
PIECE: Final = 65_536
_TAG: Final = 16
_KEY_BYTES: Final = 32
_LONGEST_HEADER: Final = 4_096
_KEY_WORD: Final = "aexy-backup-key:"
# 128 MB of memory and about half a second for each guess; more than that is not believed of a file.
_WORK, _MOST_WORK = 2**17, 2**20
SHORTEST_PASSPHRASE: Final = 12


@dataclass(frozen=True, slots=True)
class Secret:
    """A passphrase, or the key of a file; `place` says which, for people."""

    place: str
    passphrase: SecretStr | None = None
    key: bytes | None = field(default=None, repr=False)

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """The key in that file. Unusable when there is none."""
        try:
            said = path.read_text(encoding="ascii").strip()
            key = b64decode(said.removeprefix(_KEY_WORD), validate=True) if said.startswith(_KEY_WORD) else b""
        except (OSError, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise Unusable(
                f"There is no key in {path}.", next_step="Make one with `aexy db backup-key FILE`.", field="key_file"
            )
        return cls(str(path), key=key)

    @property
    def id(self) -> str:
        """What tells one key file from another without saying anything of the key."""
        return sha256(b"aexy backup key id" + (self.key or b"")).hexdigest()[:8]

    def how(self) -> dict[str, Any]:
        """How whoever opens the file comes by the key."""
        if self.key is not None:
            return {"by": "key", "id": self.id}
        return {"by": "passphrase", "n": _WORK, "salt": secrets.token_hex(16)}


@dataclass(frozen=True, slots=True)
class Header:
    """What anybody can read of a sealed file."""

    made_at: datetime
    how: dict[str, Any]
    salt: bytes
    line: bytes


def new_key(path: Path) -> None:
    """Write a fresh key into a file only we can read; Unusable when the file is there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Unusable(f"{path} cannot be made: {error.strerror}.", next_step="Choose another name.") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{_KEY_WORD}{b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}\n")


class Sealing:
    """Writes a sealed file; it is whole only after `finish`."""

    def __init__(self, file: IO[bytes], secret: Secret, *, made_at: datetime) -> None:
        salt, how = secrets.token_bytes(_KEY_BYTES), secret.how()
        line = orjson.dumps({"made_at": made_at, "how": how, "salt": salt.hex()}) + b"\n"
        self._file, self._number, self._waiting = file, 0, bytearray()
        header_key, piece_key = _keys(secret, how, salt)
        self._mac = hmac.digest(header_key, MAGIC + line, "sha256")
        self._cipher = AESGCM(piece_key)
        file.write(MAGIC + line + self._mac)

    def write(self, plain: bytes) -> None:
        """Seal as many whole pieces as there are; the last one waits, since nobody knows yet that it is the last."""
        self._waiting += plain
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """Seal the last piece, which may be empty."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, self._mac))
        self._number += 1


def is_sealed(path: Path) -> bool:
    """Whether it begins as a sealed file does."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read_header(file: IO[bytes], name: str) -> Header:
    """What stands before the pieces, not yet known to be unchanged."""
    try:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError  # noqa: TRY301 - said in one place
        line = file.readline(_LONGEST_HEADER)
        found = orjson.loads(line)
        return Header(datetime.fromisoformat(found["made_at"]), dict(found["how"]), bytes.fromhex(found["salt"]), line)
    except (ValueError, KeyError, TypeError):
        raise Unusable(
            f"{name} is no sealed backup, or its beginning was changed.",
            next_step="Name a file that `aexy db backup` wrote.",
        ) from None


def pieces(path: Path, secret: Secret) -> Iterator[bytes]:
    """What the file holds, piece by piece, each known to be unchanged when it is given.

    Whether the whole is there is known at the end only: Unusable then, or for another key, or for a changed piece.
    """
    with path.open("rb") as file:
        header = read_header(file, path.name)
        _insist_on_kind(header, secret, path.name)
        header_key, piece_key = _keys(secret, header.how, header.salt)
        mac = file.read(_KEY_BYTES)
        if not hmac.compare_digest(mac, hmac.digest(header_key, MAGIC + header.line, "sha256")):
            raise _does_not_open(path.name, secret)
        yield from _opened(file, AESGCM(piece_key), mac, path.name)


def _opened(file: IO[bytes], cipher: AESGCM, mac: bytes, name: str) -> Iterator[bytes]:
    number, sealed = 0, file.read(PIECE + _TAG)
    while True:
        following = file.read(PIECE + _TAG)
        is_last = not following
        try:
            yield cipher.decrypt(_nonce(number, is_last=is_last), sealed, mac)
        except InvalidTag:
            raise _broken(cipher, number, sealed, mac, name, is_last=is_last) from None
        if is_last:
            return
        number, sealed = number + 1, following


def _broken(cipher: AESGCM, number: int, sealed: bytes, mac: bytes, name: str, *, is_last: bool) -> Unusable:
    """Why a piece does not open: a whole one that is not the last was followed by more once."""
    where = f"after {number * PIECE / 2**20:.1f} MB"
    is_cut = is_last and len(sealed) < PIECE + _TAG
    if is_last and not is_cut:
        try:
            cipher.decrypt(_nonce(number, is_last=False), sealed, mac)
            is_cut = True
        except InvalidTag:
            is_cut = False
    said = "was cut off, or its end was changed," if is_cut else "was changed"
    return Unusable(f"{name} {said} {where}.", next_step="Take another copy of it. Nothing has changed here.")


def _keys(secret: Secret, how: dict[str, Any], salt: bytes) -> tuple[bytes, bytes]:
    """The key of the header's MAC and that of the pieces, of this file alone."""
    first = secret.key if secret.key is not None else _stretched(secret, how)
    both = HKDF(algorithm=SHA256(), length=2 * _KEY_BYTES, salt=salt, info=b"aexy backup 1").derive(first)
    return both[:_KEY_BYTES], both[_KEY_BYTES:]


def _stretched(secret: Secret, how: dict[str, Any]) -> bytes:
    work, passphrase = how.get("n"), secret.passphrase
    if not isinstance(work, int) or not _WORK <= work <= _MOST_WORK or work & (work - 1) or passphrase is None:
        raise Unusable("The beginning of the backup was changed.", next_step="Take another copy of it.")
    salt = bytes.fromhex(str(how.get("salt", "")))
    return Scrypt(salt=salt, length=_KEY_BYTES, n=work, r=8, p=1).derive(passphrase.get_secret_value().encode())


def _insist_on_kind(header: Header, secret: Secret, name: str) -> None:
    by = header.how.get("by")
    if by == "key" and secret.key is None:
        raise Unusable(f"{name} was sealed with the key {header.how.get('id')}.", next_step="Name its --key-file.")
    if by == "key" and header.how.get("id") != secret.id:
        raise Unusable(
            f"{name} was sealed with the key {header.how.get('id')}; {secret.place} holds {secret.id}.",
            next_step="Name the --key-file it was sealed with.",
        )
    if by != "key" and secret.passphrase is None:
        raise Unusable(f"{name} was sealed with a passphrase.", next_step="Leave --key-file out, and give it.")


def _does_not_open(name: str, secret: Secret) -> Unusable:
    what = "this passphrase" if secret.passphrase is not None else f"the key in {secret.place}"
    return Unusable(
        f"{name} does not open with {what}, or its beginning was changed.",
        next_step="Give what it was sealed with. Nothing has changed here.",
    )


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
