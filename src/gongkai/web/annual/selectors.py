"""Reading: the published reports, for everybody; what a person may do with a report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.report.render import FORMATS
from gongkai.web.annual import bridge
from gongkai.web.annual.drafting import assemble
from gongkai.web.annual.models import Act, Frozen, FrozenFile, Publication, Report, Scope, Step, Taken
from gongkai.web.annual.moves import HANDED_IN, acts_at, move_of
from gongkai.web.annual.prose import Author, typed_in
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_below, may


def published(*, body: Body | None = None, year: int | None = None) -> QuerySet[Publication]:
    """Every published revision, for everybody: newest year first, of a year the newest revision first.

    ``report.body``, ``report.year``, ``report.scope``, ``revision``, ``on`` and, for a correction,
    ``reason`` say what it is; ``at`` is the moment, ``newest`` the key of the revision that counts
    now; :func:`published_file` has its bytes.
    """
    published = Step.objects.filter(report=OuterRef("report"), revision=OuterRef("revision"), act=Act.PUBLISH)
    newest = Publication.objects.filter(report=OuterRef("report")).order_by("-revision")
    found = Publication.objects.select_related("report__body", "frozen").defer("frozen__snapshot", "frozen__content")
    found = found.annotate(at=Subquery(published.values("at")[:1]), newest=Subquery(newest.values("pk")[:1]))
    if body is not None:
        found = found.filter(report__body=body)
    if year is not None:
        found = found.filter(report__year=year)
    return found.order_by("-report__year", "report__body", "report__scope", "-revision")


class PublishedFile(NamedTuple):
    """A published revision in one format: ``size`` in bytes, ``digest`` the SHA-256 of the bytes."""

    name: str
    words: str
    size: int
    digest: str


def published_files(publications: Iterable[Publication]) -> dict[int, list[PublishedFile]]:
    """The files of every publication by its key, in the order of :data:`gongkai.report.render.FORMATS`."""
    by_frozen: dict[int, dict[str, PublishedFile]] = {}
    held = list(publications)
    rows = FrozenFile.objects.filter(frozen__in=[one.frozen_id for one in held]).annotate(size=Length("content"))
    for frozen, name, size, digest in rows.values_list("frozen", "name", "size", "digest"):
        if name in FORMATS:
            by_frozen.setdefault(frozen, {})[name] = PublishedFile(name, FORMATS[name].words[0], size, digest)
    files = {one.pk: by_frozen.get(one.frozen_id, {}) for one in held}
    return {key: [found[name] for name in FORMATS if name in found] for key, found in files.items()}


def published_file(publication: Publication, name: str) -> bytes:
    """A published revision in a format of :data:`gongkai.report.render.FORMATS`, to the byte as it was signed.

    Raises ``FrozenFile.DoesNotExist`` for another format, :class:`Refusal` if the bytes were changed.
    """
    return frozen_file(publication.frozen, name)


def frozen_file(frozen: Frozen, name: str) -> bytes:
    """The bytes of a signed revision, checked against their digest."""
    row = FrozenFile.objects.get(frozen=frozen, name=name)
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise Refusal(
            "file-changed",
            ("已签发的文件与签发时不同，停止提供", "the signed file is not what was signed"),
            ("请从备份恢复并查明原因", "restore it from the backup and find out why"),
        )
    return content


def frozen_faults(frozen: Frozen, regime: Regime) -> list[str]:
    """What is not as it was signed, in words; nothing if all of it is, and the ledger still makes it so."""
    if hashlib.sha256(frozen.snapshot.encode()).hexdigest() != frozen.digest:
        return ["签发快照与签发时的校验值不符"]
    changed = (row for row in frozen.files.all() if hashlib.sha256(bytes(row.content)).hexdigest() != row.digest)
    out = [f"{row.name}文件与签发时的校验值不符" for row in changed]
    try:
        if bridge.frozen_again(frozen, regime) != frozen.snapshot:
            out.append("按签发时的台账重新计算，结果与签发快照不同")
        elif assemble(bridge.frozen_inputs(frozen, regime)).content != frozen.content:
            out.append("保存的报告内容与签发快照不同")
    except Refusal as refused:
        out.append(refused.reason[0])
    return out


class Standing(NamedTuple):
    """The report of a body and year that counts; ``how`` it came, ``digest`` names its content.

    The one that was published last; else the one that the body above has; else the file that was
    read in for a report published without the program.  ``public`` is whether everybody may see it:
    published here, or somebody said of the file that it is published elsewhere.
    """

    report: int
    body: int
    year: int
    how: str
    digest: str
    source: tuple[type[Frozen] | type[Taken], int]
    public: bool


PUBLISHED, HANDED, BROUGHT = "已公布", "已报送", "读入文件"


def standings(bodies: Iterable[int], scope: str = Scope.OWN) -> dict[tuple[int, int], Standing]:
    """What counts of these bodies (by key), by body and year.  Reads no content, and always three questions."""
    reports = Report.objects.filter(body__in=list(bodies), scope=scope)
    published = {
        report: (pk, digest)
        for report, pk, digest in Publication.objects.filter(report__in=reports)
        .order_by("revision")
        .values_list("report", "frozen", "frozen__digest")
    }
    taken = {
        report: (pk, digest, public)
        for report, pk, digest, public in Taken.objects.filter(report__in=reports, struck_on=None).values_list(
            "report", "pk", "digest", "public"
        )
    }
    found: dict[tuple[int, int], Standing] = {}
    rows = reports.order_by("body", "year").values_list("pk", "body", "year", "state", "frozen", "frozen__digest")
    for pk, body, year, state, frozen, digest in rows:
        if pk in published:
            key, named = published[pk]
            found[body, year] = Standing(pk, body, year, PUBLISHED, named, (Frozen, key), True)
        elif state in HANDED_IN and frozen is not None:
            found[body, year] = Standing(pk, body, year, HANDED, digest, (Frozen, frozen), False)
        elif pk in taken:
            key, named, public = taken[pk]
            found[body, year] = Standing(pk, body, year, BROUGHT, named, (Taken, key), public)
    return found


def bodies_public() -> Q:
    """The bodies of which there may be a report that everybody may see."""
    taken = Taken.objects.filter(public=True, struck_on=None, report__scope=Scope.OWN)
    published = Publication.objects.filter(report__scope=Scope.OWN)
    return Q(pk__in=published.values("report__body")) | Q(pk__in=taken.values("report__body"))


def contents(wanted: Iterable[Standing]) -> dict[str, str]:
    """The reports as JSON, by digest: two questions whatever is wanted."""
    held = list(wanted)
    out: dict[str, str] = {}
    for model in (Frozen, Taken):
        keys = [one.source[1] for one in held if one.source[0] is model]
        out |= dict(model.objects.filter(pk__in=keys).values_list("digest", "content"))
    return out


def permits(user: Any, body: Body, ability: Ability) -> bool:
    """Whether the person may do this for the body; to supervise it they serve the body above.

    For a body that works on paper whoever supervises it writes as well.
    """
    if ability is Ability.SUPERVISE or (ability is Ability.WRITE and body.on_paper):
        return bodies_below(user).filter(pk=body.pk).exists()
    return may(user, body.pk, ability)


def acts_for(user: Any, report: Report) -> list[Act]:
    """What this person may do with the report where it stands."""
    moves = ((act, move_of(report, act)) for act in acts_at(report))
    return [act for act, move in moves if move is not None and permits(user, report.body, move.ability)]


def typed_by(report: Report, raws: Mapping[str, str]) -> dict[str, Author]:
    """Who typed the numbers of these texts (by section) that stand there with their source, by token.

    Whoever wrote a number first since when it stands there without a break; nobody where it was not saved yet.
    """
    wanted = {section: typed for section, raw in raws.items() if (typed := typed_in([raw]))}
    if not wanted or report.pk is None:
        return {}
    out: dict[str, Author] = {}
    for row in report.words.filter(section__in=wanted).select_related("by"):
        for one in wanted[row.section]:
            if one.written not in (row.text or ""):
                out.pop(one.written, None)
            else:
                out.setdefault(one.written, Author(bridge.person(row.by), row.on))
    return out
