"""The made-up subscription and tenant, who signs in there, and the tokens that they are given."""

from __future__ import annotations

import secrets
import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any

import jwt

from doubles.azure.errors import ArmError
from doubles.azure.store import Store

PEOPLE = ("owner", "vaultAdministrator", "deployer")
"""The principals of a new subscription: who owns it, who may use every vault, and who deploys."""


@dataclass(frozen=True)
class Principal:
    """Somebody who signs in with a secret."""

    client: str
    secret: str
    object: str


@dataclass(frozen=True)
class Account:
    """One tenant with one subscription, and who signs in there."""

    subscription: str
    tenant: str
    signing_key: str
    admin_token: str
    principals: dict[str, Principal]

    def token(self, client: str, oid: str, audience: str) -> str:
        """An access token as Entra ID gives it to a service principal, by the machine's own clock."""
        now = int(time.time())
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{self.tenant}/",
            "iat": now,
            "nbf": now - 5,
            "exp": now + 3600,
            "appid": client,
            "oid": oid,
            "sub": oid,
            "tid": self.tenant,
            "idtyp": "app",
            "ver": "1.0",
        }
        return jwt.encode(claims, self.signing_key, algorithm="HS256")

    def caller(self, authorization: str | None) -> dict[str, Any]:
        """The claims of a request's token.

        Raises:
            ArmError: 401, as ARM words it.
        """
        if not authorization or not authorization.lower().startswith("bearer "):
            raise _refused(
                "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."
            )
        options: Any = {"verify_aud": False, "require": ["exp", "oid", "tid"]}
        try:
            claims = jwt.decode(authorization[7:], self.signing_key, algorithms=["HS256"], options=options)
        except jwt.ExpiredSignatureError:
            raise _refused("ExpiredAuthenticationToken", "The access token expiry has passed.") from None
        except jwt.PyJWTError:
            raise _refused("InvalidAuthenticationToken", "The access token is invalid.") from None
        return dict(claims)


def _refused(code: str, message: str) -> ArmError:
    return ArmError(401, code, message, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def load_account(store: Store, given: dict[str, str]) -> Account:
    """The account of this state: made at the first start, the same ever after.

    Args:
        store: The emulator's memory.
        given: Ids that the caller wants instead of made-up ones (`subscription`, `tenant`).
    """
    known = store.get("account", "") or {
        "subscription": str(uuid.uuid4()),
        "tenant": str(uuid.uuid4()),
        "signing_key": secrets.token_urlsafe(32),
        "admin_token": secrets.token_urlsafe(24),
        "principals": {name: asdict(_new_principal()) for name in PEOPLE},
    }
    known |= given
    store.put("account", "", known)
    store.commit()
    return Account(**{**known, "principals": {k: Principal(**v) for k, v in known["principals"].items()}})


def _new_principal() -> Principal:
    return Principal(str(uuid.uuid4()), secrets.token_urlsafe(24), str(uuid.uuid4()))
