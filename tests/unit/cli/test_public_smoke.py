"""`./herm smoke URL`: what it says about an API that is well, ill, open, or something else."""

from __future__ import annotations

import pytest

from cli.main import main
from tests.support.api import DATA, REFUSAL, api


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


def test_nonsense_is_wrong_usage() -> None:
    """Something that is not an address is refused before anything is asked."""
    assert main(["smoke", "hermapi"]) == 2
