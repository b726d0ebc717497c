from collections.abc import Callable
from typing import Any

from gongkai.web.annual.bridge import report_of
from gongkai.web.annual.models import Act, Frozen, Publication, Report, State
from gongkai.web.annual.moves import ABOVE, MOVES
from gongkai.web.annual.pages import page_of
from gongkai.web.bodies.models import Membership
from gongkai.web.bodies.permissions import Ability
from tests.ledger.build import REGIME
from tests.web.access import Entry, Place
from tests.web.reports import ON, YEAR, user, written


def _year(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": place.body.pk, "year": 2024, **more}


def _frozen(report: Report) -> Frozen:
    given = {"content": "{}", "snapshot": '{"compiled": {"matters": {}}}', "figures": "{}", "signed_on": ON}
    return Frozen.objects.create(report=report, revision=1, digest="0" * 64, signed_by=user("x"), **given)


def at(act: Act, scope: str) -> Callable[[Place], dict[str, Any]]:
    """The report of a past year where this act comes next."""

    def kwargs(place: Place) -> dict[str, Any]:
        if not Report.objects.filter(body=place.body, scope=scope).exists():
            report = written(place.body, scope=scope)
            seen = page_of(report, REGIME).draft.digest if act in SEEN else ""
            handed_in = scope == "own" and place.body.parent_id
            report.state = State.SIGNED if act is Act.PUBLISH and not handed_in else min(MOVES[act].at)
            report.frozen = _frozen(report) if act is Act.PUBLISH else None
            report.save()
            report.steps.create(act=Act.SEND, on=ON, by=user("sender"), revision=1, digest=seen, token=f"{report.pk}")
        return {"pk": place.body.pk, "year": YEAR}

    return kwargs


SEEN = (Act.SEND, Act.REVIEW, Act.SIGN)


def sent(place: Place) -> dict[str, str]:
    step = Report.objects.filter(body=place.body, year=YEAR).last()
    return {"token": "x", "reason": "核对有误", "seen": step.steps.last().digest if step else ""}


def _published(place: Place) -> dict[str, Any]:
    report, _ = Report.objects.get_or_create(body=place.body, year=YEAR)
    given = {"revision": 1, "frozen": _frozen(report), "on": ON, "by": user("x")}
    return {"pk": Publication.objects.create(report=report, **given).pk, "name": "pdf"}


def entered(place: Place, scope: str) -> dict[str, Any]:
    """A cell that somebody entered a number for."""
    report, _ = Report.objects.get_or_create(body=place.body, year=2024, scope=scope)
    given = {"value": 3, "source": "台账", "reason": "x", "on": ON, "by": user("x"), "token": f"e{report.pk}"}
    report.entries.get_or_create(cell="t2.licences.decisions", defaults=given)
    return _year(place, cell="t2.licences.decisions")


def _finding(place: Place, scope: str) -> dict[str, str]:
    page = page_of(report_of(place.body, 2024, scope), REGIME)
    return {"key": next(told.key for told in page.findings() if not told.forbidden), "reason": "已核对"}


def _edits(lead: str, scope: str) -> dict[str, Entry]:
    """What is added while a report is drafted."""
    return {
        f"{lead}enter_cell": Entry(
            post=Ability.WRITE,
            kwargs=lambda place: _year(place, cell="t2.licences.decisions"),
            sent=lambda place: {"value": "3", "source": "许可系统", "reason": "台账无此数", "token": "x"},
            get_answer=405,
        ),
        f"{lead}strike_cell": Entry(
            post=Ability.WRITE,
            kwargs=lambda place: entered(place, scope),
            sent=lambda place: {"reason": "填错"},
            get_answer=405,
        ),
        f"{lead}words": Entry(
            get=Ability.READ,
            post=Ability.WRITE,
            kwargs=lambda place: _year(place, section="other"),
            sent=lambda place: {"save": "", "text": "没有其他事项。", "seen": "0"},
        ),
        f"{lead}problems": Entry(
            get=Ability.READ, post=Ability.WRITE, kwargs=_year, sent=lambda place: {"what": "problem", "text": "不深"}
        ),
        f"{lead}explain": Entry(
            post=Ability.WRITE, kwargs=_year, sent=lambda place: _finding(place, scope), get_answer=405
        ),
    }


def _clerk(place: Place) -> dict[str, Any]:
    """Somebody there to be reminded."""
    Membership.objects.get_or_create(user=user(f"clerk of {place.body}"), body=place.body, role="clerk")
    return _year(place)


def _taken(place: Place) -> dict[str, Any]:
    """A report that stands in a file."""
    report, _ = Report.objects.get_or_create(body=place.body, year=2024)
    given = {"content": "{}", "digest": "0" * 64, "reading": 1, "name": "a.txt", "file_digest": "0" * 64}
    report.taken_all.create(use="before", on=ON, by=user("x"), token=f"taken{report.pk}", **given)
    return _year(place)


TABLE = {
    "report_untake": Entry(
        post=Ability.WRITE, kwargs=_taken, sent=lambda place: {"reason": "用错文件"}, get_answer=405
    ),
    "desks": Entry(),
    "desk": Entry(get=Ability.READ_BELOW, kwargs=_year),
    "report_remind": Entry(post=Ability.SUPERVISE, kwargs=_clerk, sent=lambda place: {"token": "x"}, get_answer=405),
    "annual": Entry(),
    "published_file": Entry(open=True, kwargs=_published, get_answer=404),
}
for lead, scope in (("", "own"), ("area_", "area")):
    TABLE |= {
        f"{lead}year": Entry(get=Ability.READ, kwargs=_year),
        f"{lead}frozen_check": Entry(get=Ability.READ, kwargs=_year),
        f"{lead}cell": Entry(get=Ability.READ, kwargs=lambda place: _year(place, cell="t3.new.total")),
        f"{lead}file": Entry(get=Ability.READ, kwargs=lambda place: _year(place, name="csv")),
    }
    TABLE |= _edits(lead, scope)
    for act in MOVES:
        if scope == "own" or act not in ABOVE:
            # The government's own report goes to nobody above; an area without reports cannot be signed.
            # What was signed on paper is handed in for bodies that work on paper alone.
            never = act in (Act.SUBMIT, Act.PAPER) or (scope == "area" and act in SEEN)
            TABLE[f"{lead}report_{act.value}"] = Entry(
                post=MOVES[act].ability,
                kwargs=at(act, scope),
                sent=sent,
                get_answer=405,
                post_answer=409 if never else 302,
            )
