"""The words of the office for facts, fields and choices, beside those that the core has already."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import NAMES as CHANNELS
from gongkai.law.receipt import Channel
from gongkai.law.remedies import results
from gongkai.ledger.facts import Fact, Kind, Noted, Struck
from gongkai.ledger.facts.application import Applicant, Charged, Lapse, Opinion, Service, Whom
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.facts.other import Activity, Statistic
from gongkai.ledger.facts.publication import Block, Rank, Review, Tag
from gongkai.ledger.moves import MOVES
from gongkai.report.form import load_form

KINDS = {
    Kind.APPLICATION: "依申请公开",
    Kind.PUBLICATION: "主动公开",
    Kind.DOCUMENT: "规范性文件",
    Kind.DISPUTE: "复议诉讼",
    Kind.DATA_CORRECTION: "信息更正",
    Kind.STATISTIC: "统计数据",
    Kind.ACTIVITY: "会议培训",
}
FIELDS = {
    "on": "日期",
    "by": "办理人",
    "document": "文号或材料",
    "note": "备注",
    "channel": "收件渠道",
    "applicant": "申请人类型",
    "submitted": "提交日期",
    "asks": "内容",
    "items": "申请项数",
    "applicant_key": "申请人代号",
    "days": "天数（工作日）",
    "clear": "补正后已经明确",
    "good_reason": "逾期的正当理由",
    "ref": "发文编号",
    "whom": "征求谁的意见",
    "name": "对方名称",
    "opinion": "意见",
    "reasonable": "理由合理",
    "due": "延迟至",
    "amount": "金额（元）",
    "charged": "计收方式",
    "approved_by": "批准人",
    "approved_on": "批准日期",
    "reason": "理由",
    "agreed": "同意",
    "outcome": "办理结果",
    "service": "送达方式",
    "withheld": "不公开部分的依据",
    "earlier": "此前答复的文号",
    "override": "认定涉及重大公共利益",
    "what": "事项",
    "dispute": "复议或诉讼编号",
    "evidence": "证据材料",
    "to": "对方",
    "title": "名称",
    "tag": "公开属性",
    "item": "法定公开事项",
    "step": "审次",
    "passed": "通过",
    "block": "栏目类别",
    "count": "条数",
    "rank": "类别",
    "until": "截止日期",
    "received": "收到条数",
    "adopted": "采纳条数",
    "number": "文号",
    "valid_until": "有效期至",
    "lead": "本机关牵头",
    "taken_over": "接收或此前已有",
    "form": "解读形式",
    "replaced_by": "代替的文件",
    "route": "途径",
    "about": "涉及事项",
    "simple": "简易程序",
    "head": "负责人到庭",
    "result": "结果",
    "act_by": "限期履行至",
    "year": "年度",
    "value": "数值",
    "source": "来源系统",
    "people": "人数",
    "hours": "学时",
    "entry": "注销第几项",
}
_TOPICS = {
    "licences": "行政许可",
    "penalties": "行政处罚",
    "coercion": "行政强制",
    "fees": "收费",
    "services": "公共服务",
    "procurement": "采购",
}
_MEASURES = {
    "decisions": "办理件数",
    "amount_wan": "金额（万元）",
    "prev_items": "上年项数",
    "delta": "项数增减",
    "items": "项数",
    "amount": "金额（万元）",
}
_CHOICES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Channel: {channel: words[0] for channel, words in CHANNELS.items()},
    Leaf: {leaf: outcome(leaf).name[0] for leaf in Leaf},
    Whom: {
        Whom.THIRD_PARTY: "第三方",
        Whom.CO_MAKER: "共同制作机关",
        Whom.OTHER_ORGAN: "其他机关",
        Whom.SECRECY_AUTHORITY: "保密行政管理部门",
    },
    Opinion: {Opinion.CONSENT: "同意公开", Opinion.OBJECTION: "不同意公开"},
    Charged: {Charged.ITEM: "按件", Charged.PAGE: "按量"},
    Lapse: {Lapse.CORRECTION: "逾期未补正", Lapse.FEE: "逾期未缴费"},
    Service: {
        Service.IN_PERSON: "当面送达",
        Service.POST: "邮寄",
        Service.ONLINE: "网上送达",
        Service.EMAIL: "电子邮件",
        Service.FAX: "传真",
    },
    Tag: {Tag.PUBLIC: "主动公开", Tag.ON_APPLICATION: "依申请公开", Tag.WITHHELD: "不予公开"},
    Review: {Review.FIRST: "初审", Review.SECOND: "复审", Review.FINAL: "终审", Review.SECRECY: "保密审查"},
    Block: {Block.OVERVIEW: "概况类", Block.NEWS: "政务动态", Block.CATALOGUE: "信息公开目录"},
    Activity: {
        Activity.MEETING: "会议",
        Activity.CONFERENCE: "疑难会商",
        Activity.TRAINING: "培训",
        Activity.INSPECTION: "检查",
    },
    Statistic: {
        figure: _TOPICS[topic] + _MEASURES[measure] for figure in Statistic for topic, measure in [figure.split(".")]
    },
    Rank: {Rank.REGULATION: "规章", Rank.NORMATIVE: "规范性文件"},
}


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The members of an enumeration with their words."""
    if kind is Applicant:
        return [(column.key, column.label) for column in load_form("2021").table("t3").columns if column.key != "total"]
    if kind is Route:
        return [(line.key, line.label) for line in load_form("2021").table("t4").lines]
    words = _CHOICES.get(kind, {})
    return [(member.value, words.get(member, member.value)) for member in kind]


def results_choices() -> list[tuple[str, str]]:
    """How a reconsideration or a lawsuit may end."""
    ended = {**results("review"), **results("suit")}
    return [(key, result.name[0]) for key, result in ended.items()]


def fact_word(made: type[Fact]) -> str:
    """The name of a fact as the office says it."""
    if made is Struck:
        return "更正登记"
    if made is Noted:
        return "备注、转办"
    return MOVES[made].name[0]


def span(on: date, due: date, working: int) -> str:
    """How far a day is from a due day: in working days, or in calendar days where no working day lies between."""
    return f"{abs(working)}个工作日" if working else f"{abs((due - on).days)}个自然日"


def time_left(on: date, due: date, working: int) -> str:
    """The time to a due day in words; ``working`` is how many working days lie after ``on`` up to it."""
    if on == due:
        return "今天到期"
    return f"{'已超期' if on > due else '还剩'}{span(on, due, working)}"
