"""The list of a container's blobs: in the order of names, in pages, with folders by a delimiter."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from doubles.azure.data.blob_access import container_of
from doubles.azure.data.storage_errors import StorageError
from doubles.azure.world import Answer, Call, World

_MOST = 5000


def blobs(world: World, call: Call) -> Answer:
    """One page of a container's blobs.

    Raises:
        StorageError: Something else is asked of the container than a list.
    """
    if (call.query.get("restype"), call.query.get("comp")) != ("container", "list"):
        raise StorageError("InvalidQueryParameterValue")
    prefix, parting = call.query.get("prefix", ""), call.query.get("delimiter", "")
    most = min(int(call.query.get("maxresults") or _MOST), _MOST)
    place = f"{container_of(world, call).key}/"
    found = list(_entries(dict(world.store.items("blob", place + prefix)), place, prefix, parting))
    after = base64.b64decode(call.query.get("marker", "")).decode("utf-8")
    page = [entry for entry in found if entry[0] > after][: most + 1]
    more = base64.b64encode(page[most - 1][0].encode("utf-8")).decode("ascii") if len(page) > most else ""
    inside = "".join(_element(*entry) for entry in page[:most])
    return Answer(
        200,
        f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://{call.host}/" '
        f'ContainerName="{call.names["container"]}"><Prefix>{escape(prefix)}</Prefix>'
        f"<MaxResults>{most}</MaxResults><Delimiter>{escape(parting)}</Delimiter><Blobs>{inside}</Blobs>"
        f"<NextMarker>{more}</NextMarker></EnumerationResults>",
    )


def _entries(
    kept: dict[str, Any], place: str, prefix: str, parting: str
) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Names with what is kept of them, in their order; None for a folder."""
    told = set()
    for key, blob in kept.items():
        name = key.removeprefix(place)
        head, found, _ = name.removeprefix(prefix).partition(parting) if parting else (name, "", "")
        if not found:
            yield name, blob
        elif head not in told:
            told.add(head)
            yield f"{prefix}{head}{parting}", None


def _element(name: str, blob: dict[str, Any] | None) -> str:
    if blob is None:
        return f"<BlobPrefix><Name>{escape(name)}</Name></BlobPrefix>"
    headers = blob["headers"]
    properties = {
        "Creation-Time": headers["x-ms-creation-time"],
        "Last-Modified": headers["Last-Modified"],
        "Etag": headers["ETag"].strip('"'),
        "Content-Length": blob["size"],
        "Content-Type": headers["Content-Type"],
        "Content-MD5": headers["Content-MD5"],
        "BlobType": "BlockBlob",
        "ServerEncrypted": "true",
    }
    inside = "".join(f"<{tag}>{escape(str(value))}</{tag}>" for tag, value in properties.items())
    return f"<Blob><Name>{escape(name)}</Name><Properties>{inside}</Properties></Blob>"
