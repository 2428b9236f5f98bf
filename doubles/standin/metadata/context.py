"""What one command works on: the metadata as it is meanwhile, and what the databases hold."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from doubles.standin.metadata.catalog.change import Change, Document
from doubles.standin.metadata.catalog.schema import Schema
from doubles.standin.metadata.catalog.sources import SourceError, Sources
from doubles.standin.metadata.checks.consistency import Inconsistent, inconsistencies
from doubles.standin.metadata.errors import ApiError
from hasura.metadata import Metadata, MetadataError, Source, read_metadata


@dataclass
class Context:
    """The state of one request.

    Attributes:
        document: The metadata; a command changes it in place or puts another one here.
    """

    change: Change
    sources: Sources
    document: Document = field(init=False)
    _schemas: dict[str, Schema | SourceError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.document = copy.deepcopy(self.change.stored.document)

    def metadata(self, path: str = "$.args") -> Metadata:
        """The metadata as it is meanwhile.

        Raises:
            ApiError: A command made it what Hasura does not read.
        """
        return read_document(self.document, path)

    def source(self, name: str) -> Source:
        """A source by its name.

        Raises:
            ApiError: There is none.
        """
        found = self.metadata().source(name)
        if found is None:
            raise ApiError("not-exists", f'source with name "{name}" does not exist')
        return found

    async def schemas(self) -> dict[str, Schema | SourceError]:
        """What the databases hold; asked once for each source."""
        metadata = self.metadata()
        if {source.name for source in metadata.sources} - self._schemas.keys():
            self._schemas = await self.sources.schemas(metadata)
        return self._schemas

    def know(self, source: str, schema: Schema) -> None:
        """Take what a source holds from here on from somebody who has changed it."""
        self._schemas[source] = schema

    def forget(self) -> None:
        """Ask the databases again: another one is meant by a name now."""
        self._schemas = {}

    async def inconsistencies(self) -> list[Inconsistent]:
        """The objects that the databases do not bear out now."""
        return inconsistencies(self.metadata(), await self.schemas())


def read_document(document: Any, path: str) -> Metadata:
    """The metadata of a JSON value in a request.

    Raises:
        ApiError: It is none; with the place in the request.
    """
    try:
        return read_metadata(document)
    except MetadataError as error:
        raise ApiError("parse-failed", error.message, path + error.path) from None
