"""Official releases: asked for once, checked against the published checksum before anything is unpacked."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from infra.problems import fail
from machine.engine.archive import unpack
from machine.engine.manifest import Artefact
from machine.report import Report
from machine.system import System

_PROBE_SECONDS = 4
_ATTEMPTS = 3
_MEGABYTE = 1_000_000


class UnreachableError(Exception):
    """The release cannot be had from here; says why."""


class Releases:
    """The servers of the releases, as far as they can be reached from this machine.

    A server that did not answer is not asked again in the same run.
    """

    def __init__(self, system: System, report: Report) -> None:
        self._system = system
        self._report = report
        self._silent: dict[str, str] = {}
        # The system's certificates, not a list of our own: a company's proxy may sign with its own.
        self._client = httpx.Client(
            verify=ssl.create_default_context(),
            follow_redirects=True,
            timeout=httpx.Timeout(30, connect=_PROBE_SECONDS),
        )

    def fetch(self, artefact: Artefact, content: Path, scratch: Path) -> None:
        """Download, check and unpack a release.

        Args:
            artefact: What to have.
            content: The folder to fill.
            scratch: The folder for the archive.

        Raises:
            UnreachableError: One of its servers does not answer, or has no such release.
            ProblemsError: What came is not what was published.
        """
        url = artefact.url(artefact.official.archive, self._system)
        listed = self._get(artefact.url(artefact.official.checksums, self._system)).text
        name = url.rpartition("/")[2]
        expected = _listed_digest(listed, name)
        archive = scratch / name
        actual = self._download(url, archive, artefact.official.digest)
        if expected is None or not hmac.compare_digest(expected, actual):
            raise fail(
                name,
                f"the downloaded file's checksum is {actual}, the release publishes {expected or 'none'}; "
                "it is damaged or not the release, so it was thrown away",
                "run the same command again; when it stays so, something between here and there alters it",
            )
        place = artefact.inside(content)
        place.mkdir(parents=True, exist_ok=True)
        unpack(archive, place)

    def _get(self, url: str) -> httpx.Response:
        host = self._answering(url)
        try:
            response = self._client.get(url)
            check(url, response)
        except httpx.TransportError as error:
            raise self._gone(host, error) from None
        return response

    def _download(self, url: str, target: Path, digest: str) -> str:
        """The digest of what was written to the target; a broken transfer is begun again a few times."""
        host = self._answering(url)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._stream(url, target, digest)
            except httpx.TransportError as error:
                if attempt == _ATTEMPTS or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                    raise self._gone(host, error) from None
                self._report(f"the transfer broke off ({_reason(error)}); once more")
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

    def _answering(self, url: str) -> str:
        host = urlsplit(url).netloc
        if host in self._silent:
            raise UnreachableError(self._silent[host])
        return host

    def _gone(self, host: str, error: httpx.TransportError) -> UnreachableError:
        self._silent[host] = f"{host} cannot be reached ({_reason(error)})"
        return UnreachableError(self._silent[host])


def check(url: str, response: httpx.Response) -> None:
    """Refuse what is not a release: an error page, or one that a redirect led out of encryption for."""
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
