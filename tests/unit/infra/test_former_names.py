"""URNs of former names: composed for who asks, and for nobody else."""

from __future__ import annotations

import subprocess
import sys

from tests.support.paths import ROOT

PROGRAM = """
import asyncio
import pulumi
from pulumi.runtime import mocks, set_mocks
from pulumi.runtime import resource as runtime
from infra.azure.former_names import compose_urns_when_asked

class Mocks(mocks.Mocks):
    def new_resource(self, args): return args.name, {}
    def call(self, args): return {}, []

composed = []
at_once = pulumi.resource.collapse_alias_to_urn
def counted(*alias):
    composed.append(alias)
    return at_once(*alias)
pulumi.resource.collapse_alias_to_urn = counted
compose_urns_when_asked()
compose_urns_when_asked()

async def main():
    asyncio.set_event_loop(asyncio.get_running_loop())
    set_mocks(Mocks(), "project", "stack")
    former = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_="herm:index:Former"), "urn:whole"])
    parent = pulumi.ComponentResource("herm:index:Thing", "thing", None, former)
    await parent.urn.future()
    print(len(composed))
    inherited = runtime.all_aliases([], "thing-child", "a:b:C", parent)
    print(await inherited[0].future())
    print(len(composed))

asyncio.run(main())
"""


def test_urn_of_a_former_name_is_composed_when_an_engine_asks_for_it() -> None:
    """None while a resource is described; who cannot compose it gets it, for children too."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    none, urn, some = done.stdout.split()
    assert none == "0" != some
    assert urn == "urn:pulumi:stack::project::herm:index:Former$a:b:C::thing-child"
