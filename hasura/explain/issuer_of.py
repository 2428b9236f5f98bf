"""The issuer of a JWT secret whose keys cannot be read, for the command that asks it."""

from __future__ import annotations

import re
import shlex

from hasura.formats.json_text import decode_json

UNKNOWN = "ISSUER"
_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+(/[\w./~-]*)?")
# What providers put between the issuer and the name of the key set's document.
_KEYS = re.compile(r"(.+?)/(\.well-known/|protocol/openid-connect/|v1/keys|oauth/discovery/).*")


def issuer_of(secret_text: str) -> str:
    """The issuer as one word of a shell; `ISSUER` where the secret does not say it."""
    try:
        fields = decode_json(secret_text)
    except ValueError:
        return UNKNOWN
    if not isinstance(fields, dict):
        return UNKNOWN
    before_keys = _KEYS.match(str(fields.get("jwk_url")))
    known = (str(fields.get("issuer")), "" if before_keys is None else before_keys[1])
    return next((shlex.quote(text) for text in known if _ADDRESS.fullmatch(text)), UNKNOWN)
