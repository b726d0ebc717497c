"""What FILE… may be."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gongkai.cli.inputs import Source, TooLargeError, UsageError, sources
from gongkai.cli.outcome import read_source


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a.html", "deep/c.md", "deep/d.PDF", "picture.png", ".hidden.txt", "~$lock.docx", "[1].txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


def names(*arguments: str) -> list[str]:
    return [source.name for source in sources(arguments)]


def test_files_keep_their_order_and_come_once(folder: Path) -> None:
    assert names("b.txt", "a.html", "b.txt") == ["b.txt", "a.html"]


def test_a_folder_gives_every_document_even_of_kinds_not_yet_readable(folder: Path) -> None:
    assert names(".") == ["[1].txt", "a.html", "b.txt", "deep/c.md", "deep/d.PDF"]


def test_a_quoted_pattern_is_expanded(folder: Path) -> None:
    assert names("*.txt") == ["[1].txt", "b.txt"]
    assert names("**/*.md") == ["deep/c.md"]


def test_a_pattern_may_match_folders(folder: Path) -> None:
    assert names("de*") == ["deep/c.md", "deep/d.PDF"]


def test_a_name_that_looks_like_a_pattern_is_a_file_first(folder: Path) -> None:
    assert names("[1].txt") == ["[1].txt"]


def test_a_named_file_is_taken_whatever_its_suffix(folder: Path) -> None:
    assert names("picture.png") == ["picture.png"]


@pytest.mark.parametrize("argument", ["nix.txt", "*.nix"])
def test_what_names_nothing_is_a_usage_error(folder: Path, argument: str) -> None:
    with pytest.raises(UsageError, match=r"nix"):
        sources([argument])


def test_an_empty_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        sources([str(tmp_path)])


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("报告".encode())))
    (source,) = sources(["-"])
    assert source == Source("-", "报告".encode())
    assert source.content() == "报告".encode()


def test_a_folder_is_walked_for_regular_files_and_not_through_links(folder: Path) -> None:
    os.mkfifo(folder / "deep" / "pipe.txt")
    (folder / "deep" / "loop").symlink_to(folder)
    assert names("deep") == ["deep/c.md", "deep/d.PDF"]
    assert names("deep/*.[mt]*") == ["deep/c.md"]


def test_a_pattern_that_names_no_document_is_a_usage_error(folder: Path) -> None:
    os.mkfifo(folder / "deep" / "pipe.txt")
    with pytest.raises(UsageError, match=r"deep/\*\.txt"):
        sources(["deep/*.txt"])


def test_a_document_over_the_limit_is_refused_and_one_at_it_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.cli.inputs.MOST_BYTES", 10)
    (folder / "b.txt").write_bytes(b"x" * 10)
    assert Source("b.txt").content() == b"x" * 10
    (folder / "b.txt").write_bytes(b"x" * 11)
    with pytest.raises(TooLargeError):
        Source("b.txt").content()
    (reading,) = read_source(Source("b.txt"))
    assert reading.refusal is not None
    assert reading.refusal.code == "too-large"
