"""An office's own Excel ledger: what its columns mean, and what each row says happened.

Nothing is guessed silently: a row that cannot be read in full has a problem in words, and is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import NAMES as CHANNELS
from gongkai.law.receipt import Channel
from gongkai.law.regime import Regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.facts.application import Answered, Applicant, Extended, Received, Service, Withdrawn
from gongkai.ledger.history import History
from gongkai.ledger.position import position
from gongkai.web.cases.private import found

MEANINGS = {
    "number": "编号",
    "on": "收件日期",
    "applicant": "申请人类型",
    "name": "申请人（只用于识别同一申请人，不登记姓名）",
    "asks": "申请内容",
    "channel": "收件渠道",
    "extended": "延期（日期或“是”）",
    "answered": "答复日期",
    "outcome": "答复结果",
    "document": "答复文号",
    "note": "备注",
}
"""What a column of an old ledger may mean."""

_HEADS = {
    "number": "编号 登记号 受理编号 申请编号 登记编号 收件编号 流水号 序号",
    "on": "收件日期 收到日期 收到申请日期 收到申请时间 收件时间 受理日期 受理时间 登记日期 申请日期 申请时间 "
    "接收日期 收文日期 收到时间",
    "applicant": "申请人类型 申请人类别 申请主体 申请人性质 申请人情况 主体类型",
    "name": "申请人 申请人姓名 申请人名称 姓名 姓名或名称 申请人姓名或名称 申请单位",
    "asks": "申请内容 申请事项 申请公开内容 申请公开的内容 内容描述 所需信息 所需政府信息 申请信息内容 事项 内容 "
    "申请公开事项",
    "channel": "收件渠道 申请方式 申请渠道 收件方式 提交方式 来源 接收方式 申请途径",
    "extended": "延期 是否延期 延期日期 延期告知日期 延期答复 延长期限 延期情况 延期时间",
    "answered": "答复日期 答复时间 办结日期 办结时间 回复日期 回复时间 答复书日期",
    "outcome": "答复结果 办理结果 处理结果 答复类型 答复情况 办理情况 处理情况 结果 答复意见 公开情况 答复方式及结果",
    "document": "答复文号 文号 答复书文号 告知书文号 答复书编号",
    "note": "备注 说明 其他",
}
_OUTCOMES: dict[Leaf, str] = {
    Leaf.GRANTED: "予以公开 公开 同意公开 全部公开 已公开 主动公开 告知获取途径 属于主动公开",
    Leaf.PARTIAL: "部分公开 予以部分公开 区分处理",
    Leaf.D1: "国家秘密 涉密 属于国家秘密",
    Leaf.D2: "法律行政法规禁止公开 法律法规禁止公开",
    Leaf.D3: "危及三安全一稳定 三安全一稳定 危及安全稳定",
    Leaf.D4: "保护第三方合法权益 第三方合法权益 商业秘密 个人隐私 涉及商业秘密 涉及个人隐私",
    Leaf.D5: "属于三类内部事务信息 内部事务信息 内部事务 内部管理信息",
    Leaf.D6: "属于四类过程性信息 过程性信息",
    Leaf.D7: "属于行政执法案卷 行政执法案卷 执法案卷",
    Leaf.D8: "属于行政查询事项 行政查询事项",
    Leaf.U1A: "信息不存在 不存在 政府信息不存在 经检索不存在 未制作 本机关未制作",
    Leaf.U1B: "不属于本机关 不属于本机关公开 不属于本机关职责 非本机关 非本机关职责 由其他机关负责 告知向其他机关申请",
    Leaf.U2: "没有现成信息需要另行制作 需要另行制作 需另行加工制作",
    Leaf.U3: "补正后申请内容仍不明确 补正后仍不明确 内容不明确",
    Leaf.R1: "信访举报投诉类申请 信访 信访事项 投诉举报 信访举报投诉",
    Leaf.R2: "重复申请 不予重复处理",
    Leaf.R3: "要求提供公开出版物 公开出版物",
    Leaf.R4: "无正当理由大量反复申请 大量反复申请",
    Leaf.R5: "要求行政机关确认或重新出具已获取信息 确认或重新出具 确认或者重新出具已获取信息",
    Leaf.O1: "申请人无正当理由逾期不补正 逾期不补正 逾期未补正 补正逾期",
    Leaf.O2: "申请人逾期未按收费通知要求缴纳费用 逾期不缴费 逾期未缴费",
    Leaf.O3: "其他 其他处理",
}
_HEADS_OF_FORM = {"不予公开": "d", "无法提供": "u", "不予处理": "r", "其他处理": "o"}
"""Heads of the annual report's form, which stand before a line of theirs: 不予公开（国家秘密）."""
_WITHDRAWN = {"撤回", "撤回申请", "申请人撤回", "主动撤回", "申请人主动撤回"}
_APPLICANTS = {
    Applicant.NATURAL: "自然人 个人 公民 居民 群众 村民",
    Applicant.BUSINESS: "商业企业 企业 公司 法人",
    Applicant.RESEARCH: "科研机构 科研院所 高校",
    Applicant.NONPROFIT: "社会公益组织 公益组织 社会团体 社会组织",
    Applicant.LEGAL_SERVICE: "法律服务机构 律师事务所 律所",
    Applicant.OTHER_ORG: "其他 其他组织 其他机构",
}
_CHANNELS = {
    Channel.IN_PERSON: "当面 当面提交 现场 窗口 现场提交 来访 当面申请",
    Channel.MAIL_SIGNED: "邮寄 信函 挂号信 快递 EMS 邮政特快 需签收的邮寄 邮寄申请 来信",
    Channel.MAIL_PLAIN: "平信 平常信函 普通信函",
    Channel.ONLINE: "网络 网上 网站 互联网 在线 网上申请 互联网渠道 平台 网上提交 门户网站",
    Channel.EMAIL: "电子邮件 邮件 邮箱 电邮",
    Channel.FAX: "传真",
    Channel.MISDIRECTED: "寄至非工作机构",
}
_YES, _NO = (
    {"是", "有", "已延期", "延期", "√", "y", "yes"},
    {"", "否", "无", "未延期", "不延期", "-", "—", "/", "×", "n", "no"},
)
_FULL = re.compile(r"^(\d{4}|\d{2})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?$")
_SHORT = re.compile(r"^(\d{1,2})[.\-/月](\d{1,2})日?$")
_PLAIN = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
_LONGEST = {"number": 60, "asks": 2000, "document": 200, "note": 2000}
"""So many signs of each go into the ledger; a row with more is held, and nothing of it is cut."""
EXTENSION = 20


class Terms(NamedTuple):
    """What holds for a whole file: the year where a day has none, the channel and applicant where none is said."""

    year: int
    channel: Channel
    applicant: Applicant


class Read(NamedTuple):
    """A row as facts, or the problem that keeps it from being so; ``hints`` do not.

    ``closed`` is the day on which the matter was over.
    """

    number: str
    facts: tuple[Fact, ...]
    name: str
    problem: str
    hints: tuple[str, ...] = ()
    closed: date | None = None


class _Problem(Exception):  # noqa: N818 - it is what it says
    """What is wrong with a row, in words."""


class _Tried:
    """Reads part after part of a row; what is wrong with each is kept, so that all of it is shown at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def __call__(self, read: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """What was read, or ``None`` with the problem kept."""
        try:
            return read(*given, **more)
        except _Problem as problem:
            self.problems.append(str(problem))
            return None


def written(value: Any) -> str:
    """A cell as text, every sign as it was written: whole numbers without a point, days as ``2024-03-05``.

    A moment keeps its time of day.  The NUL sign alone is left out: no database keeps it.
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "")


def even(text: str) -> str:
    """A text for comparing and for reading figures: width folded, ends stripped.  What is kept is never this."""
    return unicodedata.normalize("NFKC", text).strip()


def guessed(heads: Sequence[str]) -> dict[int, str]:
    """Which column means what, by the words of its head; each meaning once, the most exact head first.

    A line's number (序号) is a matter's number only where no other column is: lines begin anew every year.
    """
    found: dict[int, str] = {}
    bare = [_bare(head) for head in heads]
    for fits in (str.__eq__, _within):
        for meaning, words in _HEADS.items():
            if meaning not in found.values():
                fitting = (
                    column
                    for word in words.split()
                    for column, head in enumerate(bare)
                    if column not in found and fits(word, head)
                )
                found |= dict.fromkeys(islice(fitting, 1), meaning)
    return found


def head_row(rows: Sequence[Sequence[str]]) -> int:
    """The row, among the first, whose cells look most like heads of columns."""
    scores = [len(guessed(row)) for row in rows[:10]] or [0]
    return scores.index(max(scores))


def _bare(text: str) -> str:
    return re.sub(r"[\s*()（）、:：/]|\(.*?\)|（.*?）", "", even(text))


def _within(word: str, head: str) -> bool:
    return len(word) > 2 and word in head


def read_day(text: str, year: int | None) -> date:
    """A day in any shape that offices write; ``year`` where none is written.  Raises ``ValueError`` for none."""
    text = re.sub(r"[ T]\d{1,2}:\d\d.*$", "", even(text)).replace(" ", "")
    if found := _FULL.match(text):
        first = int(found[1])
        return date(first + 2000 if first < 100 else first, int(found[2]), int(found[3]))
    if found := _PLAIN.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if text.isdecimal() and int(text) in _SERIALS:
        return _EPOCH + timedelta(int(text))
    if (found := _SHORT.match(text)) and year is not None:
        return date(year, int(found[1]), int(found[2]))
    raise ValueError(text)


def read_row(row: Mapping[str, str], terms: Terms, *, body: str, number: str, on: date, regime: Regime) -> Read:
    """What a row says, by the meanings of its columns; ``number`` if it has none of its own."""
    row = {meaning: text.strip() for meaning, text in row.items()}
    own = row.get("number", "") or number
    name = even(row.get("name", ""))
    try:
        facts = tuple(_facts(row, terms))
        late = next((fact.on for fact in facts if fact.on > on), None)
        if late is not None:
            raise _Problem(f"{late:%Y-%m-%d}还没有到")
        history = History(own, Kind.APPLICATION, facts, body=body)
        closed = position(history, on, regime).closed
        hints = (*_private(row), *(finding.message for finding in check_history(history, regime)))
    except _Problem as problem:
        return Read(own, (), name, str(problem))
    except Refusal as refused:
        return Read(own, (), name, refused.reason[0])
    return Read(own, facts, name, "", hints, closed)


def _private(row: Mapping[str, str]) -> tuple[str, ...]:
    """What of the words that are sealed names somebody."""
    names = [row.get("name", "")]
    marks = {mark for meaning in ("asks", "note", "document") for mark in found(row.get(meaning, ""), names)}
    return (f"内容里有{'、'.join(sorted(marks))}，导入后不能删除，请先修改",) if marks else ()


def _facts(row: Mapping[str, str], terms: Terms) -> list[Fact]:
    """The facts of a row in the order of their days.  Raises :class:`_Problem` that says all that is wrong."""
    tried = _Tried()
    for meaning in _LONGEST:
        tried(_fitting, row, meaning)
    came = tried(_day, row, "on", terms.year, needed=True)
    asks = tried(_asked, row)
    channel = tried(_one_of, row, "channel", _CHANNEL_WORDS, terms.channel)
    applicant = tried(_one_of, row, "applicant", _APPLICANT_WORDS, terms.applicant)
    later = tried(_later, row, came) if came is not None else ()  # its days are read by the first
    if tried.problems:
        raise _Problem("；".join(tried.problems))
    return [Received(on=came, channel=channel, applicant=applicant, asks=asks, note=row.get("note", "")), *later]


def _later(row: Mapping[str, str], came: date) -> list[Fact]:
    """What came after it was received: an extension, an end."""
    ended = _day(row, "answered", came.year, after=came)
    tried = _Tried()
    extended, ending = tried(_extended, row, came, ended), tried(_ending, row, ended)
    if tried.problems:
        raise _Problem("；".join(tried.problems))
    return [*([extended] if extended is not None else []), *ending]


def _fitting(row: Mapping[str, str], meaning: str) -> None:
    most = _LONGEST[meaning]
    if len(row.get(meaning, "")) > most:
        raise _Problem(f"{MEANINGS[meaning]}超过{most}个字，请改短；原文仍保留在本行")


def _asked(row: Mapping[str, str]) -> str:
    asks = row.get("asks", "")
    if not asks:
        raise _Problem("没有申请内容")
    return asks


def _ending(row: Mapping[str, str], ended: date | None) -> list[Fact]:
    said = row.get("outcome", "")
    if ended is None:
        if said and _key(said) not in _PENDING:
            raise _Problem(f"有答复结果“{said[:20]}”而没有答复日期")
        return []
    if not said:
        raise _Problem("有答复日期而没有答复结果")
    document = row.get("document", "")
    if _key(said) in _WITHDRAWN:
        return [Withdrawn(on=ended, document=document)]
    leaf = _OUTCOME_WORDS.get(_key(said)) or _below_head(_key(said))
    if leaf is None:
        raise _Problem(f"不能识别的答复结果“{said[:20]}”")
    return [Answered(on=ended, outcome=leaf, service=Service.POST, document=document)]


def _below_head(said: str) -> Leaf | None:
    """The line that stands behind its head; ``None`` for a line of another (不予公开（已公开）)."""
    leaf = _OUTCOME_WORDS.get(said[4:])
    return leaf if leaf is not None and _HEADS_OF_FORM.get(said[:4]) == leaf.value[0] else None


def _extended(row: Mapping[str, str], came: date, ended: date | None) -> Extended | None:
    said = row.get("extended", "")
    if _key(said) in _NO:
        return None
    if _key(said) in _YES:
        raise _Problem("写有延期而没有延期告知的日期，请填日期")
    on = _day(row, "extended", came.year, after=came)
    if on is None or (ended is not None and on > ended):
        raise _Problem("延期日期晚于答复日期")
    return Extended(on=on, days=EXTENSION, approved_by="（原台账未记载）", approved_on=on)


def _day(
    row: Mapping[str, str], name: str, year: int, *, after: date | None = None, needed: bool = False
) -> date | None:
    text = row.get(name, "")
    if _key(text) in _NO:
        if needed:
            raise _Problem(f"没有{MEANINGS[name].partition('（')[0]}")
        return None
    try:
        found = read_day(text, year)
        if after is not None and found < after and _SHORT.match(even(text).replace(" ", "")):
            found = read_day(text, year + 1)  # 12月收件、次年1月答复，只写了月日
    except ValueError:
        raise _Problem(f"不能识别的{MEANINGS[name].partition('（')[0]}“{text[:20]}”") from None
    if after is not None and found < after:
        raise _Problem(f"{MEANINGS[name].partition('（')[0]}{found:%Y-%m-%d}早于收件日期{after:%Y-%m-%d}")
    return found


def _one_of(row: Mapping[str, str], name: str, words: Mapping[str, Any], usual: Any) -> Any:
    said = row.get(name, "")
    if _key(said) in _NO:
        return usual
    if _key(said) not in words:
        raise _Problem(f"不能识别的{MEANINGS[name]}“{said[:20]}”")
    return words[_key(said)]


def _key(text: str) -> str:
    """Words without blanks and punctuation, as they are compared."""
    text = even(text)
    return re.sub(r"[^\w√×]", "", text.casefold()) or text


_PENDING = {"办理中", "在办", "未办结", "正在办理", "未答复", "待答复"} | _NO
_CHANNEL_WORDS = {_key(word): key for key, words in _CHANNELS.items() for word in (*words.split(), CHANNELS[key][0])}
_APPLICANT_WORDS = {_key(word): key for key, words in _APPLICANTS.items() for word in words.split()}
_OUTCOME_WORDS = {
    _key(word): leaf for leaf, words in _OUTCOMES.items() for word in (*words.split(), outcome(leaf).name[0])
}
