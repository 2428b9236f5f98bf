"""The app's own domain: the name bound to the app, and a certificate that Azure gives and renews.

The certificate needs the binding, and the binding needs the certificate's thumbprint. So the name is bound
without TLS first and given its certificate; a later run, which finds that one in the state, binds the two.
Each time one waits for the other, so that what holds on to the other goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native.web import (
    AppServicePlan,
    Certificate,
    CustomHostNameDnsRecordType,
    HostNameType,
    SslState,
    WebApp,
    WebAppHostNameBinding,
)

from infra.azure.location import Location


@dataclass(frozen=True)
class Domain:
    """A name to be bound.

    Attributes:
        host: The name, as `api.example.com`.
        certified: Whether its certificate is there already, from a run before.
        ready: What is written to the app before: App Service takes one request at a time.
    """

    host: str
    certified: bool
    app: WebApp
    plan: AppServicePlan
    ready: pulumi.Resource


def custom_domain(name: str, location: Location, domain: Domain, parent: pulumi.Resource) -> None:
    """Bind the name, with its certificate where that is there.

    Args:
        name: The component's name.
        location: Where it is made.
        domain: The name.
        parent: The component.
    """
    if domain.certified:
        certificate = _certificate(name, location, domain, parent, after=[])
        _binding(name, location, domain, parent, certificate)
    else:
        binding = _binding(name, location, domain, parent, None)
        _certificate(name, location, domain, parent, after=[binding])


def _binding(
    name: str, location: Location, domain: Domain, parent: pulumi.Resource, certificate: Certificate | None
) -> WebAppHostNameBinding:
    return WebAppHostNameBinding(
        f"{name}-domain",
        name=domain.app.name,
        site_name=domain.app.name,
        host_name=domain.host,
        resource_group_name=location.group,
        custom_host_name_dns_record_type=CustomHostNameDnsRecordType.C_NAME,
        host_name_type=HostNameType.VERIFIED,
        ssl_state=SslState.SNI_ENABLED if certificate else SslState.DISABLED,
        thumbprint=certificate.thumbprint if certificate else None,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[domain.ready]),
    )


def _certificate(
    name: str,
    location: Location,
    domain: Domain,
    parent: pulumi.Resource,
    after: Sequence[pulumi.Resource],
) -> Certificate:
    return Certificate(
        f"{name}-certificate",
        name=domain.host,
        resource_group_name=location.group,
        location=location.region,
        server_farm_id=domain.plan.id,
        canonical_name=domain.host,
        tags=location.tags,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[*after]),
    )
