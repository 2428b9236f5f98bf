"""Official releases: asked for once, checked before anything is unpacked.

What the checksum is compared with is pinned in the manifest, or else published beside the release.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from infra.problems import fail
from machine.engine.archive import unpack
from machine.engine.manifest import Artefact
from machine.http import http_client, untrusted
from machine.report import Report
from machine.system import System

_PROBE_SECONDS = 4
_ATTEMPTS = 3
_PAUSE_SECONDS = 2.0
_MEGABYTE = 1_000_000
_PASSING = {429, 500, 502, 503, 504}
"""Answers of a server that has trouble of its own, and will answer otherwise in a moment."""


class UnreachableError(Exception):
    """The release cannot be had from here, today or tomorrow; says why."""


class _TroubledError(Exception):
    """The server has trouble of its own; says which."""


class Releases:
    """The servers of the releases, as far as they can be reached from this machine.

    A server that did not answer is not asked again in the same run.
    """

    def __init__(self, system: System, report: Report) -> None:
        self._system = system
        self._report = report
        self._silent: dict[str, str] = {}
        self._client = http_client(httpx.Timeout(30, connect=_PROBE_SECONDS))

    def fetch(self, artefact: Artefact, content: Path, scratch: Path) -> None:
        """Download, check and unpack a release.

        Args:
            artefact: What to have.
            content: The folder to fill.
            scratch: The folder for the archive.

        Raises:
            UnreachableError: One of its servers does not answer, or has no such release.
            ProblemsError: What came is not what was published; a server has trouble that lasts; or its
                certificate is not trusted here.
        """
        url = artefact.url(artefact.official.archive, self._system)
        name = url.rpartition("/")[2]
        pinned = artefact.official.sha256.get(f"{self._system.os}-{self._system.arch}")
        expected = pinned or self._published(artefact, name)
        archive = scratch / name
        actual = self._download(url, archive, "sha256" if pinned else artefact.official.digest)
        if expected is None or not hmac.compare_digest(expected, actual):
            right = f"{'the manifest has' if pinned else 'the release publishes'} {expected or 'none'}"
            raise fail(
                name,
                f"the downloaded file's checksum is {actual}, and {right}; "
                "it is damaged or not the release, so it was thrown away",
                "run the same command again; when it stays so, something between here and there alters it",
            )
        place = artefact.inside(content)
        place.mkdir(parents=True, exist_ok=True)
        unpack(archive, place)

    def _published(self, artefact: Artefact, name: str) -> str | None:
        """The checksum that the release publishes for a file."""
        url = artefact.url(artefact.official.checksums, self._system)

        def get() -> str:
            response = self._client.get(url)
            check(url, response)
            return response.text

        return _listed_digest(self._patiently(url, get), name)

    def _download(self, url: str, target: Path, digest: str) -> str:
        """The digest of what was written to the target."""
        return self._patiently(url, lambda: self._stream(url, target, digest))

    def _patiently(self, url: str, ask: Callable[[], str]) -> str:
        """Ask a few times where a transfer broke off or the server has trouble; once where nobody answers."""
        host = urlsplit(url).netloc
        if host in self._silent:
            raise UnreachableError(self._silent[host])
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return ask()
            except httpx.TransportError as error:
                if problem := untrusted(host, error):
                    raise problem from None
                if attempt == _ATTEMPTS or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                    raise self._gone(host, error) from None
                self._report(f"the transfer broke off ({_reason(error)}); once more")
            except _TroubledError as error:
                if attempt == _ATTEMPTS:
                    remedy = "wait until it works again, then run the same command again"
                    raise fail(host, f"has trouble: {error}", remedy) from None
                self._report(f"{error}; once more")
                time.sleep(_PAUSE_SECONDS * attempt)
        raise AssertionError  # the last attempt returned or raised

    def _stream(self, url: str, target: Path, digest: str) -> str:
        checksum = hashlib.new(digest, usedforsecurity=digest != "sha1")
        with self._client.stream("GET", url) as response, target.open("wb") as file:
            check(url, response)
            total = int(response.headers.get("Content-Length", 0))
            told = 0
            for chunk in response.iter_bytes():
                file.write(chunk)
                checksum.update(chunk)
                if file.tell() - told > 10 * _MEGABYTE:
                    told = file.tell()
                    self._report(f"{target.name}: {told // _MEGABYTE} of {total // _MEGABYTE} MB")
        return checksum.hexdigest()

    def _gone(self, host: str, error: httpx.TransportError) -> UnreachableError:
        self._silent[host] = f"{host} cannot be reached ({_reason(error)})"
        return UnreachableError(self._silent[host])


def check(url: str, response: httpx.Response) -> None:
    """Refuse what is not a release: an error page, or one that a redirect led out of encryption for.

    403 counts as "not from here": it is how a network's filter answers for a server that it hides.
    """
    if response.status_code in _PASSING:
        raise _TroubledError(f"{url} answers {response.status_code}")
    if not response.is_success:
        raise UnreachableError(f"{url} answers {response.status_code}")
    if response.url.scheme != urlsplit(url).scheme:
        raise UnreachableError(f"{url} redirects to {response.url.scheme}, which nothing protects")


def _listed_digest(listed: str, name: str) -> str | None:
    """A file's checksum in a list of lines such as `<hex>  name`, `<hex> *name` or `<hex>  ./name`."""
    for line in listed.splitlines():
        digest, _, listed_name = line.strip().partition(" ")
        if listed_name.strip().removeprefix("*").removeprefix("./") == name:
            return digest.lower()
    return None


def _reason(error: httpx.TransportError) -> str:
    return str(error) or type(error).__name__
