"""The ways to the app besides Azure's own name on the Internet: a private endpoint, a domain."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_azure_native.web import AppServicePlan, WebApp

from infra.azure.location import Location
from infra.config.azure.settings import AzureSettings


@dataclass(frozen=True)
class Ways:
    """What the ways lead to.

    Attributes:
        certified: The domain that there is a certificate for, from a run before.
        ready: What is written to the app before.
    """

    location: Location
    azure: AzureSettings
    certified: str
    app: WebApp
    plan: AppServicePlan
    ready: pulumi.Resource


def ways_in(name: str, ways: Ways, parent: pulumi.Resource) -> None:
    """Make the ways that config asks for. Their modules are loaded only then: most stacks have neither.

    Args:
        name: The component's name.
        ways: What they lead to.
        parent: The component.
    """
    azure = ways.azure
    if azure.private_endpoint:
        from infra.azure.app import private_endpoint  # noqa: PLC0415 - see above

        args = private_endpoint.AzurePrivateEndpointArgs(
            ways.location, azure.names, azure.private_endpoint, ways.app
        )
        options = pulumi.ResourceOptions(parent=parent, depends_on=[ways.ready])
        private_endpoint.AzurePrivateEndpoint(f"{name}-private-endpoint", args, options)
    if azure.domain:
        from infra.azure.app.domain import Domain, custom_domain  # noqa: PLC0415 - see above

        domain = Domain(azure.domain, ways.certified == azure.domain, ways.app, ways.plan, ways.ready)
        custom_domain(name, ways.location, domain, parent)
