"""What Hasura's command line needs to reach a stack, in the variables that it reads.

It reads many more from its environment, and one that is there wins over those of an env file: a shell that
still has the address of prod would send to prod what was meant for dev. So none is inherited.
"""

from __future__ import annotations

from collections.abc import Mapping

from hasura.variables import ADMIN_SECRET, PREFIX
from infra.config.settings import Settings

ENDPOINT = f"{PREFIX}ENDPOINT"


def connection(settings: Settings) -> dict[str, str]:
    """The variables of a stack, by their names; the admin secret is among them.

    The address is the root: the command line adds /v1/metadata and the like by itself.
    """
    return {
        ENDPOINT: settings.own_origin,
        ADMIN_SECRET: settings.admin_secret.reveal(),
        f"{PREFIX}ENABLE_TELEMETRY": "false",
        f"{PREFIX}SHOW_UPDATE_NOTIFICATION": "false",
    }


def without_hasura(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without the variables that Hasura's command line would read."""
    return {name: value for name, value in environment.items() if not name.startswith(PREFIX)}
