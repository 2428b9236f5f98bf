"""Packages come from where the machine's own come from."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from machine.images import postgres, python_base, stand_in
from machine.images.sources import choose_mirror, suite

MIRROR = "http://mirror.example/debian/"


def test_own_release_and_main() -> None:
    """The mirror of the release's main component is taken; updates, security and other vendors are not."""
    lines = [
        "cloud-sdk-bookworm|main|https://packages.vendor.example/apt/|cloud-sdk-bookworm",
        "bookworm-security|main|http://mirror.example/debian-security/|Debian",
        "bookworm|contrib|http://other.example/debian/|Debian",
        f"bookworm|main|{MIRROR}|Debian",
    ]
    assert choose_mirror("bookworm", lines) == "http://mirror.example/debian"


def test_the_distribution_wins() -> None:
    """A vendor that names its release like the distribution's is not mistaken for it."""
    lines = ["noble|main|https://vendor.example/|Vendor", "noble|main|http://mirror.example/ubuntu/|Ubuntu"]
    assert choose_mirror("noble", lines) == "http://mirror.example/ubuntu"


def test_before_the_first_update() -> None:
    """Before apt has an index it does not know the origin; the mirror is known all the same."""
    assert choose_mirror("bookworm", [f"bookworm|main|{MIRROR}|$(ORIGIN)"]) == "http://mirror.example/debian"


def test_none() -> None:
    """A machine that installs from a disc has no mirror."""
    assert choose_mirror("bookworm", ["bookworm|main|cdrom://disc/|Debian"]) is None


def test_machine_without_a_release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without an os-release file (macOS) nothing can be built, and asking for what was does no harm."""
    missing = str(tmp_path / "os-release")
    monkeypatch.setattr(platform, "_os_release_cache", None)
    monkeypatch.setattr(platform, "_os_release_candidates", (missing,))
    assert suite() == ""
    for module in (postgres, python_base, stand_in):
        assert module.image().startswith("herm/")
