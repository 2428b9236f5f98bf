"""What the first run makes, and each later one puts right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.stack import first_run, settings_copy
from cli.stack.first_run import prepare_private_folder


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The private folder of a clone."""
    folder = tmp_path / ".herm"
    for name, value in {
        "ROOT": tmp_path,
        "PRIVATE": folder,
        "STATE": folder / "state",
        "PASSPHRASE": folder / "passphrase",
    }.items():
        monkeypatch.setattr(first_run, name, value)
    monkeypatch.setattr(settings_copy, "PRIVATE", folder)
    monkeypatch.setattr(settings_copy, "stack_file", lambda stack: tmp_path / f"Pulumi.{stack}.yaml")
    return folder


def test_private_things_that_somebody_opened_are_closed_again(private: Path) -> None:
    """A passphrase that others could read is its owner's again after the next run, and the same."""
    prepare_private_folder(lambda _: None)
    passphrase = private / "passphrase"
    text = passphrase.read_text(encoding="utf-8")
    private.chmod(0o755)
    passphrase.chmod(0o644)
    prepare_private_folder(pytest.fail)
    assert [path.stat().st_mode & 0o777 for path in (private, passphrase)] == [0o700, 0o600]
    assert passphrase.read_text(encoding="utf-8") == text


def test_settings_that_are_gone_are_put_back(private: Path) -> None:
    """A copy takes the place of a file that is gone, and never of one that is there."""
    prepare_private_folder(lambda _: None)
    file, said = private.parent / "Pulumi.dev.yaml", list[str]()
    settings_copy.put_back("dev", said.append)
    assert (file.exists(), said) == (False, [])
    file.write_text("first", encoding="utf-8")
    settings_copy.keep("dev")
    file.write_text("changed since", encoding="utf-8")
    settings_copy.put_back("dev", said.append)
    assert (file.read_text(encoding="utf-8"), said) == ("changed since", [])
    file.unlink()
    settings_copy.put_back("dev", said.append)
    assert file.read_text(encoding="utf-8") == "first"
    assert file.stat().st_mode & 0o777 == 0o600
    assert said == ["Pulumi.dev.yaml is gone; it is put back as the last ./herm up left it"]
    file.unlink()
    settings_copy.forget("dev")
    settings_copy.put_back("dev", said.append)
    assert not file.exists()
