"""The emulator's own certificate authority and server certificate, kept with its state."""

from __future__ import annotations

import os
from pathlib import Path

import trustme

from doubles.azure.hosts import BLOB_DOMAIN, LOGIN_HOST, MANAGEMENT_HOST, SITE_DOMAIN, VAULT_DOMAIN


def ensure_certificates(state: Path) -> tuple[Path, Path]:
    """The authority's certificate for clients, and the server's key with its chain.

    Returns:
        The two PEM files.
    """
    authority_file, server_file = state / "ca.pem", state / "server.pem"
    if not (authority_file.exists() and server_file.exists()):
        authority = trustme.CA(organization_name="herm rehearsal")
        domains = (f"*.{domain}" for domain in (VAULT_DOMAIN, BLOB_DOMAIN, SITE_DOMAIN))
        leaf = authority.issue_cert("127.0.0.1", "localhost", *domains, LOGIN_HOST, MANAGEMENT_HOST)
        with os.fdopen(os.open(server_file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            out.write(leaf.private_key_and_cert_chain_pem.bytes())
        authority.cert_pem.write_to_path(str(authority_file))
    return authority_file, server_file
