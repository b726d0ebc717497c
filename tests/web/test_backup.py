"""Backed up while work goes on, restored, compared: every table, every file; a damaged backup restores nothing."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.db import connections

from gongkai.finding import Refusal
from gongkai.web import archive
from gongkai.web.backup import back_up
from gongkai.web.cases.models import Matter
from gongkai.web.kernel.clock import now
from tests.ledger.build import asked, received
from tests.web.conftest import District, entered, opened

DAY = "2025-11-20"
LOOSE = {"django_session", "sqlite_sequence", "django_migrations"}
"""Tables that a restored office has of its own."""


def environment(base: str = "") -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "GONGKAI_"))}
    return kept | ({"GONGKAI_DATABASE": base} if base else {})


def gongkai(*arguments: str, base: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongkai.cli.main", *arguments]
    return subprocess.run(command, env=environment(base) | more, capture_output=True, text=True, check=False)


def filled(folder: Path, base: str = "") -> None:
    """A small demonstration with a file of every kind."""
    code = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from gongkai.web import server; from gongkai.cli.demo import examples\n"
        f"day = date.fromisoformat('{DAY}')\n"
        f"server.prepare(Path({str(folder)!r}), today=day)\n"
        "server.demonstrate(on=day, bodies=2, reports=sorted(examples().iterdir())[:2], told=lambda: None)\n"
        "from gongkai.web.api.services import hook_make; from gongkai.web.bodies.models import Body\n"
        "given = {'url': 'https://a.example/', 'kinds': ['matter.opened']}\n"
        "hook_make(actor=None, body=Body.objects.first(), name='甲', **given)\n"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(base), check=True, capture_output=True)


WITH_JSON = {"explorer_measured", "readings_readreport", "flow_proposal", "letters_letter", "letters_draft"}


def rows_of(folder: Path) -> dict[str, list[Any]]:
    """Every row of every table, those of the search index by its words, not by how it keeps them."""
    with closing(sqlite3.connect(folder / "gongkai.sqlite3")) as base:
        names = [row[0] for row in base.execute("select name from sqlite_master where type = 'table'")]
        return {
            name: sorted(map(repr, base.execute(f'select * from "{name}"')))
            for name in names
            if name not in LOOSE and not name.startswith("cases_terms_")
        }


def evenly(cell: Any) -> Any:
    """A JSON object whatever the order of its keys; anything else to the letter."""
    if not isinstance(cell, str) or not cell.startswith(("{", "[")):
        return cell
    try:
        return json.dumps(json.loads(cell), sort_keys=True)
    except ValueError:
        return cell


def evened(folder: Path) -> dict[str, list[str]]:
    """The rows of every table that holds JSON objects, evenly."""
    with closing(sqlite3.connect(folder / "gongkai.sqlite3")) as base:
        return {
            name: sorted(repr([evenly(cell) for cell in row]) for row in base.execute(f'select * from "{name}"'))
            for name in WITH_JSON
        }


def files_of(folder: Path) -> dict[str, bytes]:
    kept = (path for path in (folder / "files").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in kept} | {
        "secret-key": (folder / "secret-key").read_bytes()
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A filled office and a backup of it."""
    folder = tmp_path_factory.mktemp("office")
    filled(folder / "data")
    done = gongkai("backup", "--data", str(folder / "data"), "--to", str(folder / "one.zip"))
    assert done.returncode == 0, done.stderr
    return folder / "data", folder / "one.zip"


def test_what_was_backed_up_comes_back_whole(office: tuple[Path, Path], tmp_path: Path) -> None:
    data, backup = office
    assert backup.stat().st_mode & 0o077 == 0
    done = gongkai("restore", str(backup), "--data", str(tmp_path / "new"))
    assert done.returncode == 0, done.stderr
    before, after = rows_of(data), rows_of(tmp_path / "new")
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == set()
    assert len(before["cases_factrow"]) > 100
    assert len(before["readings_readreport"]) == 2 + 4, "two examples, and two earlier years of two bodies"
    assert files_of(data) == files_of(tmp_path / "new")
    assert len(files_of(data)) == 3 + 4
    for made in (tmp_path / "new", *(tmp_path / "new").iterdir()):
        assert made.stat().st_mode & 0o077 == 0


def test_a_backup_whose_secrets_are_sealed_under_another_key_says_what_to_do(
    office: tuple[Path, Path], tmp_path: Path
) -> None:
    data, backup = office
    given = ("restore", str(backup), "--data", str(tmp_path / "new"))
    done = gongkai(*given, GONGKAI_SECRET_KEY="another key")
    assert done.returncode == 2
    assert "有1个密钥" in done.stderr
    assert "GONGKAI_SEALING_KEY_BEFORE" in done.stderr
    assert not (tmp_path / "new").exists()
    done = gongkai(*given, "--key-lost", GONGKAI_SECRET_KEY="another key")
    assert done.returncode == 0, done.stderr
    assert "有 1 个密钥打不开，没有恢复" in done.stdout
    before, after = rows_of(data), rows_of(tmp_path / "new")
    assert [name for name in before if before[name] != after[name]] == ["api_hook"]
    assert after["api_hook"] == []


def test_an_office_is_not_written_over(office: tuple[Path, Path], tmp_path: Path) -> None:
    data, backup = office
    before = rows_of(data)
    for target in (data, tmp_path):
        (tmp_path / "mine").write_text("mine")
        done = gongkai("restore", str(backup), "--data", str(target))
        assert done.returncode == 2
        assert "目标中已有内容" in done.stderr
    assert rows_of(data) == before
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def rewritten(backup: Path, target: Path, change: Callable[[dict[str, bytes]], None], *, signed: bool = False) -> Path:
    """A backup with other content; ``signed``: with a manifest that fits, as somebody who knows the format would."""
    with zipfile.ZipFile(backup) as source:
        parts, comment = {name: source.read(name) for name in source.namelist()}, source.comment
    change(parts)
    if signed:
        from hashlib import sha256

        manifest = json.loads(parts[archive.MANIFEST])
        for name in manifest["parts"]:
            manifest["parts"][name]["sha256"] = sha256(parts[name]).hexdigest()
        parts[archive.MANIFEST] = json.dumps(manifest).encode()
        comment = sha256(parts[archive.MANIFEST]).hexdigest().encode()
    with zipfile.ZipFile(target, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
        out.comment = comment
    return target


FACTS = "tables/cases.factrow.jsonl"


def _other(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


def _no_part(parts: dict[str, bytes]) -> None:
    del parts[FACTS]


def _one_more(parts: dict[str, bytes]) -> None:
    parts["files/../../outside"] = b"x"


def _one_fact_less(parts: dict[str, bytes]) -> None:
    parts[FACTS] = b"\n".join(parts[FACTS].split(b"\n")[:-2]) + b"\n"


@pytest.mark.parametrize(
    "change",
    [
        _other(FACTS, b"2025-03", b"2025-04"),
        _other(archive.MANIFEST, b'"format": 1', b'"format": 1 '),
        _one_fact_less,
        _no_part,
        _one_more,
    ],
)
def test_a_changed_backup_is_refused(
    office: tuple[Path, Path], tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    with pytest.raises(Refusal) as refused:
        archive.checked(rewritten(office[1], tmp_path / "changed.zip", change))
    assert refused.value.code == "backup-damaged"


@pytest.mark.parametrize("change", [_other(FACTS, b'\\"2025-03', b'\\"2025-04'), _one_fact_less])
def test_a_changed_fact_is_noticed_by_its_seal_and_nothing_is_restored(
    office: tuple[Path, Path], tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    """Even by somebody who knows the format and made every hash fit."""
    changed = rewritten(office[1], tmp_path / "changed.zip", change, signed=True)
    done = gongkai("restore", str(changed), "--data", str(tmp_path / "new"))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_backup_cut_short_at_any_place_is_refused(office: tuple[Path, Path], tmp_path: Path) -> None:
    whole = office[1].read_bytes()
    for size in (0, 10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.zip").write_bytes(whole[:size])
        with pytest.raises(Refusal) as refused:
            archive.checked(tmp_path / "cut.zip")
        assert refused.value.code == "backup-damaged"
    for place in range(0, len(whole), len(whole) // 40):
        (tmp_path / "cut.zip").write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with suppress(Refusal):  # a byte between the parts may say nothing; nothing else is raised
            archive.checked(tmp_path / "cut.zip")


def test_a_backup_of_another_version_is_refused(office: tuple[Path, Path], tmp_path: Path) -> None:
    newer = rewritten(
        office[1],
        tmp_path / "newer.zip",
        _other(archive.MANIFEST, b'"0001_initial"', b'"0001_unknown"'),
        signed=True,
    )
    done = gongkai("restore", str(newer), "--data", str(tmp_path / "new"))
    assert done.returncode == 2
    assert "版本不同" in done.stderr
    assert not (tmp_path / "new").exists()


def test_there_is_nothing_to_back_up_where_no_office_is(tmp_path: Path) -> None:
    done = gongkai("backup", "--data", str(tmp_path), "--to", str(tmp_path / "b.zip"))
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_of_one_moment_while_work_goes_on(district: District, tmp_path: Path) -> None:
    """Whatever is entered meanwhile is in it whole or not at all, and nobody waits for it."""
    opened(district.top, received("9-2"), asked("9-4", 10), token="before")
    stop, made = Event(), []

    def enter() -> None:
        place = 0
        try:
            while not stop.is_set() or place < 5:
                matter = opened(district.top, received("9-10"), token=f"w{place}-")
                entered(matter, asked("9-12", 10), f"w{place}+")
                made.append(matter.pk)
                place += 1
        finally:
            connections.close_all()

    writer = Thread(target=enter)
    writer.start()
    try:
        for turn in range(4):
            counts = back_up(tmp_path / f"{turn}.zip", at=now())
            manifest = archive.checked(tmp_path / f"{turn}.zip")
            parts = manifest["parts"]
            assert parts["tables/cases.factrow.jsonl"]["rows"] == manifest["ledger"]["facts"] == counts["facts"]
            assert parts["tables/cases.matter.jsonl"]["rows"] == manifest["ledger"]["matters"]
    finally:
        stop.set()
        writer.join()
    assert Matter.objects.count() == len(made) + 1
    assert not list(tmp_path.glob(".*"))


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_fails_leaves_the_old_one(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.web import backup

    target = tmp_path / "b.zip"
    target.write_bytes(b"old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_ledger", full)
    with pytest.raises(OSError, match="No space"):
        back_up(target, at=now())
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("b.zip", b"old")]


def test_from_sqlite_to_postgresql_and_back(office: tuple[Path, Path], empty_base: str, tmp_path: Path) -> None:
    data, backup = office
    moved = gongkai("restore", str(backup), "--data", str(tmp_path / "pg"), base=empty_base)
    assert moved.returncode == 0, moved.stderr
    again = gongkai("restore", str(backup), "--data", str(tmp_path / "second"), base=empty_base)
    assert again.returncode == 2
    assert "目标中已有内容" in again.stderr
    assert not (tmp_path / "second").exists()
    saved = gongkai("backup", "--data", str(tmp_path / "pg"), "--to", str(tmp_path / "pg.zip"), base=empty_base)
    assert saved.returncode == 0, saved.stderr
    back = gongkai("restore", str(tmp_path / "pg.zip"), "--data", str(tmp_path / "back"))
    assert back.returncode == 0, back.stderr
    before, after = rows_of(data), rows_of(tmp_path / "back")
    # PostgreSQL keeps JSON objects by an order of its own; the sealed lines are text, and stay to the letter.
    assert {name for name in before if before[name] != after[name]} <= WITH_JSON
    assert evened(data) == evened(tmp_path / "back")
    assert files_of(data) == files_of(tmp_path / "back")
    with psycopg.connect(empty_base) as base:
        (last,) = base.execute("select max(id) from cases_matter").fetchone() or (0,)
        (following,) = base.execute("select nextval(pg_get_serial_sequence('cases_matter', 'id'))").fetchone() or (0,)
    assert following == last + 1
