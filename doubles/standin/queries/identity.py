"""Who asks, as the query engine is told: by a token of the stand-in's own, made for each request."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from hasura.model import Accepted
from hasura.request.session_variables import BACKEND_ONLY, ROLE


def token(user: Accepted, role: str, key: str) -> str:
    """A JSON Web Token for one request that was decided.

    Args:
        user: The decision.
        role: The name of its role in the document.
        key: The key that the query engine was started with.
    """
    session = {name: value for name, value in user.session.items() if name != BACKEND_ONLY}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part({**session, ROLE: role})}"
    signature = hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_text(signature)}"


def _part(members: dict[str, Any]) -> str:
    return _text(json.dumps(members).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
