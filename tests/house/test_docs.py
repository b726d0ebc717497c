"""Documentation says what is so: generated pages are fresh, commands documented, counts and links right."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest
from typer.main import get_command

from gongkai.cli.app import app
from gongkai.cli.catalogue import kinds
from gongkai.cli.docs import FOLDER, pages
from gongkai.cli.shown import fresh
from gongkai.report.form import editions, load_form
from gongkai.report.identities import identities
from gongkai.report.render import FORMATS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
READMES = (README, CHINESE)
WRITTEN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_pages_are_fresh(name: str) -> None:
    assert (DOCS / FOLDER / name).read_text("utf-8") == pages()[name], "stale: run `make docs`"


def test_no_generated_page_is_left_over() -> None:
    assert {path.name for path in (DOCS / FOLDER).iterdir()} == set(pages())


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(pages()["report.schema.json"]))


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(readme: Path, command: str) -> None:
    assert f"gongkai {command}" in readme.read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(command: str) -> None:
    for parameter in get_command(app).commands[command].params:  # type: ignore[attr-defined]
        assert parameter.help, f"{command}: {parameter.name}"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
@pytest.mark.parametrize("edition", editions())
def test_counts_in_the_readme_are_those_of_the_forms(readme: Path, edition: str) -> None:
    form = load_form(edition)
    assert f"| {edition} | {len(form.cells)} | {len(identities(form))} |" in readme.read_text("utf-8")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_number_of_findings_in_the_readme_is_right(readme: Path) -> None:
    assert re.findall(r"\*\*(\d+)\*\*", readme.read_text("utf-8")) == [str(len(kinds()))]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_readme_names_every_format(readme: Path) -> None:
    text = readme.read_text("utf-8")
    assert [entry.suffix for entry in FORMATS.values() if f"`{entry.suffix}`" not in text] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "adr").iterdir())]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (DOCS / "adr").iterdir():
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Consequences"))


def test_the_chinese_readme_is_of_equal_worth() -> None:
    heads = [re.findall(r"^#+ ", path.read_text("utf-8"), flags=re.MULTILINE) for path in READMES]
    blocks = [re.findall(r"^```(?:\w*)\n(?:\$ )?(.+)", path.read_text("utf-8"), flags=re.MULTILINE) for path in READMES]
    assert heads[0] == heads[1]
    assert len(blocks[0]) == len(blocks[1])


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_output_shown_in_the_readme_is_what_the_commands_print(readme: Path) -> None:
    text = readme.read_text("utf-8")
    assert text.count("$ gongkai ") >= 3
    assert fresh(text, ROOT) == text, "stale: run `make docs`"


def test_shown_output_is_replaced_and_what_surrounds_it_is_kept() -> None:
    text = "before\n\n```\n$ gongkai --version\nold\nolder\n```\n\n```\nmake\n```\nafter\n"
    assert fresh(text, ROOT) == text.replace("old\nolder\n", f"gongkai {version('gongkai')}\n")
