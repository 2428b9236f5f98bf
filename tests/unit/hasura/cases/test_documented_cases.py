"""Hasura's answer to every documented case, and what an accepted request goes on with."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from hasura.model import Accepted, Refused
from hasura.request.check import check
from tests.unit.hasura.cases.documented_cases import DOCUMENTED, PLAIN, ROWS, UNAUTHORIZED, Row, keyed, under
from tests.unit.hasura.tokens import (
    ADMIN_SECRET,
    NOW,
    ROLES,
    assemble,
    bearer,
    claims,
    encode,
    mode,
    private_pem,
    secret,
    sign,
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_hasura_answers(row: Row) -> None:
    """Every documented case gets Hasura's answer."""
    decision = check(row.mode, row.headers, NOW, row.jwks)
    if isinstance(decision, Accepted):
        assert decision.role == row.answer
    else:
        assert f"{decision.status} {decision.code} {decision.message}".startswith(row.answer)


def test_every_documented_case_is_a_row() -> None:
    """No case from D01 to D48 is left out."""
    assert {row.id[:3] for row in DOCUMENTED} == {f"D{number:02}" for number in range(1, 49)}


def test_the_session_is_the_tokens_alone() -> None:
    """Session variables come from the token, in lower case, without the role claims; headers add none."""
    headers = [*under({**ROLES, "X-Hasura-Org": "7"}), ("x-hasura-org", "8"), ("x-hasura-evil", "1")]
    decision = check(PLAIN, headers, NOW, {})
    assert isinstance(decision, Accepted)
    assert decision.session == {"x-hasura-user-id": "1", "x-hasura-org": "7"}
    assert decision.expires_at == NOW + 600


def test_the_lower_case_name_wins_among_names_that_differ_in_case() -> None:
    """Of two claims whose names differ in case only, Hasura keeps the last in the order of bytes."""
    decision = check(PLAIN, under({**ROLES, "X-HASURA-USER-ID": "2"}), NOW, {})
    assert isinstance(decision, Accepted)
    assert decision.session == {"x-hasura-user-id": "1"}


def test_the_unauthorized_session_is_the_clients() -> None:
    """The unauthorized role goes with the client's own variables, but never with a role or a secret."""
    headers = [("X-Hasura-User-Id", "1"), ("x-hasura-role", "admin"), ("Content-Type", "x")]
    decision = check(UNAUTHORIZED, headers, NOW, {})
    assert decision == Accepted("anonymous", {"x-hasura-user-id": "1"})


def test_the_admin_session_keeps_no_secret() -> None:
    """The admin's session is the header variables without the secret itself."""
    headers = [("x-hasura-admin-secret", ADMIN_SECRET), ("x-hasura-access-key", "k"), ("X-Hasura-Org", "7")]
    assert check(PLAIN, headers, NOW, {}) == Accepted("admin", {"x-hasura-org": "7"}, trusted=True)


def test_of_equal_json_keys_the_first_counts() -> None:
    """A second `exp` later in the token changes nothing."""
    text = json.dumps(claims(exp=1))[:-1] + f', "exp": {NOW + 9}}}'
    decision = check(PLAIN, bearer(assemble(b'{"alg":"HS256"}', text.encode())), NOW, {})
    assert isinstance(decision, Refused)
    assert decision.message == "Could not verify JWT: JWTExpired"


def test_the_unread_issuer_does_not_hide_a_defect() -> None:
    """The issuer is compared before anything is proved, but only a claims set that can be read has one."""
    unreadable = sign(claims(iss="https://b.example", sub=1))
    decision = check(mode(secret(issuer="https://a.example")), bearer(unreadable), NOW, {})
    assert isinstance(decision, Refused)
    assert decision.message.startswith("Could not verify JWT: JWTClaimsSetDecodeError")


@pytest.mark.parametrize(("algorithm", "hash_"), [("ES384", hashes.SHA384()), ("ES512", hashes.SHA512())])
def test_each_elliptic_algorithm_needs_its_own_curve(algorithm: str, hash_: hashes.HashAlgorithm) -> None:
    """A signature that a P-256 key makes with a longer hash is genuine, and refused."""
    key = serialization.load_pem_private_key(private_pem("ES256").encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signed = f"{encode(json.dumps({'alg': algorithm}).encode())}.{encode(json.dumps(claims()).encode())}"
    numbers = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hash_)))
    signature = b"".join(number.to_bytes(32, "big") for number in numbers)
    decision = check(keyed("ES256", "ES256"), bearer(f"{signed}.{encode(signature)}"), NOW, {})
    assert isinstance(decision, Refused)
    assert decision.message == "Could not verify JWT: JWSError JWSInvalidSignature"


def test_an_elliptic_signature_in_der_is_refused() -> None:
    """Tokens carry the two numbers side by side, as RFC 7518 says."""
    key = serialization.load_pem_private_key(private_pem("ES256").encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signed = sign(claims(), "ES256", "ES256").rpartition(".")[0]
    der = key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    assert isinstance(check(keyed("ES256", "ES256"), bearer(f"{signed}.{encode(der)}"), NOW, {}), Refused)
