"""Access tokens: JWTs of ten minutes that say whose session they are of and what it may do.

They prove nothing alone: whether the session still stands is asked each time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import jwt

from aexy.features.granting import Grant
from aexy.kernel.ids import AccountId
from aexy.settings import Settings
from aexy.store.signing import proving_key, signing_key

ACCESS_LASTS = timedelta(minutes=10)
# Two servers' clocks may differ by this.
LEEWAY = timedelta(seconds=5)

_ALGORITHM = "HS256"
_TYPE = "at+jwt"
_ISSUER, _AUDIENCE = "aexy", "aexy-api"
_CLAIMS = ("iss", "aud", "sub", "sid", "iat", "exp", "scope")
# Time is an argument here, so it is compared by hand below.
_OPTIONS: Any = {"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False}


class Kind(StrEnum):
    """What stands behind a proof."""

    SESSION = "session"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a token proved: whose it is, of which session or key, what it may do, and until when."""

    kind: Kind
    id: UUID
    account_id: AccountId
    grant: Grant
    expires_at: datetime


def is_access_token(token: str) -> bool:
    """Whether it looks like one; others are looked up by their hash."""
    return token.count(".") == 2  # noqa: PLR2004 - a JWT has three parts


def mint(settings: Settings, session_id: UUID, account_id: AccountId, grant: Grant, now: datetime) -> str:
    """An access token of that session, signed by the current key."""
    key_id, key = signing_key(settings)
    claims = {
        "iss": _ISSUER, "aud": _AUDIENCE, "sub": str(account_id), "sid": str(session_id),
        "scope": " ".join(grant.words), "iat": int(now.timestamp()), "exp": int((now + ACCESS_LASTS).timestamp()),
    }  # fmt: skip
    return jwt.encode(claims, key, _ALGORITHM, headers={"kid": key_id, "typ": _TYPE})


def read(settings: Settings, token: str, now: datetime) -> Proof | None:
    """What it proves; None for one that is not ours, was tampered with, is too old or not yet valid."""
    try:
        header = jwt.get_unverified_header(token)
        key_id = header.get("kid")
        if header.get("typ") != _TYPE or header.get("alg") != _ALGORITHM or not isinstance(key_id, str):
            return None
        key = proving_key(settings, key_id)
        if key is None:
            return None
        # The algorithm is ours to name: what the token says of it is compared, never followed.
        claims = jwt.decode(token, key, [_ALGORITHM], _OPTIONS, audience=_AUDIENCE, issuer=_ISSUER)
        return _proof(claims, now)
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
        return None


def _proof(claims: dict[str, Any], now: datetime) -> Proof | None:
    expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
    issued_at = datetime.fromtimestamp(int(claims["iat"]), UTC)
    if expires_at <= now or issued_at > now + LEEWAY:
        return None
    account_id = AccountId(UUID(claims["sub"]))
    grant = Grant.of(str(claims["scope"]).split())
    return Proof(Kind.SESSION, UUID(claims["sid"]), account_id, grant, expires_at)
