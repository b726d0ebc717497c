"""A demonstration district: made-up bodies, people in every role and a simulated year, put in through the services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.history import History
from gongkai.ledger.position import Waits
from gongkai.ledger.simulation import Body as Simulated
from gongkai.ledger.simulation import district
from gongkai.report.compile import compile_year
from gongkai.report.filing import Filing
from gongkai.web.bodies.models import Body, Membership, Section
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import matters_import
from gongkai.web.demo_work import approval_begun, letter_sent, reports_brought, reports_told
from gongkai.web.intake.services import draft_save, submit
from gongkai.web.kernel.clock import now
from gongkai.web.readings.apart import read_here
from gongkai.web.readings.services import upload_take

PASSWORD = "gongkai-demo"
Role = Membership.Role
LOGINS = {
    Role.CLERK: "clerk",
    Role.HEAD: "head",
    Role.LEGAL: "legal",
    Role.LEADER: "leader",
    Role.ADMINISTRATOR: "admin",
    Role.SUPERVISOR: "district",
    Role.AUDITOR: "auditor",
}
"""The login of each role at the top body; at the bodies below, the first five with the body's number behind."""
BELOW = 5
REPORTING = 8
"""The bodies that had the program the year before; the others brought that year's report along as a file."""
EARLIER = 3
"""So many years back there are reports."""
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN = "敏静磊洋娟艳勇军杰涛明超霞平刚玲桂辉丹萍"
SECTION = "政务公开科"
WISHES = (
    ("李安然", "本区2025年老旧小区改造项目清单及资金安排"),
    ("周明远", "青年路道路拓宽工程环境影响评价批复文件"),
    ("何晓琳", "本区公办幼儿园2025年秋季招生计划"),
)
"""Applications that came in through the portal and wait for somebody: by whom, for what."""


class Login(NamedTuple):
    """Somebody who can log in to the demonstration."""

    name: str
    password: str
    role: str
    body: str


def build(
    *,
    year: int,
    on: date,
    bodies: int,
    seed: int = 1,
    reports: Sequence[Path] = (),
    told: Callable[[], None] = lambda: None,
) -> None:
    """Fill an empty database, wholly or not at all: what happened after ``on`` has not happened yet.

    ``reports`` are published reports to be read in at the top body.  ``told`` is called once a body
    and once a report.
    """
    regime = packaged_regime()
    people = _people()
    with transaction.atomic():
        top = None
        made = []
        filed: dict[int, list[Filing]] = {}
        before: Sequence[Simulated] = ()
        for past in range(year - EARLIER, year):
            before = district(seed, past, bodies=bodies, regime=regime, carried_from=before)
            filed[past] = [compile_year(one.histories, past, regime, agency=one.name).filing for one in before]
        for place, one in enumerate(district(seed, year, bodies=bodies, regime=regime, carried_from=before)):
            body = Body.objects.create(name=one.name, kind=_kind(one), parent=top, **_contact(one.name, place))
            made.append(body)
            begun = place >= REPORTING  # with this year: of the year before there is the report, and what went on
            histories = [history for history in one.histories if not begun or _goes_on(history, year)]
            matters_import(body=body, histories=_until(histories, on), actor=None, on=on, regime=regime)
            clerk = _staff(body, place, people)
            Matter.objects.filter(body=body).exclude(waits=Waits.NOBODY.value).update(handler=clerk)
            top = top or body
            told()
        if top is not None:
            _applied(top, on)
            reports_told(made[:REPORTING], year - 1, regime)
            for past, filings in filed.items():
                reports_brought(made, filings, on, begun=REPORTING if past == year - 1 else 0)
            staff = {user.get_username(): user for user in get_user_model().objects.filter(memberships__body=top)}
            approval_begun(top, staff, on, regime)
            letter_sent(top, staff["clerk"], on, regime)
            told()
            for report in reports:
                _read_in(top, report)
                told()


def logins() -> list[Login]:
    """The logins to begin with: everybody of the top body, and the clerk and the leader of the next."""
    shown = [*LOGINS.values(), "clerk1", "leader1"]
    rows = Membership.objects.filter(user__username__in=shown).select_related("user", "body")
    found = {row.user.get_username(): row for row in rows}
    # All have the one hash: trying the password on each would take seconds.
    right = {encoded for encoded in {row.user.password for row in rows} if check_password(PASSWORD, encoded)}
    return [
        Login(name, PASSWORD, str(Role(found[name].role).label), found[name].body.name)
        for name in shown
        if name in found and found[name].user.password in right
    ]


def _kind(one: Simulated) -> str:
    kind = str(one.kind)
    return kind if kind in Body.Kind.values else Body.Kind.DEPARTMENT


def _contact(name: str, place: int) -> dict[str, str]:
    return {
        "office_name": f"{name}{SECTION}",
        "office_address": f"示例区人民路{place + 1}号",
        "office_postcode": "000000",
        "office_phone": f"000-0000{place:04d}",
        "office_hours": "工作日9:00–12:00，13:30–17:30",
        "complaint_name": "示例区人民政府办公室监督科",
        "complaint_address": "示例区人民路1号",
        "complaint_phone": "000-00009999",
        "review_authority": "示例市人民政府" if place == 0 else "示例区人民政府",
        "court": "示例区人民法院",
    }


def _people() -> Callable[[str, Body, Section, Role], Any]:
    """Makes people, each with another name; one password hashed once, for this demonstration only."""
    names = iter(f"{surname}{given}" for given in GIVEN for surname in SURNAMES)
    password = make_password(PASSWORD)

    def make(login: str, body: Body, section: Section, role: Role) -> Any:
        called = next(names, login)
        user = get_user_model().objects.create(username=login, password=password, first_name=called)
        Membership.objects.create(user=user, body=body, role=role, section=section)
        return user

    return make


def _staff(body: Body, place: int, people: Callable[[str, Body, Section, Role], Any]) -> Any:
    """The people of a body; its clerk is returned."""
    section = Section.objects.create(body=body, name=SECTION)
    roles = list(LOGINS.items())
    made = [people(f"{name}{place or ''}", body, section, role) for role, name in (roles[:BELOW] if place else roles)]
    return made[0]


def _applied(body: Body, on: date) -> None:
    """Applications that came in through the portal."""
    for place, (name, title) in enumerate(WISHES):
        secret, at = f"demonstration-{place}", now()
        draft_save(secret=secret, typed={}, on=on, network=secret, at=at)
        data = {
            "applicant": "natural",
            "name": name,
            "id_kind": "other",
            "id_number": f"示例{place + 1:04d}",
            "title": title,
            "description": title,
            "phone": f"000-0001000{place}",
            "address": f"示例区解放路{place + 8}号",
            "form": "electronic",
            "delivery": "email",
        }
        submit(secret=secret, body=body, data=data, on=on, network=secret, at=at)


def _goes_on(history: History, year: int) -> bool:
    """Whether something of it is of this year, or in force in it."""
    return history.kind is Kind.DOCUMENT or any(fact.on.year >= year for fact in history.facts)


def _read_in(body: Body, report: Path) -> None:
    upload_take(body=body, name=report.name, data=report.read_bytes(), actor=None, read=read_here)


def _until(histories: Iterable[History], on: date) -> list[History]:
    kept = []
    for history in histories:
        facts: list[Fact] = [fact for fact in history.facts if fact.on <= on]
        if facts and not _broken(history, facts):
            kept.append(History(history.matter, history.kind, facts, body=history.body))
    return kept


def _broken(history: History, facts: Sequence[Fact]) -> bool:
    """Whether cutting off the future takes a strike's target or the beginning away."""
    try:
        return not History(history.matter, history.kind, facts).effective
    except Refusal:
        return True
