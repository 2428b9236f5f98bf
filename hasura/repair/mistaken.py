"""Accidents of what is pasted in place of a JWT secret: one row for each other thing."""

from __future__ import annotations

from hasura.repair.accident import NEW_SECRET, Accident

_PROVIDER = "./herm jwt-config --help makes a secret for an identity provider."

UNFILLED = Accident(
    "not-filled-in",
    "A placeholder or a reference stands where the value should be: nothing has filled it in.",
    f"Give the value itself; a new one:\n{NEW_SECRET}",
)
TOKEN = Accident(
    "token-as-secret",
    "The value is a token, which is what the JWT secret checks, not the secret itself.",
    f"Give the secret of whoever signs it: {_PROVIDER}\nOr make one of your own:\n{NEW_SECRET}",
)
BARE_KEY = Accident(
    "bare-key",
    'The value is a key alone; Hasura wants JSON around it with its type, such as "type": "HS256".',
    f"Write it as JSON, or make a new one:\n{NEW_SECRET}",
)
BARE_PEM = Accident(
    "bare-pem",
    "The value is a PEM text alone; Hasura wants a JSON object with its type around it.",
    "Write it as JSON: jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}'",
)
BARE_ADDRESS = Accident(
    "bare-address",
    'The value is an address alone; Hasura wants a JSON object around it: {"jwk_url": "..."}.',
    _PROVIDER,
)
LIST = Accident(
    "list-of-one",
    "The one JWT secret stands in square brackets; lists are for HASURA_GRAPHQL_JWT_SECRETS alone.",
    "Take the square brackets away and keep the object.",
)
WRAPPED = Accident(
    "wrapped",
    "The JWT secret stands inside another object, under the name of the variable.",
    "Give the inner object alone.",
)
JWK = Accident(
    "jwk-as-secret",
    'The value is a JWK, a JSON Web Key, not a JWT secret; Hasura wants "type" and "key", or "jwk_url".',
    _PROVIDER,
)
JWK_SET = Accident(
    "jwk-set-as-secret",
    'The value is a JWK set; Hasura wants its address: {"jwk_url": "..."}, or one key of it in PEM.',
    _PROVIDER,
)
DISCOVERY = Accident(
    "discovery-as-secret",
    "The value is an issuer's discovery document; Hasura wants the jwks_uri and the issuer in it.",
    _PROVIDER,
)
CERTIFICATES = Accident(
    "certificates-as-secret",
    "The value is a list of certificates by their IDs, as Google's x509 address gives it.",
    "./herm jwt-config firebase --project PROJECT",
)
SERVICE_ACCOUNT = Accident(
    "service-account-as-secret",
    "The value is a Google service account with its private key; Hasura needs the address of public keys.",
    "./herm jwt-config firebase --project PROJECT",
)
