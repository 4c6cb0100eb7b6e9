"""The trip to a provider and back: what the browser carries in a cookie of ours, signed, for ten minutes, good once.

Who comes back must carry it. So nobody can send somebody else's browser home with a code of their own (login CSRF), and
no code that was overheard is of use without the verifier in it (PKCE).
"""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, Final, NamedTuple
from uuid import UUID

import jwt

from aexy.kernel.errors import NotSignedIn
from aexy.kernel.ids import AccountId
from aexy.settings import Settings
from aexy.sources.sign_in.contract import Trip
from aexy.store.signing import Purpose, proving_key, signing_key

LASTS: Final = timedelta(minutes=10)
_ALGORITHM, _TYPE = "HS256", "trip+jwt"
_OPTIONS: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
_BACKSLASH: Final = "\\"


class Carried(NamedTuple):
    """What the cookie says: where the trip goes, where it ends, and for whom it adds a way to sign in."""

    way: str
    trip: Trip
    next: str
    account_id: AccountId | None


def depart(redirect_uri: str) -> Trip:
    """A new trip; nothing of it can be guessed."""
    verifier = token_urlsafe(48)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    return Trip(redirect_uri, token_urlsafe(32), verifier, challenge, token_urlsafe(32))


def pack(settings: Settings, carried: Carried, now: datetime) -> str:
    """As the browser carries it."""
    key_id, key = signing_key(settings, Purpose.TRIP)
    claims = {
        "way": carried.way, "to": carried.trip.redirect_uri, "state": carried.trip.state,
        "verifier": carried.trip.verifier, "nonce": carried.trip.nonce, "next": carried.next,
        "sub": str(carried.account_id) if carried.account_id else "", "until": int((now + LASTS).timestamp()),
    }  # fmt: skip
    return jwt.encode(claims, key, _ALGORITHM, headers={"kid": key_id, "typ": _TYPE})


def unpack(settings: Settings, packed: str | None, state: str, now: datetime) -> Carried:
    """What the browser carries, if the trip that ends with this state is its own. NotSignedIn otherwise."""
    claims = _claims(settings, packed) if packed else None
    if claims is None or claims["until"] <= now.timestamp() or not compare_digest(claims["state"], state):
        raise NotSignedIn(
            "This browser did not begin this sign-in, or began it more than ten minutes ago.",
            next_step="Begin again at the sign-in page.",
            field="state",
        )
    trip = Trip(claims["to"], claims["state"], claims["verifier"], "", claims["nonce"])
    account_id = AccountId(UUID(claims["sub"])) if claims["sub"] else None
    return Carried(claims["way"], trip, safe_next(claims["next"]), account_id)


def _claims(settings: Settings, packed: str) -> dict[str, Any] | None:
    try:
        header = jwt.get_unverified_header(packed)
        key = proving_key(settings, str(header.get("kid")), Purpose.TRIP)
        if key is None or header.get("typ") != _TYPE:
            return None
        found: dict[str, Any] = jwt.decode(packed, key, [_ALGORITHM], _OPTIONS)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return found


def safe_next(asked: str) -> str:
    """A page of ours, or the first one: what begins with one slash, and with nothing a browser reads as two."""
    is_path = asked.startswith("/") and not asked.startswith(("//", "/" + _BACKSLASH)) and asked.isprintable()
    return asked if is_path and _BACKSLASH not in asked and not asked.startswith("/sign-in") else "/"


__all__ = ["LASTS", "Carried", "depart", "pack", "safe_next", "unpack"]
