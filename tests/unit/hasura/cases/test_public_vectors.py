"""Two tokens that others made and published, with their keys."""

from __future__ import annotations

from hasura.formats.jwk import parse_jwk_set
from hasura.model import Accepted, Refused
from hasura.request.check import check
from tests.unit.hasura.tokens import NOW, bearer, mode, secret

# The example of the documentation of Hasura's JWT mode.
HS256_KEY = "ultra-secret-very-secret-super-secret-key"
HS256_TOKEN = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUs"
    "ImlhdCI6MTUxNjIzOTAyMiwiaHR0cHM6Ly9oYXN1cmEuaW8vand0L2NsYWltcyI6eyJ4LWhhc3VyYS1kZWZhdWx0LXJvbGUiOiJ1c2Vy"
    "IiwieC1oYXN1cmEtYWxsb3dlZC1yb2xlcyI6WyJ1c2VyIiwiYWRtaW4iXSwieC1oYXN1cmEtdXNlci1pZCI6IjEyMyIsIngtaGFzdXJh"
    "LW9yZy1pZCI6IjQ1NiIsIngtaGFzdXJhLWN1c3RvbSI6ImN1c3RvbS12YWx1ZSJ9fQ"
    ".07mlUOhH3Oigz_Yyil8EC579Ht6PbZ1yr8fYJfhQ4NE"
)
HS256_SESSION = {"x-hasura-user-id": "123", "x-hasura-org-id": "456", "x-hasura-custom": "custom-value"}

# https://github.com/hasura/graphql-engine/issues/10774
EDDSA_JWK = {"kty": "OKP", "crv": "Ed25519", "x": "0EHgrcLDwfQEODCoSru5mS6mdbbzlr44xgSXdhFPmBo"}
EDDSA_EXPIRES = 1757957073
EDDSA_TOKEN = (
    "eyJhbGciOiJFZERTQSJ9.eyJodHRwczovL2hhc3VyYS5pby9qd3QvY2xhaW1zIjp7IngtaGFzdXJhLXVzZXItaWQiOiIxYzI4ODkzYy00"
    "MzA4LTRhYTQtYTgzNi1hZjY2ODU2MjExYTMiLCJ4LWhhc3VyYS1kZWZhdWx0LXJvbGUiOiJ1c2VyIiwieC1oYXN1cmEtYWxsb3dlZC1y"
    "b2xlcyI6WyJ1c2VyIl0sIngtaGFzdXJhLXRlbmFudC1pZCI6InRlbXBsZSJ9LCJzdWIiOiIxYzI4ODkzYy00MzA4LTRhYTQtYTgzNi1h"
    "ZjY2ODU2MjExYTMiLCJpYXQiOjE3NTczNTIyNzMsImV4cCI6MTc1Nzk1NzA3M30"
    ".glqJdcNL68mvXWH7LxeyE13IUB-v9AXoc2V2tXFZw6jzL_eVGh2xV-U6LVKKx5u1NSn_fz1SoSMikCx9a-biAQ"
)


def test_the_documentations_token_is_accepted() -> None:
    """Its default role is `user`, its other role comes by header, and it never ends."""
    documented = mode(secret(key=HS256_KEY))
    assert check(documented, bearer(HS256_TOKEN), NOW, {}) == Accepted("user", HS256_SESSION)
    admin = [*bearer(HS256_TOKEN), ("X-Hasura-Role", "admin")]
    assert check(documented, admin, NOW, {}) == Accepted("admin", HS256_SESSION)


def test_a_users_ed25519_token_is_accepted_until_it_ends() -> None:
    """The token of a public report verifies with its JWK, and has expired a second later."""
    by_url = mode(secret(type=None, key=None, jwk_url="https://a.example/jwks"))
    jwks = {"https://a.example/jwks": parse_jwk_set({"keys": [EDDSA_JWK]})}
    accepted = check(by_url, bearer(EDDSA_TOKEN), EDDSA_EXPIRES - 1, jwks)
    assert isinstance(accepted, Accepted)
    assert accepted.role == "user"
    assert accepted.session["x-hasura-tenant-id"] == "temple"
    refused = check(by_url, bearer(EDDSA_TOKEN), EDDSA_EXPIRES, jwks)
    assert isinstance(refused, Refused)
    assert refused.message == "Could not verify JWT: JWTExpired"
