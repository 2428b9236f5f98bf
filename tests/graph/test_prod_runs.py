"""What prod's program makes, seen at work: what Azure does with it once the requests are over."""

from __future__ import annotations

from doubles.azure.services.base import properties_of
from doubles.azure.services.web import containers
from tests.support.arm import SUBSCRIPTION
from tests.support.requests import Deployed, deployed

OLD, NEW = "hasura@sha256:old", "hasura@sha256:new"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm"
REGISTRY = f"{GROUP}/providers/Microsoft.ContainerRegistry/registries/herms"
IMAGE = "herms.azurecr.io/hasura:v2.50.3@sha256:" + "0" * 64


def serving(prod: Deployed) -> str:
    """The image that answers; "" where none does."""
    found = containers.runs(prod.arm.world, prod.rid("WebApp")).serving
    return str(found["image"]) if found else ""


def problem(prod: Deployed) -> str:
    """Why the new container does not take over."""
    return containers.runs(prod.arm.world, prod.rid("WebApp")).problem


def test_containers_words_are_kept_for_the_night() -> None:
    """App Service shows what a container prints only where a setting keeps it: the program has it."""
    with deployed() as prod:
        world, app = prod.arm.world, prod.rid("WebApp")
        assert "started" in containers.log(world, app)[0]
        off = {"httpLogs": {"fileSystem": {"enabled": False, "retentionInDays": 0, "retentionInMb": 35}}}
        assert prod.arm.put(f"{app.path}/config/logs", {"properties": off}) is None
        assert containers.log(world, app) == []


def test_machine_that_is_not_needed_goes() -> None:
    """Busy by CPU adds one; idle by CPU takes it away, although memory stays where it is at rest."""
    with deployed() as prod:
        plan = prod.requests["AppServicePlan"].path

        def count() -> int:
            return int(properties_of(prod.arm.world.find(plan))["numberOfWorkers"])

        prod.arm.happens("load", plan, {"CpuPercentage": 90, "MemoryPercentage": 60})
        assert count() == 2
        prod.arm.happens("load", plan, {"CpuPercentage": 5, "MemoryPercentage": 60})
        assert count() == 1


def test_rule_on_memory_would_keep_every_machine() -> None:
    """Azure takes one away when all rules agree: a second rule, below what is used at rest, never does."""
    with deployed() as prod:
        plan, setting = prod.requests["AppServicePlan"].path, prod.requests["AutoscaleSetting"]
        body = setting.body(setting.inputs)
        rules = body["properties"]["profiles"][0]["rules"]
        [less] = [rule for rule in rules if rule["scaleAction"]["direction"] == "Decrease"]
        memory = {**less["metricTrigger"], "metricName": "MemoryPercentage", "threshold": 40}
        rules.append({**less, "metricTrigger": memory})
        assert prod.arm.put(setting.path, body) is None
        prod.arm.happens("scaled", plan, 3)
        prod.arm.happens("load", plan, {"CpuPercentage": 5, "MemoryPercentage": 60})
        assert properties_of(prod.arm.world.find(plan))["numberOfWorkers"] == 3


def test_server_finds_the_way_to_azures_storage() -> None:
    """What Azure would add to the database's subnet is there already: nothing drifts."""
    with deployed() as prod:
        subnet = prod.arm.world.find(f"{prod.requests['VirtualNetwork'].path}/subnets/database")
        assert properties_of(subnet)["serviceEndpoints"] == [{"service": "Microsoft.Storage"}]
    gone = (
        "Server",
        "Configuration",
        "Database",
        "DiagnosticSetting",
        "MetricAlert",
        "ManagementLockByScope",
    )
    with deployed(*gone) as prod:
        network, server = prod.requests["VirtualNetwork"], prod.requests["Server"]
        body = network.body(network.inputs)
        for one in body["properties"]["subnets"]:
            one["properties"].pop("serviceEndpoints", None)
        assert prod.arm.put(network.path, body) is None
        assert prod.arm.put(server.path, server.body(server.inputs)) is None
        found = properties_of(prod.arm.world.find(f"{network.path}/subnets/database"))
        assert [one["service"] for one in found["serviceEndpoints"]] == ["Microsoft.Storage"]


def test_own_registry_gives_its_image_to_the_apps_identity() -> None:
    """With the registry's id the image is pulled at the first start; without the role it is denied."""
    with deployed(registryId=REGISTRY, hasuraImage=IMAGE) as prod:
        assert serving(prod) == IMAGE.replace(":v2.50.3", "")
    with deployed("RoleAssignment", registryId=REGISTRY, hasuraImage=IMAGE) as prod:
        assert serving(prod) == ""
        assert "denied" in problem(prod)


def test_registry_that_gives_no_more_leaves_the_old_version() -> None:
    """Docker Hub counts anonymous pulls by address: the new image is not there, the old one goes on."""
    with deployed() as prod:
        before = serving(prod)
        prod.arm.happens("image", NEW, {"pull": "toomanyrequests: You have reached your pull rate limit."})
        prod.release(NEW)
        assert serving(prod) == before
        assert "toomanyrequests" in problem(prod)


def test_older_hasura_does_not_start_on_a_newer_catalog() -> None:
    """A release with a newer catalog is there for good; so is one that was only tried in the slot."""
    for token in ("WebApp", "WebAppSlot"):
        with deployed(slot="true") as prod:
            prod.arm.happens("image", NEW, {"catalog": 49})
            prod.release(NEW, token)
            prod.release(OLD)
            assert "Expected source catalog version <= 48, but the current version is 49" in problem(prod)
