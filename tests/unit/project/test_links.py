"""The pages: every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.paths import ROOT, project_files

PAGES = project_files(".md")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_NAMED = re.compile(r"\bdocs/[\w./-]+\.md\b")


def links(text: str) -> list[str]:
    """The targets of a page's links that stay in the project; what stands in code is not a link."""
    return [target for target in _LINK.findall(_CODE.sub("`code`", text)) if "://" not in target]


def anchors(text: str) -> set[str]:
    """The places of a page that a link can name: its headings as GitHub writes them."""
    headings = re.findall(
        r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Each link of a page names a file or a folder of the project, and a heading that is there."""
    for target in links(page.read_text(encoding="utf-8")):
        place, _, anchor = target.partition("#")
        file = (page.parent / place).resolve() if place else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), target


def test_pages_that_code_and_messages_name_exist() -> None:
    """A message or a comment that sends a reader to a page of docs/ names one that is there."""
    for file in project_files():
        if file.suffix in {".py", ".html", ".toml", ".yml", ".yaml", ".md", ""}:
            for name in _NAMED.findall(file.read_text(encoding="utf-8")):
                assert (ROOT / name).is_file(), f"{file.relative_to(ROOT)} names {name}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    """Whoever starts at the README finds every page by following links."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for target in links(page.read_text(encoding="utf-8")):
            file = (page.parent / target.partition("#")[0]).resolve()
            if file.suffix == ".md" and file not in reached:
                waiting.append(file)
    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} <= reached
