"""Starting a query engine for a source of the metadata, and what is known of the one that runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from doubles.standin import limits
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from doubles.standin.metadata.catalog.sources import SourceError
from doubles.standin.queries.catalog import look
from doubles.standin.queries.document import document, schemas
from doubles.standin.queries.identity import token
from doubles.standin.queries.process import EngineError, Process
from doubles.standin.queries.roles import Roles
from hasura.metadata import Metadata, Source
from hasura.model import Accepted


@dataclass(frozen=True)
class Running:
    """A query engine with the roles of its document."""

    process: Process
    roles: Roles

    def token(self, user: Accepted) -> str:
        """The token with which somebody asks it."""
        return token(user, self.roles.name_for(user), self.process.key)

    async def ask(self, request: GraphQLRequest, user: Accepted) -> bytes:
        """The answer to a request.

        Raises:
            QueryError: There is none, or it asks for what is withheld from the role.
            ConnectionLost: The query engine ended.
        """
        if root := self.roles.withheld_in(request.query, user.role):
            reason = f"field '{root}' not found in type: 'mutation_root'"
            raise QueryError(reason, f"$.selectionSet.{root}")
        if user.role != Roles.ADMIN:
            from doubles.standin.graphql.inputs import refuse_unguarded  # noqa: PLC0415 - see `app`

            refuse_unguarded(request, self.roles.relations)
        return await self.process.ask(request.body(), self.token(user))


async def launch(
    program: Path, address: Callable[[Source], str], metadata: Metadata, source: Source
) -> Process:
    """Start a query engine over the tables of a source.

    Raises:
        EngineError: The source's database does not answer.
    """
    try:
        url = address(source)
        catalog = await look(url, schemas(source))
    except SourceError as error:
        raise EngineError(str(error)) from None
    except psycopg.Error:
        raise EngineError("its database does not answer") from None
    try:
        described = document(metadata, source, catalog.functions)
    except (AttributeError, KeyError, TypeError, ValueError):
        # What Hasura's own parser refuses, such as a computed field without a function.
        raise EngineError("customization or computed fields of a table are not what they should be") from None
    settings = {
        "DATABASE_URL": url,
        "PGOPTIONS": f"-c statement_timeout={limits.QUERY_SECONDS * 1000}",
        "PGRST_DB_ANON_ROLE": catalog.role,
        "PGRST_DB_SCHEMAS": ",".join(schemas(source)),
        # One query may take several connections, one for each of its root fields: others wait as long as they
        # may take, and not postrust's own ten seconds.
        "PGRST_DB_POOL": str(limits.QUERIES),
        "PGRST_DB_POOL_TIMEOUT": str(limits.QUERY_SECONDS),
    }
    return await Process.launch(program, settings, described)
