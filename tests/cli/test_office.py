"""gongkai office user: the first body and its administrator, with a password or with a link."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.cli.conftest import Ran
from tests.cli.test_serve import page, served

BODY = "青川区人民政府办公室"


def office(folder: Path, name: str, *more: str, typed: str = "", body: str = BODY) -> Ran:
    """Without a terminal of its own, so that what is typed comes from standard input."""
    command = [sys.executable, "-m", "gongkai.cli.main", "office", "user", name, "--data", str(folder)]
    hidden = ("DJANGO_", "GONGKAI_", "LANG", "LC_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(hidden)}
    done = subprocess.run(
        [*command, "--body", body, *more],
        input=typed.encode(),
        capture_output=True,
        env=environment,
        check=False,
        timeout=120,
        start_new_session=True,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def rows(folder: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "gongkai.sqlite3")) as base:
        return base.execute(question).fetchall()


SERVES = (
    "select username, name, role from bodies_membership m "
    "join auth_user u on u.id = user_id join bodies_body b on b.id = body_id"
)


def test_the_first_administrator_gets_a_link_that_opens(tmp_path: Path) -> None:
    ran = office(tmp_path, "admin", "--full-name", "赵某", "--link")
    assert ran.status == 0, ran.err
    assert "已建立机关" in ran.out
    assert rows(tmp_path, SERVES) == [("admin", BODY, "administrator")]
    assert rows(tmp_path, "select kind, parent_id from bodies_body") == [("government_office", None)]
    link = urlsplit(ran.out.split()[-1])
    with served(tmp_path) as (address, _):
        assert "已失效" in page(f"{address}/account/welcome/MQ/none/")
        import http.cookiejar
        import urllib.request

        keeper = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        with urllib.request.build_opener(keeper).open(f"{address}{link.path}") as answer:
            assert "设置密码" in answer.read().decode()


def test_a_password_is_asked_for_twice_and_looked_at(tmp_path: Path) -> None:
    weak = office(tmp_path, "admin", typed="short\nshort\n")
    assert (weak.status, "密码太短" in weak.err) == (2, True)
    assert str(rows(tmp_path, "select password from auth_user")[0][0]).startswith("!")
    done = office(tmp_path, "admin", typed="a good password\na good password\n")
    assert done.status == 0, done.err
    assert "已有账号" in done.out
    assert "a good password" not in done.out + done.err
    assert str(rows(tmp_path, "select password from auth_user")[0][0]).startswith("pbkdf2_")
    assert rows(tmp_path, SERVES) == [("admin", BODY, "administrator")]


def test_what_is_not_known_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    assert "government_office" in office(tmp_path, "admin", "--kind", "castle", "--link").err
    assert "administrator" in office(tmp_path, "admin", "--role", "king", "--link").err
    assert rows(tmp_path, "select count(*) from auth_user union all select count(*) from bodies_body") == [(0,), (0,)]
    office(tmp_path, "admin", "--link")
    assert "变更岗位" in office(tmp_path, "admin", "--role", "clerk", "--link").err
    assert office(tmp_path, "admin", "--role", "clerk", "--link", body="另一局").status == 0
    assert len(rows(tmp_path, SERVES)) == 2
