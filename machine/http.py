"""An HTTP client that trusts what this machine trusts and goes through its proxies.

What is wrong with either is one clear problem: a proxy's address that means nothing, a certificate that
nobody here vouches for.
"""

from __future__ import annotations

import os
import ssl
import sys

import certifi
import httpx

from infra.problems import ProblemsError, fail

_PROXIES = ("https_proxy", "http_proxy", "all_proxy")


def http_client(timeout: httpx.Timeout) -> httpx.Client:
    """A client that follows redirects.

    Raises:
        ProblemsError: A variable that names a proxy cannot be understood.
    """
    try:
        return httpx.Client(verify=trusted(), follow_redirects=True, timeout=timeout)
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        names = [name for both in _PROXIES for name in (both, both.upper()) if os.environ.get(name)]
        raise fail(
            ", ".join(names) or "the system's proxy",
            f"is not the address of a proxy that herm can use: {error}",
            "write it like http://HOST:PORT or socks5://HOST:PORT, or: unset " + " ".join(names),
        ) from None


def trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts: a company's proxy may sign with its own.

    Where Python was installed without knowing any, the list that comes with the packages is used.
    """
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not context.cert_store_stats()["x509_ca"] and not (paths.cafile or paths.capath):
        context.load_verify_locations(certifi.where())
    return context


def untrusted(host: str, error: BaseException | None) -> ProblemsError | None:
    """The problem of a certificate that nobody here vouches for; None when the error is another one."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    if error is None:
        return None
    remedy = (
        "export SSL_CERT_FILE=FILE with the certificates that your network's owner gives out, where a proxy\n"
        "stands between, and run the command again"
    )
    if sys.platform == "darwin":
        version = "{}.{}".format(*sys.version_info)
        remedy += "\nfor a Python from python.org: "
        remedy += f'open "/Applications/Python {version}/Install Certificates.command"'
    return fail(host, f"its certificate is not trusted here: {error.verify_message}", remedy)
