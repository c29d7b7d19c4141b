"""The site: every page is in its navigation, every heading that is linked to is there, and what is
made by `python -m tools.reference` is as it would be made now."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml
from tools import reference

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TOP = sorted(ROOT.glob("*.md"))
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


Nav: TypeAlias = "str | list[Nav] | dict[str, Nav]"


def named(part: Nav) -> list[str]:
    """The pages that a part of the navigation names."""
    if isinstance(part, str):
        return [part]
    parts = part.values() if isinstance(part, dict) else part
    return [page for one in parts for page in named(one)]


def anchors(page: Path) -> set[str]:
    """The fragments of its headings, as the site and the readers of a repository make them."""
    found: list[str] = []
    for heading in re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text()), re.MULTILINE):
        plain = re.sub(r"\[([^\]]+)\]\([^)]+\)|[`*]", r"\1", heading).lower()
        found.append(re.sub(r"[\s]", "-", re.sub(r"[^\w\s-]", "", plain).strip()))
    return {name if not n else f"{name}-{n}" for n, name in numbered(found)}


def numbered(names: list[str]) -> list[tuple[int, str]]:
    seen = Counter[str]()
    found: list[tuple[int, str]] = []
    for name in names:
        found.append((seen[name], name))
        seen[name] += 1
    return found


def test_every_page_is_in_the_navigation_once() -> None:
    pages = named(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"])
    assert sorted(pages) == [str(page.relative_to(DOCS)) for page in PAGES]


@pytest.mark.parametrize("page", [*TOP, *PAGES], ids=lambda p: str(p.relative_to(ROOT)))
def test_every_heading_that_is_linked_to_is_there(page: Path) -> None:
    for link, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text()):
        target = page.parent / link if link else page
        assert anchor in anchors(target), f"{link}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_page_leads_out_of_the_site_but_by_an_address(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        inside = (page.parent / link).resolve().is_relative_to(DOCS)
        assert inside or link.startswith("https://"), link


@pytest.mark.parametrize("page", reference.PAGES)
def test_what_is_made_is_current(page: str) -> None:
    made = reference.PAGES[page]()
    assert (DOCS / "reference" / page).read_text() == made, "run python -m tools.reference"


@pytest.mark.long
def test_the_site_is_built_and_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    if shutil.which("mkdocs", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("no mkdocs here: tools/setup.py long")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        found = re.findall(
            r"<(?:script|img|iframe|link)[^>]+(?:src|href)=\"?(https?://[^\s\">]+)",
            page.read_text(),
        )
        assert found == [], page.name
