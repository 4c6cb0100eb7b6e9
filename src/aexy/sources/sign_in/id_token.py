"""An ID token is believed when the issuer signed it with a key of its own, for us, just now, for this very trip."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final

import jwt
from jwt import PyJWK

from aexy.sources.sign_in.contract import not_confirmed

# By a key pair only: what a shared secret signs, anybody who knows the public key or the secret could have signed.
KINDS: Final[Mapping[str, str]] = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP",
}  # fmt: skip
LEEWAY: Final = timedelta(minutes=1)
# Nobody takes longer from being asked to coming back.
OLDEST: Final = timedelta(hours=1)

_OPTIONS: Any = {
    "require": ["iss", "sub", "aud", "exp", "iat"], "verify_exp": False, "verify_iat": False, "verify_nbf": False,
}  # fmt: skip


def read_id_token(
    token: str, keys: Any, *, issuer: str, client_id: str, nonce: str, now: datetime, provider: str  # noqa: ANN401 - as it came
) -> Mapping[str, Any]:  # fmt: skip
    """What the token says. NotSignedIn when it is not to be believed, saying which part is not."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg"))
        if algorithm not in KINDS:
            raise not_confirmed(provider, f"its token is signed by {algorithm!r}")
        key = _key(keys, header.get("kid"), algorithm, provider)
        claims = jwt.decode(token, key, [algorithm], _OPTIONS, audience=client_id, issuer=issuer)
    except jwt.InvalidAudienceError as error:
        raise not_confirmed(provider, "its token is for somebody else") from error
    except jwt.InvalidIssuerError as error:
        raise not_confirmed(provider, "its token is of somebody else") from error
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise not_confirmed(provider, "its token is not to be believed") from error
    _insist(claims, client_id, nonce, now, provider)
    return claims


def _key(keys: Any, wanted: object, algorithm: str, provider: str) -> PyJWK:  # noqa: ANN401 - as it came
    """The issuer's key of that name, of the kind the algorithm is for; the only one where none is named."""
    known = keys.get("keys") if isinstance(keys, dict) else None
    fitting = [
        each
        for each in (known if isinstance(known, list) else [])
        if isinstance(each, dict)
        and each.get("kty") == KINDS[algorithm]
        and each.get("use", "sig") == "sig"
        and each.get("alg", algorithm) == algorithm
        and (wanted is None or each.get("kid") == wanted)
    ]
    if len(fitting) != 1:
        raise not_confirmed(provider, "it has no such key")
    return PyJWK(fitting[0], algorithm=algorithm)


def _insist(claims: Mapping[str, Any], client_id: str, nonce: str, now: datetime, provider: str) -> None:
    moments = [claims["exp"], claims["iat"], claims.get("nbf", claims["iat"])]
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in moments):
        raise not_confirmed(provider, "its token says no time")
    at = now.timestamp()
    if moments[0] + LEEWAY.total_seconds() <= at or moments[1] < at - OLDEST.total_seconds():
        raise not_confirmed(provider, "its token is too old")
    if max(moments[1:]) > at + LEEWAY.total_seconds():
        raise not_confirmed(provider, "its token is not valid yet")
    if not isinstance(claims.get("nonce"), str) or not compare_digest(claims["nonce"].encode(), nonce.encode()):
        raise not_confirmed(provider, "its token belongs to another trip")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise not_confirmed(provider, "its token names nobody")
    is_alone = isinstance(claims["aud"], str) or len(claims["aud"]) == 1
    if claims.get("azp", client_id) != client_id or not (is_alone or "azp" in claims):
        raise not_confirmed(provider, "its token was made for somebody else")


__all__ = ["KINDS", "LEEWAY", "read_id_token"]
