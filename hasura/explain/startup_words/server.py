"""Errors of the environment as a whole, and of the first fetch of a key set."""

from __future__ import annotations

from collections.abc import Sequence

from hasura.explain.startup_words.row import StartupWords

ROWS: Sequence[StartupWords] = (
    StartupWords(
        "jwt-needs-admin-secret",
        r"--jwt-secret .*requires --admin-secret",
        "Tokens are checked only beside an admin secret: without one everybody is admin and tokens protect "
        "nothing.",
        "Set HASURA_GRAPHQL_ADMIN_SECRET too.",
    ),
    StartupWords(
        "webhook-needs-admin-secret",
        r"^Fatal Error : --auth-hook .*requires --admin-secret",
        "The webhook is asked only beside an admin secret: without one everybody is admin.",
        "Set HASURA_GRAPHQL_ADMIN_SECRET too.",
    ),
    StartupWords(
        "unauthorized-role-not-usable",
        r"--unauthorized-role .*requires --admin-secret",
        "The role for requests without credentials has no meaning where everybody is admin, or where a "
        "webhook decides.",
        "Set HASURA_GRAPHQL_ADMIN_SECRET, or take HASURA_GRAPHQL_UNAUTHORIZED_ROLE away (in webhook mode the "
        "webhook names the role).",
    ),
    StartupWords(
        "webhook-and-jwt",
        r"Both webhook and JWT mode",
        "Requests are checked either by a webhook or by tokens, never by both.",
        "Take HASURA_GRAPHQL_AUTH_HOOK or HASURA_GRAPHQL_JWT_SECRET away.",
    ),
    StartupWords(
        "unauthorized-role-empty",
        r"UNAUTHORIZED_ROLE: empty string not allowed",
        "The variable is set to nothing, which is not the same as unset.",
        "Unset HASURA_GRAPHQL_UNAUTHORIZED_ROLE, or give the role's name, such as anonymous.",
    ),
    StartupWords(
        "jwks-unreachable",
        r"Error fetching JWK: ",
        "Hasura fetches jwk_url once at its start, and nothing answered there.",
        "Check from the server's own network that it answers: curl -sS -i JWK_URL",
    ),
    StartupWords(
        "jwks-not-2xx",
        r"Non-2xx response on fetching JWK from: ",
        "The server of jwk_url answered with an error: the address is most likely not that of the key set.",
        'Take "jwks_uri" from the issuer\'s /.well-known/openid-configuration.',
    ),
    StartupWords(
        "jwks-unreadable",
        r"Error parsing JWK from url: ",
        "What jwk_url answers is not a JWK set that Hasura can read; one odd key (an x5t that has not 20 "
        "bytes, as some of Auth0's) spoils the whole set.",
        "Check the address, or pin the key: ./herm jwt-config PROVIDER --pem",
    ),
)
