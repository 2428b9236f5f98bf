"""Words about an admin secret that was sent: with something around it, another one, or something else."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.placeholders import placeholder
from hasura.explain.words import Evidence, Explain, Explanation, shown
from hasura.request.session_variables import ACCESS_KEY, ADMIN_SECRET, variables_of_headers
from hasura.start.startup import admin_secret_hash
from hasura.variables import ADMIN_SECRET as VARIABLE

_JWT = re.compile(r"(?i:bearer )?eyJ[\w-]+\.[\w-]+\.[\w-]*")

# What an env file, a shell or an editor leaves around a value, and what it does to the value.
_AROUND: Mapping[str, Callable[[str], str]] = {
    "a line break at its end": lambda text: f"{text}\n",
    "a Windows line break at its end": lambda text: f"{text}\r\n",
    "a carriage return at its end": lambda text: f"{text}\r",
    "white space at its end": lambda text: f"{text} ",
    "white space before it": lambda text: f" {text}",
    "a tab at its end": lambda text: f"{text}\t",
    "double quotes around it": lambda text: f'"{text}"',
    "single quotes around it": lambda text: f"'{text}'",
    "a byte order mark before it": lambda text: f"\ufeff{text}",
}
_TRIMMED = (
    rf"""export {VARIABLE}="$(printf %s "${VARIABLE}" | tr -d '\r\n' """
    r"""| sed "s/^[[:space:]'\"]*//; s/[[:space:]'\"]*\$//")" """.rstrip()
)


def _sent_with_more(seen: Evidence, case: Case) -> Explanation | None:
    sent = _sent(case)
    bare = sent.strip().strip("\"'").removeprefix("Bearer ").strip("\ufeff\u200b \t\r\n")
    candidates = {
        bare: "spaces, quotes or `Bearer` around it",
        unquote(sent): "percent signs in place of signs",
    }
    for candidate, what in candidates.items():
        if candidate != sent and is_admin_secret(case, candidate):
            return Explanation(
                Cause.ADMIN_SECRET_SENT_WITH_MORE,
                "The request sent the right admin secret, but with something around it that does "
                "not belong to it.",
                (f"Sent with {what}; without that the value is right.", _decides(seen)),
                remedies.send(str(seen["header"]), "<the value alone>"),
            )
    return None


def _kept_with_more(seen: Evidence, case: Case) -> Explanation | None:
    """The server's own secret has the sent one in it, and something around it."""
    sent = _sent(case)
    for what, twist in _AROUND.items():
        if is_admin_secret(case, twist(sent)):
            return Explanation(
                Cause.ADMIN_SECRET_KEPT_WITH_MORE,
                f"The server's admin secret is what was sent with {what}, which no client sends.",
                (f"{VARIABLE} was tried with {what}: that is the server's secret.", _decides(seen)),
                remedies.in_shell(_TRIMMED),
            )
    return None


def _placeholder(seen: Evidence, case: Case) -> Explanation | None:
    what = placeholder(_sent(case))
    if what is None:
        return None
    return Explanation(
        Cause.ADMIN_SECRET_PLACEHOLDER,
        f"The header {seen['header']} carries {what} in place of the admin secret.",
        (_decides(seen),),
        remedies.leave_out(str(seen["header"])) + f"\n\nor send the value of {VARIABLE} in it.",
    )


def _token_sent(seen: Evidence, case: Case) -> Explanation | None:
    if not _JWT.fullmatch(_sent(case).strip()):
        return None
    return Explanation(
        Cause.TOKEN_AS_ADMIN_SECRET,
        f"The header {seen['header']} carries a token; a token belongs into another header.",
        (_decides(seen),),
        remedies.send("Authorization", "Bearer <token>") + f"\n\nand leave {seen['header']} out.",
    )


def _wrong(seen: Evidence, case: Case) -> Explanation:
    evidence = [_decides(seen)]
    if seen["empty"]:
        evidence.append("Its value is empty; an empty value counts as sent.")
    own = case.env.get(VARIABLE)
    if own is not None and own != own.strip():
        evidence.append(f"The server's own {VARIABLE} has white space or a line break at one of its ends.")
    if placeholder(own or ""):
        evidence.append(f"The server's own {VARIABLE} is a placeholder that was never filled.")
    return Explanation(
        Cause.ADMIN_SECRET_WRONG,
        "The admin secret that the request sent is not the server's.",
        tuple(evidence),
        f"Send the value of {VARIABLE}, or leave the header {seen['header']} out.\n\n"
        + remedies.leave_out(str(seen["header"])),
    )


def _not_a_boolean(seen: Evidence, _: Case) -> Explanation:
    return Explanation(
        Cause.BACKEND_ONLY_NOT_BOOLEAN,
        f"The header {seen['header']} has to be a boolean, and Hasura takes neither 1 nor 0.",
        (
            f"Its value: {shown(seen['value'])}.",
            "Hasura reads it where the admin secret decides or none is set.",
        ),
        remedies.send(str(seen["header"]), "true"),
    )


def _decides(seen: Evidence) -> str:
    return f"The header {seen['header']} was sent, so that neither a token nor a role was looked at."


def _sent(case: Case) -> str:
    variables = variables_of_headers(case.headers)
    return variables.get(ADMIN_SECRET, variables.get(ACCESS_KEY, ""))


def is_admin_secret(case: Case, candidate: str) -> bool:
    """Whether this is an admin secret of the server's."""
    digest = admin_secret_hash(candidate)
    return any(hmac.compare_digest(digest, own) for own in case.mode.admin_secret_hashes)


ADMIN_SECRET_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "wrong_admin_secret": (_sent_with_more, _kept_with_more, _token_sent, _placeholder, _wrong),
    "not_boolean": (_not_a_boolean,),
}
