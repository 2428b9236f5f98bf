"""The whole graph of stack dev, as the program describes it."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pulumi
import pytest

from infra.config.settings import parse
from infra.contract import START_COMMAND, environment
from tests.support.configurations import GOOD
from tests.support.recorder import ROOT, SECRET_MARK, Graph, record

SECRETS = ("jwtSecret", "adminSecret", "databasePassword")
COMPONENT = "herm:index:DockerStack"
CONTAINER = "docker:index/container:Container"


@pytest.fixture(params=[False, True], ids=["up", "preview"])
def graph(request: pytest.FixtureRequest) -> Graph:
    """A fresh run of the program, once as `up` and once as `preview`."""
    return record("dev", GOOD, SECRETS, preview=request.param)


def test_every_resource_stands_under_the_component(graph: Graph) -> None:
    """The component hangs on the stack, everything else on the component."""
    [component] = graph.of_type(COMPONENT)
    [urn] = [urn for urn, r in graph.resources.items() if r["type"] == COMPONENT]
    assert component == "herm"
    for resource in graph.resources.values():
        if resource["type"] == COMPONENT:
            assert "pulumi:pulumi:Stack" in resource["parent"]
        elif resource["type"] != "pulumi:pulumi:Stack":
            assert resource["parent"] == urn, resource["name"]


def test_every_component_registers_outputs(graph: Graph) -> None:
    """A component's outputs are registered, and they are not empty."""
    for urn, resource in graph.resources.items():
        if not resource["custom"] and resource["type"] != "pulumi:pulumi:Stack":
            assert graph.outputs[urn], resource["name"]
            assert re.fullmatch(r"herm:index:[A-Z][A-Za-z]+", resource["type"])


def test_children_are_named_after_component_and_role(graph: Graph) -> None:
    """Two instances of the component never collide."""
    names = {r["name"] for r in graph.resources.values() if r["custom"]}
    assert names == {
        "herm-network",
        "herm-volume",
        "herm-postgres-image",
        "herm-postgres",
        "herm-hasura-image",
        "herm-hasura",
    }


def test_hasura_gets_exactly_the_contracts_environment(graph: Graph) -> None:
    """The target adds no variable and leaves none out."""
    expected = [f"{v.name}={v.reveal()}" for v in environment(parse("dev", GOOD))]
    hasura = graph.of_type(CONTAINER)["herm-hasura"]
    assert hasura["inputs"]["envs"]["value"] == expected


def test_no_secret_is_an_open_input(graph: Graph) -> None:
    """Every value that holds a secret travels to the engine marked as secret."""
    for resource in graph.resources.values():
        for name, value in resource["inputs"].items():
            text = json.dumps(value)
            if any(json.dumps(GOOD[secret])[1:-1] in text for secret in SECRETS):
                assert SECRET_MARK in text, (resource["name"], name)


def test_ports_are_bound_to_loopback_only(graph: Graph) -> None:
    """Nobody else in the network reaches a developer's database or API."""
    containers = graph.of_type(CONTAINER)
    assert containers["herm-hasura"]["inputs"]["ports"] == [
        {"internal": 8080, "external": 8080, "ip": "127.0.0.1"}
    ]
    assert not containers["herm-postgres"]["inputs"].get("ports")


def test_data_volume_outlives_the_stack(graph: Graph) -> None:
    """Destroying the stack leaves the developer's data where it is."""
    assert graph.of_type("docker:index/volume:Volume")["herm-volume"]["retainOnDelete"]


def test_containers_go_before_their_replacement_comes(graph: Graph) -> None:
    """Old and new want the same name and port, so they cannot both be there."""
    for container in graph.of_type(CONTAINER).values():
        assert container["deleteBeforeReplace"]
        assert container["replaceOnChanges"] == ["healthcheck"]
        assert container["inputs"]["wait"]
        assert container["inputs"]["logOpts"] == {"max-size": "10m", "max-file": "3"}


def test_docker_looks_at_health_just_before_its_provider_does(graph: Graph) -> None:
    """The provider looks each second; a look of Docker's that takes a tenth of one has ended by then."""
    for container in graph.of_type(CONTAINER).values():
        health = container["inputs"]["healthcheck"]
        milliseconds = int(health["interval"].removesuffix("ms"))
        assert 800 <= milliseconds <= 900
        assert 60_000 <= milliseconds * health["retries"] <= 61_000


def test_hasura_ends_itself_before_it_is_killed(graph: Graph) -> None:
    """The signal to stop reaches the engine, which ends its requests before Docker ends the container."""
    container = graph.of_type(CONTAINER)["herm-hasura"]["inputs"]
    assert container["command"] == list(START_COMMAND)
    variables = dict(entry.split("=", 1) for entry in container["envs"]["value"])
    assert int(variables["HASURA_GRAPHQL_GRACEFUL_SHUTDOWN_TIMEOUT"]) < container["stopTimeout"]


def test_stand_in_is_started_by_its_image() -> None:
    """The stand-in's image knows no graphql-engine, and ends when it is asked to."""
    graph = record("dev", {**GOOD, "hasuraImage": "herm/hasura-stand-in:1"}, SECRETS)
    assert "command" not in graph.of_type(CONTAINER)["herm-hasura"]["inputs"]


def test_images_stay_when_the_stack_goes(graph: Graph) -> None:
    """The next `up` needs no download."""
    for image in graph.of_type("docker:index/remoteImage:RemoteImage").values():
        assert image["inputs"]["keepLocally"] is True


def test_stack_outputs_hold_no_secret(graph: Graph) -> None:
    """What `pulumi stack output` prints can be shown to anyone."""
    [outputs] = [o for urn, o in graph.outputs.items() if urn.endswith("pulumi:pulumi:Stack::herm-dev")]
    assert outputs["engine"] == "hasura"
    assert outputs["version"] == "v2.50.3"
    assert SECRET_MARK not in json.dumps(outputs)


def test_problems_of_the_configuration_end_the_run_as_one_message() -> None:
    """`pulumi preview` shows every problem with its remedy and no traceback."""
    with pytest.raises(pulumi.RunError) as caught:
        record("dev", {**GOOD, "adminSecret": "", "hasuraPort": "x"}, SECRETS)
    assert "herm:adminSecret: is not set" in str(caught.value)
    assert "herm:hasuraPort: is 'x'" in str(caught.value)


def test_jwt_secret_that_would_stop_hasura_ends_the_preview_with_hasuras_words() -> None:
    """Nobody waits for a container to crash to learn that its JWT secret is wrong."""
    with pytest.raises(
        pulumi.RunError, match="Key size too small; should be atleast 32 characters"
    ) as caught:
        record("dev", {**GOOD, "jwtSecret": '{"type": "HS256", "key": "short-marker"}'}, SECRETS)
    assert "short-marker" not in str(caught.value)
    assert "pulumi config set --secret herm:jwtSecret --stack dev" in str(caught.value)


def test_secret_set_without_secret_flag_is_refused() -> None:
    """A secret in plain text in the stack's file is a problem, not a habit."""
    with pytest.raises(pulumi.RunError, match="herm:jwtSecret: is stored in plain text"):
        record("dev", GOOD, ("adminSecret", "databasePassword"))


def test_secret_entry_set_without_secret_flag_is_refused() -> None:
    """One entry that is encrypted makes all of an object secret to the engine; the file tells them apart."""
    entries = {"ACTION_KEY": "of-this-test-1", "OTHER_KEY": "of-this-test-2"}
    config = {
        **GOOD,
        "secretEnvironment": json.dumps(entries),
        "otherVariables": json.dumps(list(entries)),
    }
    stored = {"herm:secretEnvironment": {"ACTION_KEY": {"secure": "v1:..."}, "OTHER_KEY": "of-this-test-2"}}
    with pytest.raises(pulumi.RunError) as caught:
        record("dev", config, (*SECRETS, "secretEnvironment"), stored=stored)
    assert "herm:secretEnvironment.OTHER_KEY: is stored in plain text" in str(caught.value)
    assert "config set --secret --path 'herm:secretEnvironment.OTHER_KEY' --stack dev" in str(caught.value)
    assert "ACTION_KEY" not in str(caught.value)
    assert "of-this-test" not in str(caught.value)


def test_dev_program_loads_nothing_of_azures() -> None:
    """The dev stack does not pay for the Azure SDK: none of its modules is imported."""
    script = (
        "import json, sys; from tests.support.recorder import record;"
        f"record('dev', json.loads(sys.argv[1]), {SECRETS!r});"
        "print([name for name in sys.modules if 'pulumi_azure' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(GOOD)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
