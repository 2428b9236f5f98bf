"""Words about an Authorization header that is not `Bearer`, a space and one token."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.words import Evidence, Explain, Explanation, shown
from hasura.request.locate import words_of

_SENTENCE = "The Authorization header is not 'Bearer', a space and one token"
_SEND = remedies.send("Authorization", "Bearer <token>")
_TOKEN = re.compile(r"[\"']?eyJ[\w.-]*[\"',;]*")
_PREFIX = re.compile(r"[A-Za-z]{1,20}:?")


def _nothing_after_bearer(_: Evidence, case: Case) -> Explanation | None:
    if _words(case) != ["Bearer"]:
        return None
    return Explanation(
        Cause.AUTHORIZATION_WITHOUT_TOKEN,
        "The Authorization header says 'Bearer' and nothing after it: the client had no token yet.",
        ("The value has 1 word; it must have 2.",),
        "Send the header once there is a token; before the login leave the whole header out.\n\n" + _SEND,
    )


def _no_scheme(_: Evidence, case: Case) -> Explanation | None:
    words = _words(case)
    if len(words) != 1 or not _TOKEN.fullmatch(words[0]):
        return None
    return Explanation(
        Cause.AUTHORIZATION_WITHOUT_BEARER,
        f"{_SENTENCE}: the word 'Bearer' is missing before the token.",
        ("The value has 1 word; it must have 2.",),
        _SEND,
    )


def _another_scheme(_: Evidence, case: Case) -> Explanation | None:
    words = _words(case)
    if len(words) != 2 or words[0] == "Bearer" or not _PREFIX.fullmatch(words[0]):
        return None
    prefix = words[0]
    colon = " The colon does not belong there." if prefix.endswith(":") else ""
    password = " Basic carries a name and a password, which Hasura never reads." if prefix == "Basic" else ""
    must = f"It begins with {shown(prefix)}; it must begin with 'Bearer', with this exact case."
    return Explanation(
        Cause.AUTHORIZATION_SCHEME,
        f"{_SENTENCE}: it begins with {shown(prefix)}.",
        (f"{must}{colon}{password}",),
        _SEND,
    )


def _repeated(_: Evidence, case: Case) -> Explanation | None:
    words = _words(case)
    if len(words) < 3 or words[:2] != ["Bearer", "Bearer"]:
        return None
    return Explanation(
        Cause.AUTHORIZATION_BEARER_TWICE,
        "The Authorization header says 'Bearer' twice: client and library both put it before the token.",
        (f"The value has {len(words)} words; it must have 2.",),
        _SEND,
    )


def _joined(_: Evidence, case: Case) -> Explanation | None:
    if not any(word.endswith((",", ";")) for word in _words(case)):
        return None
    return Explanation(
        Cause.AUTHORIZATION_JOINED,
        "The Authorization header holds several values joined by a comma: something on the way "
        "added its own.",
        (f"The value has {len(_words(case))} words; it must have 2.",),
        "Look for a proxy or a client library that adds a second value.\n\n" + _SEND,
    )


def _malformed(seen: Evidence, _: Case) -> Explanation:
    count = seen["words"]
    evidence = [f"The value has {count} word{'' if count == 1 else 's'}; it must have 2."]
    scheme = seen["scheme"]
    if scheme is not None and scheme != "Bearer":
        evidence.append(f"It begins with {shown(scheme)}; it must begin with 'Bearer', with this exact case.")
    if not count:
        evidence.append("An empty header counts as sent; leave it out for the unauthorized role.")
    return Explanation(
        Cause.AUTHORIZATION_MALFORMED,
        f"{_SENTENCE}.",
        tuple(evidence),
        "Send it in this form, or no Authorization header at all for the unauthorized role.\n\n" + _SEND,
    )


def _words(case: Case) -> list[str]:
    value = next((value for name, value in case.headers if name.lower() == "authorization"), "")
    return words_of(value)


AUTHORIZATION_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "malformed_authorization": (
        *(_nothing_after_bearer, _no_scheme, _another_scheme, _repeated, _joined, _malformed),
    ),
}
