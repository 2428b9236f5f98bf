"""A domain of the API's own, with a certificate of Azure's: the setting `herm:domain`.

Azure binds a name to an app once the name's DNS has two records, and gives a certificate once the name is
bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.config.azure.confirmed import Confirmed
from infra.config.azure.deployed import Deployed
from infra.config.commands import remove_command, set_command
from infra.config.reader import ConfigReader
from infra.config.schema import PREFIX
from infra.problems import Problem

_SETTING = "domain"
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){2,}[a-z]{2,63}")
_LONGEST = 64
"""What the common name of a certificate may have."""


def read_domain(reader: ConfigReader) -> str:
    """The name, as `api.example.com`; "" for Azure's own alone."""
    name = reader.text(_SETTING)
    if name and (not _NAME.fullmatch(name) or len(name) > _LONGEST):
        reason = f"is {name!r}; it has to be like api.example.com, in small letters, {_LONGEST} at most"
        reader.problem(_SETTING, reason, reader.set(_SETTING, "api.example.com"))
    elif name.endswith(".azurewebsites.net"):
        reader.problem(_SETTING, f"is {name}, which is Azure's own", reader.remove(_SETTING))
    return name


def refuse_closed(reader: ConfigReader, domain: str, setting: str) -> None:
    """Who gives the certificate looks at the app from outside, each time it is renewed."""
    if domain:
        reason = f"is {domain}, and {PREFIX}{setting} lets nobody see it who could give it a certificate"
        remedy = f"{reader.remove(_SETTING)}\nor: {reader.remove(setting)}"
        reader.problem(_SETTING, reason, remedy)


def domain_refused(
    stack: str, deployed: Deployed, domain: str, host: str, confirmed: Confirmed
) -> Iterator[Problem]:
    """What Azure would refuse to bind: it asks for DNS records, one of which only the app can name.

    Args:
        stack: The stack's name, for the commands.
        deployed: What there is.
        domain: The name that is wanted; "" for none.
        host: The app's own host.
        confirmed: The stack's confirmations.
    """
    words = f"DNS has the records of {domain}"
    if not domain or domain == deployed.domain or confirmed.holds(words):
        return
    if not deployed.verification_id:
        reason = "needs a DNS record that only the app can name, and the app is not there yet"
        first = f"{remove_command(stack, _SETTING)} && pulumi up --stack {stack}"
        then = set_command(stack, _SETTING, domain)
        yield Problem(f"{PREFIX}{_SETTING}", reason, f"{first}\n    then: {then}")
        return
    reason = (
        f"needs two records in DNS: CNAME from {domain} to {host}, and TXT from asuid.{domain} to "
        f"{deployed.verification_id}"
    )
    yield Problem(f"{PREFIX}{_SETTING}", reason, f"once they are there: {confirmed.command(words)}")
