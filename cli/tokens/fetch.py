"""Fetching a small JSON document from a server that may be slow, broken or hostile.

The limits hold for everything together: name lookup, TLS, redirects and the body.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from infra.problems import ProblemsError, fail

MAX_BYTES = 1_000_000
MAX_REDIRECTS = 3
SECONDS = 10.0


class FetchError(Exception):
    """What the server did wrong: the end of a sentence that begins with its address."""


@dataclass(frozen=True)
class Answer:
    """What a server answered; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch_json(url: str, seconds: float = SECONDS) -> Any:
    """The JSON document at an address; https, or http on this machine only.

    Certificates are checked against the usual authorities; the environment's SSL_CERT_FILE names others.

    Raises:
        ProblemsError: With what the server did wrong.
    """
    try:
        answer = fetch(url, seconds, https_only=True)
    except FetchError as error:
        raise _failure(url, str(error)) from None
    if answer.status != 200:
        raise _failure(url, f"answers with HTTP status {answer.status}")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise _failure(url, "answers with something that is not a JSON document") from None


def fetch(url: str, seconds: float = SECONDS, *, https_only: bool = False) -> Answer:
    """What an address answers, its redirects followed.

    Raises:
        FetchError: With what the server did wrong.
    """
    return asyncio.run(_within(url, seconds, https_only=https_only))


async def _within(url: str, seconds: float, *, https_only: bool) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return await _fetch(url, https_only=https_only)
    except TimeoutError:
        raise FetchError(f"did not answer completely within {seconds:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:  # OSError: an unreadable SSL_CERT_FILE
        raise FetchError(_reason(error)) from None


async def _fetch(url: str, *, https_only: bool) -> Answer:
    # Uncompressed, so that what is counted is what is kept. The total limit stands in for httpx's own.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    address = httpx.URL(url)
    async with httpx.AsyncClient(timeout=None, headers=headers) as client:  # noqa: S113 - see above
        for _ in range(MAX_REDIRECTS + 1):
            if https_only and not _is_trustworthy(address):
                raise FetchError(f"leads to {address}, which is not https: anyone could change the keys")
            async with client.stream("GET", address) as response:
                if response.has_redirect_location:
                    address = address.join(response.headers["Location"])
                    continue
                return Answer(response.status_code, response.headers, await _body(response))
    raise FetchError(f"redirects more than {MAX_REDIRECTS} times")


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_BYTES:
            raise FetchError(f"sends more than {MAX_BYTES:,} bytes, too many for a key set")
    return bytes(body)


def _is_trustworthy(address: httpx.URL) -> bool:
    if address.scheme == "https":
        return True
    if address.host == "localhost":
        return address.scheme == "http"
    try:
        return address.scheme == "http" and ipaddress.ip_address(address.host).is_loopback
    except ValueError:
        return False


def _reason(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "has a TLS certificate that no known authority signed for this name"
    return f"cannot be read: {text}"


def _failure(url: str, reason: str) -> ProblemsError:
    return fail(
        url,
        reason,
        f"Check the address: curl -v {shlex.quote(url)}\n"
        "For a private certificate authority: export SSL_CERT_FILE=/path/to/ca.pem",
    )
