"""Blobs of storage accounts, by the account's host: what a state backend does with them.

Requests and errors as in the REST reference of Blob Storage (learn.microsoft.com, "storageservices"), version
2021 and later. Block blobs of one request alone: block lists, leases, snapshots and versions are refused.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote, urlsplit

from doubles.azure.data.blob_access import container_of
from doubles.azure.data.storage_errors import StorageError
from doubles.azure.hosts import BLOB_DOMAIN
from doubles.azure.world import Answer, Call, World

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def read(world: World, call: Call) -> Answer:
    """A blob with its properties, or the range of it that was asked for.

    Raises:
        StorageError: There is no such blob, or the range begins behind its end.
    """
    kept = _kept(world, call)
    content = base64.b64decode(kept["content"])
    headers = {**kept["headers"], "x-ms-blob-type": "BlockBlob", "Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(call.headers.get("x-ms-range") or call.headers.get("range") or "")
    if asked is None:
        return Answer(200, content, headers)
    first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
    if first >= len(content):
        raise StorageError("InvalidRange")
    shown = {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
    return Answer(206, content[first : last + 1], {**headers, **shown})


def write(world: World, call: Call) -> Answer:
    """Keep a blob, sent whole or as the address of another one in the same account.

    Raises:
        StorageError: A condition does not hold, or the source of a copy is not there.
    """
    source = call.headers.get("x-ms-copy-source")
    if call.query.get("comp"):
        raise StorageError("NotImplemented")
    _check(world, call)
    if source:
        headers = _keep(world, call, *_source(world, call, source))
        return Answer(202, b"", {**headers, "x-ms-copy-id": str(uuid.uuid4()), "x-ms-copy-status": "success"})
    if call.headers.get("x-ms-blob-type") != "BlockBlob":
        raise StorageError("MissingRequiredHeader")
    kind = call.headers.get("x-ms-blob-content-type") or call.headers.get("content-type")
    headers = _keep(world, call, call.content, kind or "application/octet-stream")
    return Answer(201, b"", {**headers, "x-ms-request-server-encrypted": "true"})


def delete(world: World, call: Call) -> Answer:
    """Take a blob away.

    Raises:
        StorageError: There is no such blob.
    """
    _kept(world, call)
    world.store.remove("blob", _key(world, call))
    return Answer(202, b"")


def _keep(world: World, call: Call, content: bytes, kind: str) -> dict[str, str]:
    """Store a blob; give the headers that tell of the write."""
    old, now = world.store.get("blob", _key(world, call)), formatdate(world.now(), usegmt=True)
    told = {"ETag": f'"0x{uuid.uuid4().hex[:15].upper()}"', "Last-Modified": now}
    digest = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode("ascii")
    first = old["headers"]["x-ms-creation-time"] if old else now
    headers = {**told, "Content-Type": kind, "Content-MD5": digest, "x-ms-creation-time": first}
    text = base64.b64encode(content).decode("ascii")
    world.store.put("blob", _key(world, call), {"headers": headers, "size": len(content), "content": text})
    return told


def _check(world: World, call: Call) -> None:
    """Hold a write to its conditions."""
    old = world.store.get("blob", _key(world, call))
    tag = old["headers"]["ETag"] if old else None
    none, match = call.headers.get("if-none-match"), call.headers.get("if-match")
    if none == "*" and old:
        raise StorageError("BlobAlreadyExists")
    if (match and (old is None or match not in ("*", tag))) or (none and none == tag):
        raise StorageError("ConditionNotMet")


def _source(world: World, call: Call, address: str) -> tuple[bytes, str]:
    """The content and the type of the blob that is copied."""
    place = urlsplit(address)
    container, _, name = unquote(place.path).strip("/").partition("/")
    if place.hostname != f"{call.names['account']}.{BLOB_DOMAIN}" or container != call.names["container"]:
        raise StorageError("CannotVerifyCopySource")
    kept = world.store.get("blob", f"{container_of(world, call).key}/{name}")
    if kept is None:
        raise StorageError("BlobNotFound")
    return base64.b64decode(kept["content"]), str(kept["headers"]["Content-Type"])


def _kept(world: World, call: Call) -> dict[str, Any]:
    kept: dict[str, Any] | None = world.store.get("blob", _key(world, call))
    if kept is None:
        raise StorageError("BlobNotFound")
    return kept


def _key(world: World, call: Call) -> str:
    return f"{container_of(world, call).key}/{call.names['blob']}"
