"""An access token is believed only as we made it: our algorithm, our key, for us, and not a second too long."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from aexy.features.accounts.tokens import ACCESS_LASTS, mint, read
from aexy.features.granting import EVERYTHING, Grant, Scope
from aexy.kernel.ids import AccountId
from aexy.settings import Settings
from aexy.store.signing import signing_key
from aexy.store.vault import Vault

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ACCOUNT, SESSION = AccountId(uuid4()), uuid4()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def _forged(settings: Settings, *, header: dict[str, object] | None = None, **claims: object) -> str:
    """A token signed by our own key, with something about it that is not as we make it."""
    key_id, key = signing_key(settings)
    ours = {
        "iss": "aexy", "aud": "aexy-api", "sub": str(ACCOUNT), "sid": str(SESSION), "scope": "read",
        "iat": int(NOW.timestamp()), "exp": int((NOW + ACCESS_LASTS).timestamp()),
    }  # fmt: skip
    said = {name: value for name, value in (ours | claims).items() if value is not None}
    return jwt.encode(said, key, "HS256", headers={"kid": key_id, "typ": "at+jwt"} | (header or {}))


def test_a_token_says_whose_session_it_is_of_and_what_it_may_do(settings: Settings) -> None:
    proof = read(settings, mint(settings, SESSION, ACCOUNT, Grant(frozenset({Scope.READ})), NOW), NOW)
    assert proof is not None
    assert (proof.id, proof.account_id, proof.grant.words) == (SESSION, ACCOUNT, ["read"])
    assert proof.expires_at == NOW + ACCESS_LASTS


def test_a_token_is_worth_nothing_once_its_ten_minutes_are_over(settings: Settings) -> None:
    token = mint(settings, SESSION, ACCOUNT, EVERYTHING, NOW)
    assert read(settings, token, NOW + ACCESS_LASTS - timedelta(seconds=1)) is not None
    assert read(settings, token, NOW + ACCESS_LASTS) is None


FORGERIES: dict[str, Callable[[Settings], str]] = {
    "of another issuer": lambda settings: _forged(settings, iss="https://elsewhere.example"),
    "for another audience": lambda settings: _forged(settings, aud="another-api"),
    "without an end": lambda settings: _forged(settings, exp=None),
    "without a session": lambda settings: _forged(settings, sid=None),
    "of tomorrow": lambda settings: _forged(
        settings, iat=int((NOW + timedelta(days=1)).timestamp()), exp=int((NOW + timedelta(days=2)).timestamp())
    ),
    "of another kind": lambda settings: _forged(settings, header={"typ": "JWT"}),
    "of a key nobody knows": lambda settings: _forged(settings, header={"kid": "k00000000"}),
    "whose key is a path": lambda settings: _forged(settings, header={"kid": "../../secrets/vault.json"}),
    "for nobody": lambda settings: _forged(settings, sub="not-an-id"),
    "that ends when nothing does": lambda settings: _forged(settings, exp=10**30),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_that_is_not_as_we_make_it_proves_nothing(settings: Settings, forgery: str) -> None:
    assert read(settings, _forged(settings), NOW) is not None
    assert read(settings, FORGERIES[forgery](settings), NOW) is None


def test_a_token_without_a_signature_proves_nothing(settings: Settings) -> None:
    head, body, _ = mint(settings, SESSION, ACCOUNT, EVERYTHING, NOW).split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt", "kid": "x"}).encode()).decode()
    for token in (f"{none.rstrip('=')}.{body}.", f"{head}.{body}.", f"{head}.{body}.AAAA", "..", "a.b.c"):
        assert read(settings, token, NOW) is None


def test_a_token_whose_words_were_changed_proves_nothing(settings: Settings) -> None:
    head, _, signature = mint(settings, SESSION, ACCOUNT, Grant(frozenset({Scope.READ})), NOW).split(".")
    _, better, _ = mint(settings, SESSION, ACCOUNT, EVERYTHING, NOW).split(".")
    assert read(settings, f"{head}.{better}.{signature}", NOW) is None


def test_a_token_signed_by_a_public_key_or_by_another_algorithm_proves_nothing(settings: Settings) -> None:
    key_id, key = signing_key(settings)
    private = generate_private_key(65537, 2048)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    claims = jwt.decode(_forged(settings), options={"verify_signature": False})
    headers = {"kid": key_id, "typ": "at+jwt"}
    assert read(settings, jwt.encode(claims, private, "RS256", headers=headers), NOW) is None
    assert read(settings, jwt.encode(claims, public[20:], "HS256", headers=headers), NOW) is None
    assert read(settings, jwt.encode(claims, key * 2, "HS512", headers=headers), NOW) is None


def test_the_key_that_signs_is_not_the_key_that_seals(settings: Settings) -> None:
    key_id, key = signing_key(settings)
    assert Vault.of(settings).keys[key_id] != key


def test_after_a_rotation_old_tokens_hold_until_the_old_key_is_forgotten(settings: Settings) -> None:
    old = mint(settings, SESSION, ACCOUNT, EVERYTHING, NOW)
    before = Vault.of(settings)
    after = before.with_new_key(settings)
    new = mint(settings, SESSION, ACCOUNT, EVERYTHING, NOW)
    assert jwt.get_unverified_header(new)["kid"] != jwt.get_unverified_header(old)["kid"]
    assert read(settings, old, NOW) is not None
    after.without(settings, {before.current})
    assert read(settings, old, NOW) is None
    assert read(settings, new, NOW) is not None
