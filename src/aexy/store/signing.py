"""Keys that sign access tokens, derived from the machine keys that seal secrets: they are kept and rotated together.

A token names its key. `aexy secrets rotate` makes a new one that signs from then on; the key before goes on proving
tokens until it is forgotten, and who held one by then gets a new token by the refresh token without noticing.
"""

from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aexy.settings import Settings
from aexy.store.vault import Vault

_BYTES = 32


class Purpose(StrEnum):
    """What a key signs: each has one of its own, so that nothing signed for one is believed for the other."""

    ACCESS = "aexy access tokens"
    TRIP = "aexy trips to providers"


def signing_key(settings: Settings, purpose: Purpose = Purpose.ACCESS) -> tuple[str, bytes]:
    """The id and the bytes of the key that signs now; the first machine key is made where there is none."""
    vault = Vault.of(settings)
    return vault.current, _derived(vault.keys[vault.current], purpose)


def proving_key(settings: Settings, key_id: str, purpose: Purpose = Purpose.ACCESS) -> bytes | None:
    """The key of that id, if it has not been forgotten."""
    machine_key = Vault.there(settings).keys.get(key_id)
    return _derived(machine_key, purpose) if machine_key is not None else None


def _derived(machine_key: bytes, purpose: Purpose) -> bytes:
    """Another key for another purpose: a token says nothing about the key that seals, nor the other way round."""
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=purpose.value.encode()).derive(machine_key)


__all__ = ["Purpose", "proving_key", "signing_key"]
