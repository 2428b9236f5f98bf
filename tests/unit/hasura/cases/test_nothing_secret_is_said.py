"""Whatever is configured and sent: no word about the answer holds a secret, in no form."""

from __future__ import annotations

import json
import tempfile
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hasura.batch import decide
from tests.support.examples import times
from tests.unit.cli.verbs import herm
from tests.unit.hasura.cases.public_cases import NAMESPACE, ROLES_OF_MICROSOFT, URL
from tests.unit.hasura.public_keys import NOW
from tests.unit.hasura.tokens import assemble, public_pem

PIECE = 8
"""So many signs in a row of a secret are no accident."""

# Signs that no words of herm's have in a row.
SECRETS = st.text("QXZJ0123456789", min_size=32, max_size=80)
SHORT = st.text("KVW0123456789", min_size=12, max_size=30)
ODD_ENDS = st.sampled_from(["", "", "", "\n", " ", '"', "'", "=="])
# Members beside type and key; with the odd ones Hasura does not start.
MEMBERS: list[dict[str, Any]] = [
    *({}, {"issuer": "me"}, {"issuer": "https://acme.eu.auth0.com/"}, {"audience": "app"}),
    *({"audience": ["app", "other"]}, {"audience": []}, {"claims_namespace": "hasura"}, {"aud": "app"}),
    *({"claims_namespace_path": "$"}, {"claims_namespace_path": "$.hasura.claims"}, {"allowed_skew": 60}),
    *({"claims_format": "stringified_json"}, {"claims_map": ROLES_OF_MICROSOFT}, {"jwk_url": URL}),
    *({"header": {"type": "Cookie", "name": "session"}}, {"type": "HS512"}),
    {"header": {"type": "CustomHeader", "name": "X-Token"}},
]
ODD: list[dict[str, Any]] = [
    *({"type": name} for name in ("RS256", "hs256", "ES256", "none")),
    *({"claims_format": "text"}, {"claims_map": {"x-hasura-user-id": "$.sub"}}, {"header": "Cookie"}),
    *({"allowed_skew": "60"}, {"jwk_url": "keycloak:8080/keys"}),
]
ROLES = st.sampled_from(
    [
        {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user", "x-hasura-user-id": "1"},
        {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"},
        {"x-hasura-allowed-roles": "user", "x-hasura-default-role": 1},
        {"x-hasura-default-role": "editor", "x-hasura-org": ["a"]},
        "text",
        None,
    ]
)
CLAIMS = st.fixed_dictionaries(
    {NAMESPACE: ROLES | ROLES.map(json.dumps)},
    optional={
        "hasura": st.fixed_dictionaries({"claims": ROLES}) | ROLES,
        "iss": st.sampled_from(["me", "https://acme.eu.auth0.com/", "https://securetoken.google.com/a"]),
        "aud": st.sampled_from(["app", ["other"], "api://app"]),
        "exp": st.sampled_from([NOW + 60, NOW - 60, (NOW + 60) * 1000, 3600]),
        "nbf": st.sampled_from([NOW - 5, NOW + 5]),
        "sub": st.sampled_from(["me", "auth0|1"]),
        "token_use": st.sampled_from(["access", "id"]),
        "roles": st.sampled_from([["user"], "user"]),
    },
)
USUAL = ("Authorization: Bearer {}", "Cookie: session={}", "X-Token: {}")
PLACES = (
    *("Authorization: Bearer {}", "Authorization: {}", "Authorization: bearer {}; x", "Cookie: session={}"),
    *("Cookie: a=b; session={}; c=d", "X-Token: {}", "X-Token: Bearer {}", "X-Hasura-Admin-Secret: {}"),
    *("x-hasura-access-key: {}", "Authorization: Basic {}", "Authorization: Bearer Bearer {}", "X-Auth: {}"),
    *("x-hasura-role: user", "X-Hasura-User-Id: 7", "Sec-WebSocket-Key: {}", "X-Hasura-Secret: {}"),
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A request of the batch interface, and all the texts that nobody may read."""
    key, signer, admin, guess = draw(SECRETS), draw(SECRETS), draw(SHORT), draw(SHORT)
    fields: dict[str, Any] = {"type": "HS256", "key": key + draw(ODD_ENDS)}
    if draw(st.sampled_from([False, False, True])):
        fields = {"type": "RS256", "key": public_pem("RSA")}
    fields |= draw(st.sampled_from(MEMBERS)) | draw(st.sampled_from([*MEMBERS, *ODD]))
    if "jwk_url" in fields and draw(st.sampled_from([True, True, False])):
        del fields["key"], fields["type"]
    signed_with = draw(st.sampled_from([key, key, signer, admin, f"{key}\n", json.dumps(key)]))
    bits = draw(st.sampled_from(["256", "512"]))
    header = {"alg": f"HS{bits}", **draw(st.sampled_from([{}, {"kid": "1"}]))}
    payload = json.dumps(draw(CLAIMS)).encode()
    token = assemble(json.dumps(header).encode(), payload, signed_with, f"sha{bits}")
    signature = token.rpartition(".")[2]
    texts = (token, token, token, token[:-3], f'"{token}"', f"{token}{token}", key, admin, guess)
    sent = [
        [name, value.format(draw(st.sampled_from(texts)))]
        for name, _, value in (
            line.partition(": ")
            for line in (draw(st.sampled_from(USUAL)), *draw(st.lists(st.sampled_from(PLACES), max_size=2)))
        )
    ]
    listed = draw(st.sampled_from([False, False, True]))
    secret = json.dumps([fields] if listed else fields)
    env = {
        "HASURA_GRAPHQL_ADMIN_SECRET": admin + draw(ODD_ENDS),
        "HASURA_GRAPHQL_JWT_SECRETS" if listed else "HASURA_GRAPHQL_JWT_SECRET": secret,
        **draw(st.sampled_from([{}, {"HASURA_GRAPHQL_EE_LICENSE_KEY": "made-up"}])),
        **draw(st.sampled_from([{}, {}, {"HASURA_GRAPHQL_UNAUTHORIZED_ROLE": "public"}])),
    }
    jwks = {URL: {"keys": [{"kty": "oct", "k": urlsafe_b64encode(signer.encode()).rstrip(b"=").decode()}]}}
    request = {"env": env, "headers": sent, "now": NOW, "jwks": draw(st.sampled_from([jwks, {}]))}
    return request, (key, signer, admin, guess, signature)


def forms_of(secret: str) -> tuple[str, ...]:
    """The secret as it is, and as programs write it."""
    raw = secret.encode()
    return secret, b64encode(raw).decode(), urlsafe_b64encode(raw).decode(), raw.hex()


def assert_hidden(secrets: tuple[str, ...], said: str) -> None:
    """No piece of a secret stands in what was said."""
    for secret in secrets:
        for form in forms_of(secret):
            pieces = {form[at : at + PIECE] for at in range(len(form) - PIECE + 1)}
            assert not [piece for piece in pieces if piece in said], said


@settings(max_examples=times(3))
@given(worlds())
def test_no_word_of_an_answer_holds_a_secret(world: tuple[dict[str, Any], tuple[str, ...]]) -> None:
    """Neither Hasura's message nor a cause, a warning or a remedy shows a key, a secret or a signature."""
    request, secrets = world
    answer = decide(request)
    names = ("startup_error", "code", "message", "cause", "explanation", "remedy")
    assert_hidden(secrets, "\n".join(str(answer[name]) for name in names))


@settings(max_examples=times(0.4))
@given(worlds())
def test_no_verb_prints_a_secret(world: tuple[dict[str, Any], tuple[str, ...]]) -> None:
    """`./herm jwt check` and `./herm token inspect` show none either, for people and for machines."""
    request, secrets = world
    text = next(one for name, one in request["env"].items() if "JWT_SECRET" in name)
    token = next((value.split()[-1] for _, value in request["headers"] if value.count(".") == 2), "a.b.c")
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "secret.json")
        Path(file).write_text(text)
        done = [herm("jwt", "check", file), herm("jwt", "check", file, "--json")]
        if "jwk_url" not in text:  # which would be fetched
            done.append(herm("token", "inspect", "--secret-file", file, "--now", str(NOW), stdin=token))
    assert_hidden(secrets, "\n".join(one.out + one.err for one in done))
