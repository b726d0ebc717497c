"""The written sections drafted from the year's figures, for an author to finish.

Every number comes from the filing's cells or from the ledger's year, so that the draft agrees
with the tables; whatever takes judgement is a placeholder that the author fills in.
Source: 《中华人民共和国政府信息公开条例》 art 50; 国办公开办函〔2021〕30号; 国办函〔2020〕109号.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from gongkai.finding import Verdict
from gongkai.ledger.facts.publication import Block
from gongkai.ledger.year import BodyYear
from gongkai.report.checks.case import make_case
from gongkai.report.checks.sense import FIRST_FEE_YEAR
from gongkai.report.checks.years import check_years, same_body
from gongkai.report.filing import Filing, Number, SectionText
from gongkai.report.form import Line, Section, Table
from gongkai.report.narrative.draft_words import (
    Counts,
    Item,
    UnknownNumberError,
    all_are,
    broken_down,
    changed,
    leaf_name,
    listed,
    placeholder,
    placeholders_in,
    plain,
    quoted,
    stands_alone,
)
from gongkai.report.narrative.figures import FIGURES, Counted, counted

__all__ = ["draft_sections", "draft_written", "placeholders"]

_TOKEN = re.compile(r"\{(?:f\.([a-z_.]+)|(t[0-9][a-z0-9_.]*))\}")
_ORDINALS = "一二三四五六七八九十"
_BLOCKS = {Block.OVERVIEW: "概况类信息", Block.NEWS: "政务动态信息", Block.CATALOGUE: "信息公开目录信息"}
_HELD = {
    "meetings": "召开政府信息公开专题会议{}次",
    "conferences": "开展疑难事项会商{}次",
    "trainings": "组织业务培训{}次{}",
    "inspections": "开展监督检查{}次",
}
#: The relations between two years that a correction of last year's figures explains.
_CORRECTABLE = frozenset({"B1", "B2", "B3", "B5", "B6"})


def draft_sections(filing: Filing, figures: BodyYear, *, before: Filing | None = None) -> tuple[SectionText, ...]:
    """The form's sections in order: words where they hold no table, nothing beside a table.

    ``before`` is last year's filing: where it is of the year just before and of no other body by
    its name, changes on the year are told from it, and its problems are quoted for the author.  A
    sentence whose cells hold no number is left to the author.  The result never depends on
    ``filing.sections``.

    Raises ``ValueError`` if the figures are of another year than the filing.
    """
    if filing.year not in (None, figures.year):
        raise ValueError(f"the filing is of {filing.year}, the figures are of {figures.year}")
    return tuple(_printed(section, filing, figures) for section in _sections(filing, figures, before))


def draft_written(filing: Filing, figures: BodyYear, *, before: Filing | None = None) -> dict[str, str]:
    """The words of :func:`draft_sections` by section, with tokens still: counted figures, and cells under a name
    that the form does not give them.
    """
    return {section.key: section.text for section in _sections(filing, figures, before)}


def _sections(filing: Filing, figures: BodyYear, before: Filing | None) -> tuple[SectionText, ...]:
    year = _Year(replace(filing, sections=()), figures, before)
    words = {"problems": year.problems, "other": year.other}
    return tuple(
        year.overview(section) if section.topics else _section(section, words.get(section.key, tuple)())
        for section in filing.form.sections
    )


def placeholders(sections: Iterable[SectionText]) -> tuple[str, ...]:
    """The places that the author has still to fill in, in the order of the report."""
    return tuple(found for section in sections for found in placeholders_in(section.text))


def _printed(section: SectionText, filing: Filing, figures: BodyYear) -> SectionText:
    def number(found: re.Match[str]) -> str:
        return FIGURES[found[1]].said(figures) or "" if found[1] else str(filing.values[found[2]])

    def said(text: str) -> str:
        return _TOKEN.sub(number, text)

    return replace(section, text=said(section.text), parts=tuple((head, said(text)) for head, text in section.parts))


def _section(section: Section, lines: Iterable[str]) -> SectionText:
    return SectionText(section.key, section.number, section.title, "\n".join(lines))


class _Year:
    """One body's year in words."""

    def __init__(self, filing: Filing, figures: BodyYear, before: Filing | None) -> None:
        self.filing = filing
        self.figures = figures
        self.before = before
        self.number = figures.year
        self.last = before if before is not None and _is_last_year(before, filing, figures.year) else None

    def _counted(self, key: str) -> Counted:
        return counted(key, self.figures)

    # ------------------------------------------------------------- section one

    def overview(self, section: Section) -> SectionText:
        """Section one: a sub-head for every topic that the form asks for."""
        writers: tuple[Callable[[], list[str]], ...] = (
            self.proactive, self.on_application, self.management, self.platforms, self.support,
        )  # fmt: skip
        parts = tuple(
            (f"（{ordinal}）{topic}", "\n".join(write()))
            for ordinal, topic, write in zip(_ORDINALS, section.topics, writers, strict=False)
        )
        return replace(_section(section, (f"{head}\n{text}" for head, text in parts)), parts=parts)

    def proactive(self) -> list[str]:
        """What was published, interpreted and put to the public."""
        whole = self._counted("published")
        said = []
        if whole:
            kinds = [(words, self._counted(f"published.{block}")) for block, words in _BLOCKS.items()]
            said.append(f"{self.number}年，主动公开政府信息{whole}条{broken_down(whole, kinds, unit='条')}。")
        read, rounds = self._counted("interpretations"), self._counted("comment_rounds")
        said += _work("全年", (read, f"发布政策解读材料{read}件"), (rounds, f"向社会公开征求意见{rounds}次"))
        missing = "" if whole else "主动公开的信息数量和"
        return [*_paragraph(said), placeholder(f"{missing}重点领域信息公开的主要做法和成效") + "。"]

    def on_application(self) -> list[str]:
        """Applications received, closed and carried over; the disputes about them."""
        told = (self._applications, self._outcomes, self._office_work, self._disputes)
        return list(dict.fromkeys(line for write in told for line in _known(write)))

    def management(self) -> list[str]:
        """The rules and normative documents made, repealed and in force."""
        return [*_known(self._documents), placeholder("政府信息制作、审查、更新和动态调整等管理情况") + "。"]

    def platforms(self) -> list[str]:
        """Websites and accounts: nothing that the ledger counts."""
        return [placeholder("政府网站、政务新媒体等公开平台的建设和维护情况") + "。"]

    def support(self) -> list[str]:
        """Meetings, case conferences, training, inspections."""
        trained = self._counted("trained")
        people = f"、培训{trained}人次" if trained else ""
        held = [(self._counted(what), words) for what, words in _HELD.items()]
        said = _work("全年", *((number, words.format(number, people)) for number, words in held))
        return [*said, placeholder("工作考核、社会评议和责任追究结果等监督保障情况") + "。"]

    # ------------------------------------------------------------- applications

    @property
    def _asked(self) -> Table:
        return self.filing.form.table_of_section(3)

    def _then(self, section: int, lines: Iterable[str]) -> Number | None:
        """Last year's total of these lines, if it is known."""
        if self.last is None:
            return None
        try:
            return Counts(self.last, self.last.form.table_of_section(section)).total(lines)
        except UnknownNumberError:
            return None

    def _applications(self) -> list[str]:
        counts = Counts(self.filing, self._asked)
        new, carried = counts.of("new"), counts.of("carried_in")
        if not new and not carried:
            return [f"{self.number}年，未收到政府信息公开申请，也没有上年结转的申请。"]
        if not new:
            return [f"{self.number}年，未收到新的政府信息公开申请；上年结转的政府信息公开申请{carried}件。"]
        change = changed(new, self._then(3, ("new",)))
        by_whom = broken_down(new, self._applicants(counts), "；其中" if change else "，其中")
        said = [f"{self.number}年，收到政府信息公开申请{new}件{change}{by_whom}。"]
        if carried:
            said.append(f"另有上年结转的政府信息公开申请{carried}件。")
        return _paragraph(said)

    def _applicants(self, counts: Counts) -> list[Item]:
        """Persons against organisations, as the form heads them; one kind of organisation by its name."""
        columns = [counts.table.column(key) for key in _parts(counts.table, "columns")]
        persons = [(f"{column.label}申请", counts.of("new", column.key)) for column in columns if not column.under]
        organised = [(column, counts.of("new", column.key)) for column in columns if column.under]
        whole = sum(number for _, number in organised)
        kinds = [column for column, number in organised if number]
        head = kinds[0].label if len(kinds) == 1 and stands_alone(kinds[0].label) else organised[0][0].under[-1]
        return [*persons, (f"{head}申请", whole)]

    def _outcomes(self) -> list[str]:
        """How many were closed and how, group by group, and what is carried on."""
        counts = Counts(self.filing, self._asked)
        done, left = counts.of("total"), counts.of("carried_out")
        if not done and not left:
            return []
        carry_on = plain(counts.table.line("carried_out").label)
        rest = f"{carry_on}{left}件" if left else f"没有{carry_on}的申请"
        if not done:
            return [f"上述政府信息公开申请年内尚未办结，{rest}。"]
        groups = self._groups(counts.table)
        wholes = [(head, counts.total(line.key for line in lines)) for head, lines in groups.items()]
        said = [f"全年办结政府信息公开申请{done}件{broken_down(done, wholes)}。{rest}。"]
        for (head, whole), lines in zip(wholes, groups.values(), strict=True):
            if whole and len(lines) > 1:
                leaves = [(leaf_name(line), counts.of(line.key)) for line in lines]
                number = f"{whole}件" if sum(bool(found) for _, found in leaves) > 1 else ""
                said.append(f"{head}的申请{number}{_bound(broken_down(whole, leaves), lines, counts)}。")
        return [said[0], *_paragraph(said[1:])]

    @staticmethod
    def _groups(table: Table) -> dict[str, list[Line]]:
        """The outcomes under the heads that the form puts over them; an outcome alone is its own head."""
        groups: dict[str, list[Line]] = {}
        for key in _parts(table, "lines"):
            line = table.line(key)
            groups.setdefault(plain(line.under[-1] if len(line.under) > 1 else line.label), []).append(line)
        return groups

    def _office_work(self) -> list[str]:
        told = {
            "extensions": "依法延长答复期限{}次",
            "consultations": "征求第三方或者其他机关意见{}次",
            "data_corrections": "另收到要求更正自身信息记录的请求{}项",
        }
        numbers = ((self._counted(key), words) for key, words in told.items())
        return _work("", *((number, words.format(number)) for number, words in numbers))

    # ------------------------------------------------------------- disputes

    def _disputes(self) -> list[str]:
        table = self.filing.form.table_of_section(4)
        counts = Counts(self.filing, table)
        reviews = [line for line in table.lines if not line.under]
        suits = [line for line in table.lines if line.under]
        review, suit = reviews[0].label, suits[0].under[-1]
        reviewed, sued = (counts.total(line.key for line in lines) for lines in (reviews, suits))
        if not reviewed and not sued:
            return [f"未发生因政府信息公开引起的{review}和{suit}。"]
        said = [f"未因政府信息公开被申请{review}。", f"未因政府信息公开被提起{suit}。"]
        if reviewed:
            change = changed(reviewed, self._then(4, [line.key for line in reviews]))
            how = self._results(counts, reviews)
            told = listed(how) if len(how) > 1 else ""
            lead = ("；其中" if change else "，其中") if told else _result(how[0], reviewed)
            said[0] = f"因政府信息公开被申请{review}{reviewed}件{change}{lead}{told}。"
        if sued:
            change = changed(sued, self._then(4, [line.key for line in suits]))
            routes = [(line.label, counts.of(line.key)) for line in suits]
            ways = broken_down(sued, routes, "；其中" if change else "，其中")
            how = self._results(counts, suits)
            told = f"案件中{listed(how)}" if len(how) > 1 else _result(how[0], sued)
            said[1] = f"因政府信息公开被提起{suit}{sued}件{change}{ways}。上述{suit}{told}。"
        return _paragraph(said)

    @staticmethod
    def _results(counts: Counts, lines: list[Line]) -> list[Item]:
        columns = [counts.table.column(key) for key in _parts(counts.table, "columns")]
        found = [(column.label, counts.total((line.key for line in lines), column.key)) for column in columns]
        return [(label.removeprefix("结果"), number) for label, number in found if number]

    # ------------------------------------------------------------- documents

    def _documents(self) -> list[str]:
        """Every kind of document of the first block of table two; one with nothing but zeros if it is the last."""
        table = self.filing.form.table_of_section(2)
        counts = Counts(self.filing, table)
        block = table.blocks[0]
        said = []
        for key in block.lines:
            numbers = [counts.of(key, column) for column in block.columns]
            if any(numbers) or key == block.lines[-1]:
                said.append(_DOCUMENTS[block.columns](table.line(key).label, *numbers))
        return _paragraph(said)

    # ------------------------------------------------------------- sections five and six

    def problems(self) -> list[str]:
        """Section five: a frame; what was promised last year is put before the author."""
        last = self.last.section("problems") if self.last is not None else None
        words = quoted(last.text) if last is not None else ""
        done = [f"针对上年查找的问题，整改情况是：{placeholder(f'逐项说明整改结果，上年报告写道“{words}”')}。"]
        return [
            *(done if words else ()),
            f"本年度工作中仍有待解决的问题是：{placeholder('存在的主要问题')}。",
            f"下一步将采取的改进措施是：{placeholder('与上述问题逐一对应的改进措施')}。",
        ]

    def other(self) -> list[str]:
        """Section six: the processing fee, also when there was none; the rest is the author's."""
        said = []
        if any(self.figures.fees):
            said.append(
                f"{self.number}年，依法发出信息处理费收费通知{{f.fee_notices}}件，"
                "通知金额{f.fee_asked}元，实际收取{f.fee_received}元。"
            )
        elif self.number >= FIRST_FEE_YEAR:
            said.append(f"{self.number}年，未收取信息处理费，发出收费通知0件，通知金额0元，实际收取0元。")
        corrected = self._corrected()
        if corrected:
            said.append(placeholder(f"与上年报告不衔接的原因，更正上年数字的予以说明（{'、'.join(corrected)}）") + "。")
        return [*said, placeholder("此外应当报告的情况，没有的写明没有") + "。"]

    def _corrected(self) -> list[str]:
        """The lines whose figures do not follow from last year's report."""
        if self.last is None:
            return []
        checks = check_years(make_case(self.filing, self.last))
        broken = [check.finding for check in checks if check.code in _CORRECTABLE and check.verdict is Verdict.FAIL]
        cells = (self.filing.form.cells[finding.cells[0]] for finding in broken if finding is not None)
        return list(dict.fromkeys(plain(cell.line.label) for cell in cells))


def _is_last_year(before: Filing, filing: Filing, year: int) -> bool:
    """Whether it is the report of the year before, of a body whose name is not another's."""
    other = filing.agency and before.agency and not same_body(filing.agency, before.agency)
    return before.year == year - 1 and not other


def _known(write: Callable[[], list[str]]) -> list[str]:
    """What is written, or a placeholder where a cell that it needs holds no number."""
    try:
        return write()
    except UnknownNumberError:
        return [placeholder("表格中相关数字尚缺，补齐后说明有关情况") + "。"]


def _work(lead: str, *told: tuple[int, str]) -> list[str]:
    """One sentence of what was done at least once, or none."""
    words = "，".join(what for number, what in told if number)
    return [f"{lead}{words}。"] if words else []


def _paragraph(sentences: list[str]) -> list[str]:
    return ["".join(sentences)] if sentences else []


def _parts(table: Table, axis: str) -> tuple[str, ...]:
    """The keys that the table adds up along an axis."""
    return next(rule.parts for rule in table.sums if rule.axis == axis)


def _result(item: Item, whole: Number) -> str:
    """One result of all the cases; 尚未审结 is a state and takes no 为."""
    label = item[0]
    return f"，{'' if whole == 1 else '均'}{label}" if label.startswith("尚") else f"，结果{all_are(whole)}{label}"


def _in_force(label: str, issued: Number, repealed: Number, kept: Number) -> str:
    """The three figures of a kind of document since the edition of 2021."""
    if not issued and not repealed:
        return f"全年未制定、未废止{label}，年末现行有效的{label}{kept}件。"
    return f"全年制定{label}{issued}件、废止{repealed}件，年末现行有效{kept}件。"


def _disclosed(label: str, made: Number, disclosed: Number, public: Number) -> str:
    """The three figures of a kind of document in the edition of 2019."""
    if not made and not disclosed:
        return f"全年未制定{label}，年末对外公开的{label}共{public}件。"
    return f"全年新制作{label}{made}件、新公开{disclosed}件，年末对外公开共{public}件。"


#: The sentence for each set of columns that an edition has for documents.
_DOCUMENTS: dict[tuple[str, ...], Callable[..., str]] = {
    ("issued", "repealed", "in_force"): _in_force,
    ("made", "disclosed", "public_total"): _disclosed,
}


def _bound(text: str, lines: Iterable[Line], counts: Counts) -> str:
    """The numbers of lines whose name had to be filled up (其他原因) as tokens: no check knows them by that name."""
    for line in lines:
        name = leaf_name(line)
        if name not in line.label:
            cell = counts.table.cell_name(line.key, "total")
            text = text.replace(f"{name}{counts.of(line.key)}件", f"{name}{{{cell}}}件")
    return text
