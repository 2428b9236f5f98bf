"""Azure's public regions, to catch a misspelling before Azure does, and those without availability zones."""

from __future__ import annotations

import difflib
import re

from infra.config.reader import ConfigReader

_WITH_ZONES = """
australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus chilecentral
eastasia eastus eastus2 francecentral germanywestcentral indonesiacentral israelcentral italynorth japaneast
japanwest koreacentral malaysiawest mexicocentral newzealandnorth northeurope norwayeast polandcentral
qatarcentral southafricanorth southcentralus southeastasia spaincentral swedencentral switzerlandnorth
uaenorth uksouth westeurope westus2 westus3
"""
_WITHOUT_ZONES = """
australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth
koreasouth northcentralus norwaywest southafricawest southindia swedensouth switzerlandwest uaecentral
ukwest westcentralus westindia westus
"""

ZONED = frozenset(_WITH_ZONES.split())
REGIONS = ZONED | frozenset(_WITHOUT_ZONES.split())

_REGION = re.compile(r"[a-z][a-z0-9]+")


def read_region(reader: ConfigReader) -> str:
    """The region; one that herm does not know is taken where it resembles none that it knows."""
    region = reader.text("location")
    if meant := misspelling(region):
        reader.problem("location", f"is {region!r}; did you mean {meant}?", reader.set("location", meant))
    elif not _REGION.fullmatch(region):
        reader.problem("location", f"is {region!r}; Azure's names of regions are like westeurope")
    return region


def misspelling(region: str) -> str | None:
    """The region that was meant; None when the name is known, or resembles none: Azure opens new ones."""
    plain = region.lower().replace(" ", "")
    if region in REGIONS or not plain:
        return None
    near = difflib.get_close_matches(plain, REGIONS, n=1, cutoff=0.93)
    return near[0] if near else None
