from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile

from gongkai.ledger.codec import encode
from gongkai.ledger.facts.application import Whom
from gongkai.web.bodies.models import Body, Membership
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import fact_enter
from gongkai.web.flow.models import Conference, Inquiry, InquiryFile, InquiryStep, Note, Proposal, Step, Task
from tests.ledger.build import REGIME, consulted
from tests.web.access import Entry, Place
from tests.web.conftest import TODAY


def proposal(place: Place, state: Proposal.State = Proposal.State.OPEN) -> dict[str, Any]:
    """One of the matter's, by somebody else; while open it waits for a head's approval."""
    drafter, _made = get_user_model().objects.get_or_create(username=f"drafter{place.body.pk}")
    waits = Ability.APPROVE.value if state == Proposal.State.OPEN else ""
    made = Proposal.objects.create(
        matter=place.matter, body=place.body, about="consulted", content=encode(consulted("9-20")), state=state,
        by=drafter, on=place.matter.began_on, token=uuid4().hex, waits_ability=waits,
    )  # fmt: skip
    Step.objects.create(proposal=made, place=1, ability=Ability.APPROVE.value)
    return {"pk": made.pk}


def with_head(place: Place) -> Place:
    """Somebody who could approve serves the body."""
    head, _made = get_user_model().objects.get_or_create(username=f"approver{place.body.pk}")
    Membership.objects.get_or_create(user=head, body=place.body, role="head")
    return place


def approved(place: Place) -> dict[str, Any]:
    return proposal(place, Proposal.State.APPROVED)


def drafter(place: Place) -> Any:
    return get_user_model().objects.get_or_create(username=f"drafter{place.body.pk}")[0]


def approver(place: Place) -> Any:
    return get_user_model().objects.get(username=f"approver{place.body.pk}")


def task(place: Place) -> dict[str, Any]:
    who = drafter(place)
    given = {"user": who, "by": who, "on": place.matter.began_on, "token": uuid4().hex}
    return {"pk": Task.objects.create(matter=place.matter, title="核对", **given).pk}


def note(place: Place) -> dict[str, Any]:
    given = {"by": drafter(place), "token": uuid4().hex}
    return {"pk": Note.objects.create(matter=place.matter, text=f"{place.matter.title}的便笺", **given).pk}


def conference(place: Place) -> dict[str, Any]:
    given = {"by": drafter(place), "on": place.matter.began_on, "token": uuid4().hex, "fact": place.matter}
    made = Conference.objects.create(body=place.body, question=place.matter.title, result="不属于", **given)
    return {"pk": made.pk}


def asker(place: Place) -> Matter:
    """A matter of a body apart from all that are looked from."""
    given: dict[str, Any] = {"kind": "application", "stage": "handling", "waits": "others", "head": "x"}
    given |= {"began_on": place.matter.began_on, "last_on": place.matter.began_on}
    far, _made = Body.objects.get_or_create(name="远山县水务局", kind=Body.Kind.DEPARTMENT)
    return Matter.objects.get_or_create(body=far, number="apart", defaults=given | {"root": far})[0]


def inquiry(place: Place, *, asks: bool = False, **more: Any) -> Inquiry:
    """Asked of the body that is looked at, or by it of one apart."""
    far = asker(place)
    given: dict[str, Any] = {
        "whom": "co_maker",
        "words": place.matter.title,
        "due_on": place.matter.began_on,
        "arrived_on": place.matter.began_on,
    }
    given |= {"sent_by": drafter(place), "sent_on": place.matter.began_on, "token": uuid4().hex, "ref": uuid4().hex}
    ends = {"matter": place.matter, "to": far.body} if asks else {"matter": far, "to": place.body}
    return Inquiry.objects.create(**given | ends | more)


def approving(place: Place) -> dict[str, Any]:
    one = inquiry(place, state="approving", opinion="agree", drafted_by=drafter(place), waits_ability="approve")
    InquiryStep.objects.create(inquiry=one, place=1, ability="approve")
    return {"pk": one.pk}


def turn() -> dict[str, Any]:
    """The step that the page of the newest answer shows."""
    return {"seen": str(InquiryStep.objects.order_by("pk").values_list("pk", flat=True).last() or 0)}


def inquiry_file(place: Place) -> dict[str, Any]:
    row = InquiryFile(inquiry=inquiry(place), name="a.pdf", kind="pdf", size=1, digest=uuid4().hex)
    row.file.save("a", ContentFile(b"a"), save=False)
    row.save()
    return {"pk": row.pk}


def answered(place: Place) -> dict[str, Any]:
    """An opinion that came for the matter of the place."""
    return {"pk": inquiry(place, asks=True, state="answered", opinion="agree", answered_on=TODAY, ref="take").pk}


def asking(place: Place, ref: str) -> str:
    """A consultation in the ledger of the place, and a body apart in which somebody could answer."""
    given: dict[str, Any] = {"actor": None, "on": TODAY, "regime": REGIME}
    fact = consulted("9-12", ref, Whom.CO_MAKER)
    fact_enter(matter_id=place.matter.pk, fact=fact, token=uuid4().hex, **given)
    Membership.objects.get_or_create(user=drafter(place), body=asker(place).body, role="clerk")
    return ref


TABLE = {
    "inquiries": Entry(
        get=Ability.READ,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": place.matter.pk},
        sent=lambda place: {
            "token": "x",
            "ref": asking(place, "甲"),
            "to": str(asker(place).body_id),
            "words": "规划图是否可以公开",
        },
    ),
    "inquiry": Entry(
        get=Ability.READ,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": inquiry(place).pk},
        sent=lambda place: {"opinion": "agree"},
    ),
    "inquiry_decide": Entry(
        get_answer=405, post=Ability.APPROVE, kwargs=approving, sent=lambda place: {"agree": "1"} | turn()
    ),
    "inquiry_take": Entry(
        get_answer=405,
        post=Ability.WRITE,
        kwargs=answered,
        sent=lambda place: {"opinion": "consent", "ref": asking(place, "take")},
    ),
    "inquiry_withdraw": Entry(
        get_answer=405,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": inquiry(place, asks=True).pk},
        sent=lambda place: {"why": "另行征求"},
    ),
    "inquiry_file": Entry(get=Ability.READ, kwargs=inquiry_file),
    "reviews": Entry(),
    "reviews_list": Entry(),
    "reviews_file": Entry(),
    "my_work": Entry(),
    "propose": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": with_head(place).matter.pk, "name": "consulted"},
        sent=lambda place: {"save": "", "token": "x", "on": "2024-09-20", "ref": "甲", "whom": "third_party"},
    ),
    "proposal": Entry(get=Ability.READ, kwargs=proposal),
    "proposal_decide": Entry(
        get_answer=405, post=Ability.APPROVE, kwargs=proposal, sent=lambda place: {"agree": "", "token": "x"}
    ),
    "proposal_withdraw": Entry(get_answer=405, post=Ability.WRITE, kwargs=proposal),
    "proposal_carry_out": Entry(get_answer=405, post=Ability.WRITE, kwargs=approved, sent=lambda place: {"token": "x"}),
    "chains": Entry(get=Ability.READ, kwargs=lambda place: {"pk": place.body.pk}),
    "chain": Entry(
        get=Ability.MANAGE,
        post=Ability.MANAGE,
        kwargs=lambda place: {"pk": with_head(place).body.pk, "about": "consulted"},
        sent=lambda place: {"save": "", "ability0": "approve"},
    ),
    "task_add": Entry(
        get_answer=405,
        post=Ability.READ,
        kwargs=lambda place: {"pk": with_head(place).matter.pk},
        sent=lambda place: {"token": "x", "title": "核对", "user": str(approver(place).pk)},
    ),
    "task_done": Entry(get_answer=405, post=Ability.WRITE, kwargs=task),
    "note_add": Entry(
        get_answer=405,
        post=Ability.READ,
        kwargs=lambda place: {"pk": place.matter.pk},
        sent=lambda place: {"token": "x", "text": "请核对"},
    ),
    "note_strike": Entry(get_answer=405, post=Ability.APPROVE, kwargs=note),
    "remind": Entry(
        get_answer=405,
        post=Ability.READ,
        kwargs=lambda place: {"pk": with_head(place).matter.pk},
        sent=lambda place: {"token": "x", "text": "请抓紧"},
    ),
    "conferences": Entry(),
    "conference": Entry(get=Ability.READ, kwargs=conference),
    "conference_new": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        body_sent=True,
        sent=lambda place: {
            "token": "x",
            "body": str(place.body.pk),
            "held": "2024-09-20",
            "numbers": place.matter.number,
            "question": "是否属于内部事务信息",
            "members": "张三",
            "result": "不属于",
        },
    ),
}
