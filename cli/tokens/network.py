"""What `./herm jwt-config` asks a provider's servers: its discovery document and its keys."""

from __future__ import annotations

from cli.tokens.fetch import fetch_json
from hasura.identity.signing_keys import SigningKey, signing_keys
from infra.problems import fail


def discover(issuer: str) -> tuple[str, str]:
    """The issuer as the provider writes it, and the address of its keys, from its discovery document."""
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    document = fetch_json(url)
    named = document.get("issuer") if isinstance(document, dict) else None
    jwk_url = document.get("jwks_uri") if isinstance(document, dict) else None
    if not isinstance(named, str) or not isinstance(jwk_url, str):
        raise fail(url, "is not a discovery document: it names no issuer or no jwks_uri", f"curl -v '{url}'")
    if named.rstrip("/") != issuer.rstrip("/"):
        raise fail(
            url,
            f"says that the issuer is {named}, so tokens will not say {issuer}",
            f"./herm jwt-config oidc --issuer '{named}'",
        )
    return named, jwk_url


def fetch_signing_keys(jwk_url: str) -> tuple[SigningKey, ...]:
    """The provider's current keys; at least one."""
    keys = signing_keys(fetch_json(jwk_url))
    if not keys:
        raise fail(
            jwk_url,
            "holds no public key with which tokens are signed",
            "Let the provider sign with an asymmetric key (RSA, EC or Ed25519), then run this again.",
        )
    return keys
