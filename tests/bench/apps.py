"""A Pulumi program with any number of apps in one stack, each as stack prod describes its one.

The engine runs it in place of the project's `__main__.py`, with prod's settings and `bench:apps`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from infra.config.settings import Settings, parse
from infra.contract import environment
from infra.preflight import check_startup
from infra.program import raw_settings


def settings_of(raw: Mapping[str, str], number: int) -> Settings:
    """Prod's settings with names of the app's own; vault and server are named after the app.

    Raises:
        ProblemsError: With every problem found.
    """
    name = f"herm-bench-{number}"
    own = {"resourceGroupName": name, "appName": name, "vaultName": "", "serverName": ""}
    own |= {"createResourceGroup": "true"}
    return parse("prod", {**raw, **own})


def main() -> None:
    """Describe the apps."""
    # Azure's package is large, and only the program needs it.
    from infra.azure.target import arguments  # noqa: PLC0415 - see above
    from infra.azure.web_app import AzureWebApp  # noqa: PLC0415 - see above

    raw = raw_settings()
    for number in range(pulumi.Config("bench").require_int("apps")):
        settings = settings_of(raw, number)
        variables = environment(settings)
        check_startup(settings.stack, variables)
        AzureWebApp(settings.azure.names.app, arguments(settings, variables))


if __name__ == "__main__":
    main()
