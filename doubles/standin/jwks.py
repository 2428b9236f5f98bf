"""Keys from a `jwk_url`: fetched at the start, then again as the response's headers say.

Hasura throws the first result away and its key set starts empty: until the background has fetched it,
within a second, no token is accepted.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from doubles.standin.log import Log
from hasura.formats.uri import shown_uri
from hasura.model import AuthMode, Key, StartupError
from hasura.start.key_address import answered_badly, fetch_failed, no_jwk_set

if TYPE_CHECKING:
    import httpx

_TICK = 1.0
_TIMEOUT = 30.0
_DIRECTIVE = re.compile(r"""\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*("[^"]*"|[^",;\s]+)\s*)?""")
_BAD_CACHE_CONTROL = "Failed parsing Cache-Control header from JWK response"
_BAD_EXPIRES = "Failed parsing Expires header from JWK response. Value of header is not a valid timestamp"


class HeaderError(ValueError):
    """A header that says nothing; the keys count, and the previous expiry stays."""


def expiry(headers: Mapping[str, str], now: float) -> float | None:
    """When the keys of a response are to be fetched again; None when never.

    Args:
        headers: The response's headers, names in lower case.
        now: Seconds since the epoch.

    Raises:
        HeaderError: `Cache-Control` or `Expires` cannot be read.
    """
    if "cache-control" in headers:
        directives = _directives(headers["cache-control"])
        age = directives.get("max-age", directives.get("s-maxage"))
        if "no-cache" in directives or "no-store" in directives:
            return now
        if "must-revalidate" in directives:
            return now + _seconds(age or "0")
        if age is not None:
            return now + _seconds(age)
    if "expires" in headers:
        try:
            return parsedate_to_datetime(headers["expires"]).timestamp()
        except (ValueError, OverflowError):
            raise HeaderError(_BAD_EXPIRES) from None
    return None


def _directives(text: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for part in text.split(","):
        match = _DIRECTIVE.fullmatch(part)
        if match is None:
            raise HeaderError(_BAD_CACHE_CONTROL)
        found[match[1].lower()] = match[2].strip('"') if match[2] else None
    return found


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise HeaderError(_BAD_CACHE_CONTROL)
    return int(text)


@dataclass
class _KeySet:
    keys: tuple[Key, ...] = ()
    expires: float | None = None


class KeySets:
    """The keys of every `jwk_url`, as the background loop keeps them."""

    def __init__(self, mode: AuthMode, client: httpx.AsyncClient | None, log: Log) -> None:
        self._sets = {secret.jwk_url: _KeySet() for secret in mode.jwt_secrets if secret.jwk_url}
        self._client = client
        self._log = log

    def now(self) -> Mapping[str, tuple[Key, ...]]:
        """The keys loaded by now, for each address."""
        return {url: entry.keys for url, entry in self._sets.items()}

    async def fetch_all(self) -> None:
        """Fetch each address once.

        Raises:
            StartupError: An address does not answer with a set of keys.
        """
        for url in self._sets:
            await self._fetch(url)

    async def keep_fresh(self) -> None:
        """Look each second whether something is to be fetched; never returns."""
        while True:
            await self.refresh_due(time.time())
            await asyncio.sleep(_TICK)

    async def refresh_due(self, now: float) -> None:
        """Fetch the sets that are empty or have expired; what cannot be fetched stays as it is."""
        for url, entry in self._sets.items():
            if not entry.keys or (entry.expires is not None and now >= entry.expires):
                await self._refresh(url, entry, now)

    async def _refresh(self, url: str, entry: _KeySet, now: float) -> None:
        self._note(f"refreshing JWK from endpoint: {shown_uri(url)}")
        try:
            keys, headers = await self._fetch(url)
        except StartupError as error:
            self._note(str(error), "error")
            return
        entry.keys = keys
        try:
            entry.expires = expiry(headers, now)
        except HeaderError as error:
            self._note(str(error), "error")

    async def _fetch(self, url: str) -> tuple[tuple[Key, ...], Mapping[str, str]]:
        import httpx  # noqa: PLC0415 - loaded by whoever made the client

        from hasura.formats.jwk import parse_jwk_set  # noqa: PLC0415 - most servers do without

        assert self._client is not None  # noqa: S101 - there is an address
        try:
            response = await self._client.get(url, timeout=_TIMEOUT)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StartupError(fetch_failed(str(error))) from None
        if not response.is_success:
            raise StartupError(answered_badly(url))
        try:
            return parse_jwk_set(response.content), response.headers
        except ValueError:
            raise StartupError(no_jwk_set(url)) from None

    def _note(self, message: str, level: str = "info") -> None:
        self._log.write("jwk-refresh-log", {"message": message}, level)
