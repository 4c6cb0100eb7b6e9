"""Secrets sealed so that a copy of the database opens none of them: AES-256-GCM in two layers.

Each secret has a data key of its own; the data key is wrapped by a machine key, which is kept beside the database, not
in it. Both layers are bound to the secret's label (whose it is, of which connection, which kind and number), so a row
moved to another place does not open. Machine keys stand in `secrets/vault.json` of the data folder, made on first use,
or in AEXY_VAULT_KEYS (`id:base64,id:base64`, the first is current).
"""

import hmac
import os
import secrets
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from aexy.kernel.errors import Unavailable, Unusable
from aexy.settings import Settings

_KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMS = "Write it as id:base64,id:base64, each key 32 bytes; the first seals, the others only open."


class Label(NamedTuple):
    """What a secret is bound to. `kind` is one of connection_secrets.kind."""

    workspace_id: UUID
    connection_id: UUID
    kind: str
    number: int = 0

    def bound(self, layer: str) -> bytes:
        """The label as authenticated bytes, told apart by layer."""
        return f"aexy {layer} {self.workspace_id} {self.connection_id} {self.kind} {self.number}".encode()


class Sealed(NamedTuple):
    """A secret at rest: both parts begin with their nonce."""

    key_id: str
    wrapped_key: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Vault:
    """The machine keys by id; `current` seals what is new. `place` is where they stand, for people."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str
    place: str
    is_ours: bool = True

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The keys there are; the first one is made where there is none. Unusable when they cannot be read."""
        if settings.vault_keys is not None:
            return cls._given(settings.vault_keys.get_secret_value())
        path = vault_file(settings.home)
        if not path.exists():
            fresh = _fresh_id()
            with suppress(FileExistsError):  # somebody was quicker; theirs holds
                _write(path, fresh, {fresh: secrets.token_bytes(_KEY_BYTES)}, exclusive=True)
        return cls.in_file(path)

    @classmethod
    def there(cls, settings: Settings) -> Self:
        """The keys there are, for opening: where their file is gone no new one takes its place unseen."""
        path = vault_file(settings.home)
        if settings.vault_keys is None and not path.exists():
            return cls({}, "", str(path))
        return cls.of(settings)

    @classmethod
    def in_file(cls, path: Path) -> Self:
        """The keys in that file; Unusable when they cannot be read."""
        try:
            found = orjson.loads(path.read_bytes())
            keys = {str(key_id): b64decode(key, validate=True) for key_id, key in found["keys"].items()}
            current = str(found["current"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(str(path)) from error
        if current not in keys or any(len(key) != _KEY_BYTES for key in keys.values()):
            raise _unreadable(str(path))
        return cls(keys, current, str(path))

    @classmethod
    def _given(cls, said: str) -> Self:
        keys: dict[str, bytes] = {}
        for part in said.split(","):
            key_id, colon, key = part.strip().partition(":")
            try:
                plain = b64decode(key, validate=True)
            except ValueError:
                plain = b""
            if not colon or not key_id or len(plain) != _KEY_BYTES or key_id in keys:
                raise Unusable("AEXY_VAULT_KEYS cannot be read.", next_step=_FORMS, field="vault_keys")
            keys[key_id] = plain
        return cls(keys, next(iter(keys)), "AEXY_VAULT_KEYS", is_ours=False)

    def seal(self, secret: SecretStr, label: Label) -> Sealed:
        """Seal it with a data key of its own."""
        data_key = secrets.token_bytes(_KEY_BYTES)
        body = _encrypt(data_key, secret.get_secret_value().encode(), label.bound("secret"))
        return Sealed(self.current, self._wrapped(data_key, label), body)

    def open(self, found: Sealed, label: Label) -> SecretStr:
        """The secret again. Unavailable when its key is missing, or the row is not what was sealed under this label."""
        return SecretStr(_decrypt(self._data_key(found, label), found.sealed, label, "secret").decode())

    def rewrap(self, found: Sealed, label: Label) -> Sealed:
        """The same sealed secret, its data key wrapped by the current machine key."""
        return Sealed(self.current, self._wrapped(self._data_key(found, label), label), found.sealed)

    def sign(self, text: bytes) -> tuple[str, bytes]:
        """The current key's id, and what only who has it can say of this text."""
        return self.current, _signature(self.keys[self.current], text)

    def has_signed(self, key_id: str, text: bytes, signature: bytes) -> bool:
        """Whether this text was signed with that key, and the key is here."""
        key = self.keys.get(key_id)
        return key is not None and hmac.compare_digest(_signature(key, text), signature)

    def with_new_key(self, settings: Settings) -> Self:
        """A new machine key becomes current; the others go on opening. Unusable where they come from a setting."""
        if not self.is_ours:
            raise Unusable(
                "The machine keys come from AEXY_VAULT_KEYS, which only you can change.",
                next_step="Put a new key first in it, start Aexy again, then rotate without a new key (`--keep-key`).",
                field="vault_keys",
            )
        fresh = _fresh_id()
        keys = {**self.keys, fresh: secrets.token_bytes(_KEY_BYTES)}
        _write(vault_file(settings.home), fresh, keys)
        return type(self)(keys, fresh, self.place)

    def without(self, settings: Settings, key_ids: set[str]) -> Self:
        """Forget keys that seal nothing any more; the current one stays."""
        keys = {key_id: key for key_id, key in self.keys.items() if key_id not in key_ids or key_id == self.current}
        if self.is_ours and len(keys) < len(self.keys):
            _write(vault_file(settings.home), self.current, keys)
        return type(self)(keys, self.current, self.place, self.is_ours)

    def _wrapped(self, data_key: bytes, label: Label) -> bytes:
        return _encrypt(self.keys[self.current], data_key, label.bound(f"key {self.current}"))

    def _data_key(self, found: Sealed, label: Label) -> bytes:
        machine_key = self.keys.get(found.key_id)
        if machine_key is None:
            raise Unavailable(
                f"The key {found.key_id}, with which a {_named(label)} is sealed, is not in {self.place}.",
                next_step="Put back the copy of it that was kept beside the backup, or give the secret again "
                f"({_again(label)}).",
            )
        return _decrypt(machine_key, found.wrapped_key, label, f"key {found.key_id}")


def vault_file(home: Path) -> Path:
    """Where the machine keys are kept unless a setting brings them."""
    return home / "secrets" / "vault.json"


def new_key() -> str:
    """A machine key drawn by chance, as AEXY_VAULT_KEYS takes it."""
    return f"{_fresh_id()}:{b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"


def _signature(machine_key: bytes, text: bytes) -> bytes:
    """By a key that is derived for this alone, so that signing and wrapping cannot be played against each other."""
    return hmac.digest(hmac.digest(machine_key, b"aexy signatures", "sha256"), text, "sha256")


def _fresh_id() -> str:
    return f"k{secrets.token_hex(4)}"


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, found: bytes, label: Label, layer: str) -> bytes:
    try:
        return AESGCM(key).decrypt(found[:_NONCE_BYTES], found[_NONCE_BYTES:], label.bound(layer))
    except (InvalidTag, ValueError):
        raise Unavailable(
            f"A sealed {_named(label)} does not open: its row was changed or moved, or its key is another one.",
            next_step=f"Give the secret again ({_again(label)}).",
        ) from None


def _named(label: Label) -> str:
    """What it is, for people."""
    kinds = {"app_key": "app's key", "webhook": "web hook's secret", "webhook_next": "web hook's secret"}
    return kinds.get(label.kind, label.kind)


def _again(label: Label) -> str:
    """Where a secret of its kind is given."""
    return f"`aexy {'webhooks setup' if label.kind.startswith('webhook') else 'connections token'} NAME`"


def _unreadable(place: str) -> Unusable:
    return Unusable(
        f"The machine keys in {place} cannot be read.",
        next_step="Put back a copy of the file; without it the tokens of all connections have to be given again.",
    )


def merge_file(path: Path, other: Path) -> None:
    """Take in the keys of another key file; its current one seals from here on, all that were here go on opening."""
    kept, found = Vault.in_file(path), Vault.in_file(other)
    _write(path, found.current, {**kept.keys, **found.keys})


def as_file(current: str, keys: Mapping[str, bytes]) -> bytes:
    """The keys as their file holds them."""
    said = {"current": current, "keys": {key_id: b64encode(key).decode() for key_id, key in keys.items()}}
    return orjson.dumps(said, option=orjson.OPT_INDENT_2)


def _write(path: Path, current: str, keys: Mapping[str, bytes], *, exclusive: bool = False) -> None:
    write_whole(path, as_file(current, keys), exclusive=exclusive)


def write_whole(path: Path, written: bytes, *, exclusive: bool = False) -> None:
    """Write a file whole or not at all, readable by us alone; with `exclusive`, FileExistsError when it is there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600 by itself
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        if exclusive:
            os.link(temporary, path)
        else:
            Path(temporary).replace(path)
        _settle(path.parent)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """A new name survives a power cut once its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
