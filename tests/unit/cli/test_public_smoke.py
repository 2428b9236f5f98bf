"""`./herm smoke URL`: what it says about an API that is well, ill, open, or something else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cli.main import main
from tests.support.api import DATA, REFUSAL, api
from tests.support.clones import free_port


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.verbs.smoke._PAUSE", 0.05)


def test_healthy_and_closed_api_passes() -> None:
    """Both questions are answered as they should be."""
    with api([200], REFUSAL) as url:
        assert main(["smoke", url]) == 0


def test_new_version_is_waited_for() -> None:
    """A container that is just starting is asked again within the given time."""
    with api([503, 503, 200], REFUSAL) as url:
        assert main(["smoke", url, "--wait", "20"]) == 0


@pytest.mark.parametrize(
    ("health", "answer", "said"),
    [
        ([500], REFUSAL, "answers 500"),
        ([200], DATA, "is not protected"),
        ([200], "<html>", "is not JSON"),
        ([200], "[]", "is not protected"),
    ],
)
def test_ill_open_or_foreign_api_fails(
    health: list[int], answer: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each way to be wrong has its sentence, and the exit code is 1."""
    with api(health, answer) as url:
        assert main(["smoke", url]) == 1
    assert said in capsys.readouterr().err


def test_api_with_a_role_for_everyone_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """`--open` is for stacks with an unauthorized role."""
    with api([200], DATA) as url:
        assert main(["smoke", url, "--open"]) == 0
    assert "credentials" not in capsys.readouterr().err


def test_silence_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody at the address is one clear message."""
    assert main(["smoke", "http://127.0.0.1:9"]) == 1
    assert "does not answer" in capsys.readouterr().err


def test_an_api_on_this_machine_is_not_azures(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody answers on the loopback, the remedy is about this machine's ports."""
    assert main(["smoke", f"http://localhost:{free_port()}"]) == 1
    shown = capsys.readouterr().err
    assert "docker ps" in shown
    assert "az " not in shown


def test_nonsense_is_wrong_usage() -> None:
    """Something that is not an address is refused before anything is asked."""
    assert main(["smoke", "hermapi"]) == 2


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ('{"appId": "x"}', "pulumi up"),
        ('{"url": 7}', "'7' is not an address"),
        ("[1]", "pulumi stack output --json"),
        ("{}", "is not an address"),
    ],
)
def test_outputs_without_an_address_are_named(
    outputs: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outputs that cannot tell where the API is are refused with what would make them."""
    (tmp_path / "outputs.json").write_text(outputs, encoding="utf-8")
    assert main(["smoke", "--outputs", str(tmp_path / "outputs.json")]) == 2
    assert said in capsys.readouterr().err


@dataclass
class Deployed:
    """An API of which the test says what answers: its version, its settings, and whether it is healthy."""

    version: str = "v2.50.3"
    settings: str = "https://settings-0123456789ab.invalid"
    healthy: bool = True
    refused: str = ""
    answers: int = 0

    def client(self, url: str, seconds: float) -> httpx.Client:
        """A client that asks this API and no other."""
        transport = httpx.MockTransport(self.handle)
        return httpx.Client(base_url=url, timeout=seconds, transport=transport)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer one question."""
        self.answers += 1
        if self.refused:
            headers = {"x-ms-forbidden-ip": self.refused} if self.refused != "private" else {}
            return httpx.Response(403, headers=headers, text="<h1>Error 403")
        if request.url.path == "/healthz":
            return httpx.Response(200 if self.healthy else 500)
        if request.url.path == "/v1/version":
            return httpx.Response(200, json={"server_type": "ce", "version": self.version})
        if request.method == "OPTIONS":
            allowed = {"Access-Control-Allow-Origin": self.settings}
            return httpx.Response(204, headers=allowed if request.headers["Origin"] == self.settings else {})
        return httpx.Response(200, text=REFUSAL)


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Deployed:
    """What `./herm smoke` asks, in place of the network."""
    found = Deployed()
    monkeypatch.setattr("cli.verbs.smoke.client", found.client)
    return found


def outputs(folder: Path, **changes: str) -> list[str]:
    """The options for a stack's outputs."""
    known = {
        "url": "https://mine.azurewebsites.net",
        "appId": "/subscriptions/s/resourceGroups/ours/providers/Microsoft.Web/sites/mine",
        "version": "v2.50.3",
        "settings": Deployed.settings,
        "open": "false",
    }
    file = folder / "outputs.json"
    file.write_text(json.dumps({**known, **changes}), encoding="utf-8")
    return ["--outputs", str(file), "--hold", "0"]


def test_deployment_is_proved_by_version_and_settings(
    deployed: Deployed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The outputs are all that is needed, the address included."""
    assert main(["smoke", *outputs(tmp_path)]) == 0
    assert "version v2.50.3 and the settings that were deployed" in capsys.readouterr().err
    assert deployed.answers == 4


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (Deployed(version="v2.49.0"), "is still v2.49.0, and v2.50.3 was deployed"),
        (Deployed(settings="https://settings-ffffffffffff.invalid"), "other settings than those that were"),
        (Deployed(healthy=False), "answers 500"),
    ],
)
def test_old_container_is_no_proof(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changed: Deployed,
    said: str,
) -> None:
    """What answers is healthy and refuses strangers, and still is not what was deployed; the app is named."""
    monkeypatch.setattr("cli.verbs.smoke.client", changed.client)
    assert main(["smoke", *outputs(tmp_path), "--wait", "1"]) == 1
    shown = capsys.readouterr().err
    assert said in shown
    assert "az webapp log tail --resource-group ours --name mine" in shown


@pytest.mark.parametrize("address", ["198.51.100.7", "[2001:db8::7]"])
def test_machine_that_is_not_let_in_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    """Waiting would not help: the address is named, with the command that adds it to those let in."""
    deployed = Deployed(refused=address)
    monkeypatch.setattr("cli.verbs.smoke.client", deployed.client)
    known = outputs(tmp_path, allowedAddresses="203.0.113.0/24, 203.0.114.7/32")
    assert main(["smoke", *known, "--wait", "900"]) == 1
    address = address.strip("[]")
    command = f"pulumi config set --path 'herm:allowedAddresses[2]' {address} --stack prod"
    shown = " ".join(capsys.readouterr().err.split())
    assert f"does not let {address} in" in shown
    assert command in shown
    assert deployed.answers == 1


def test_health_has_to_last(deployed: Deployed, tmp_path: Path) -> None:
    """Every answer of the whole time counts, not the first alone."""
    assert main(["smoke", *outputs(tmp_path), "--hold", "1"]) == 0
    assert deployed.answers > 10


@pytest.mark.parametrize("changes", [{"version": "mine", "settings": ""}, {"version": "v2.50.3-ce.1"}])
def test_what_cannot_be_told_is_not_asked(
    deployed: Deployed, tmp_path: Path, changes: dict[str, str]
) -> None:
    """A tag that is not a release, and settings without an origin, leave health and refusal."""
    assert main(["smoke", *outputs(tmp_path, **changes)]) == 0
    assert deployed.answers >= 2


def test_outputs_know_that_strangers_are_let_in(deployed: Deployed, tmp_path: Path) -> None:
    """`open` in the outputs is `--open`."""
    assert main(["smoke", *outputs(tmp_path, open="true")]) == 0
    assert deployed.answers == 3


def test_outputs_that_are_none_are_wrong_usage(tmp_path: Path) -> None:
    """What is not JSON, and what has no address, is refused before anything is asked."""
    file = tmp_path / "outputs.json"
    file.write_text("error: no stack", encoding="utf-8")
    assert main(["smoke", "--outputs", str(file)]) == 2
    file.write_text("{}", encoding="utf-8")
    assert main(["smoke", "--outputs", str(file)]) == 2


def test_private_endpoint_is_asked_from_its_network(
    deployed: Deployed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From elsewhere nothing can be proved: said at once, with the network and the command to run in it."""
    deployed.refused = "private"
    file = tmp_path / "outputs.json"
    outputs = {"url": "https://hermapi.azurewebsites.net", "privateNetwork": "/subscriptions/s/hub"}
    file.write_text(json.dumps(outputs), encoding="utf-8")
    assert main(["smoke", "--outputs", str(file), "--wait", "900"]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "reached from inside /subscriptions/s/hub alone" in said
    assert "pulumi stack output --json --stack prod | ./herm smoke --outputs - --wait 900" in said
    assert deployed.answers == 1
