"""The metadata of a stack's running engine."""

from __future__ import annotations

from cli.permissions.folder import parsed
from cli.project.api import ApiError
from cli.project.work import api_of
from hasura.metadata import Metadata
from infra.config.settings import Settings
from infra.problems import fail


def of_stack(settings: Settings) -> Metadata:
    """What `export_metadata` answers.

    Raises:
        ProblemsError: Nobody answers, or not with metadata.
    """
    with api_of(settings) as api:
        try:
            document, _ = api.export()
        except ApiError as error:
            reason = f"does not give its metadata: {error}"
            remedy = "review the project's folder instead: ./herm permissions"
            raise fail(f"stack {settings.stack}", reason, remedy) from None
    return parsed(settings.own_origin, document)
