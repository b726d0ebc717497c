"""Which fact may follow which: the one table that page, import and database ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from gongkai.law.cite import Cite, cites
from gongkai.ledger.facts import KINDS, Fact, Kind, application, dispute, other, publication

Words = tuple[str, str]


class Stage(StrEnum):
    """Where a matter stands between its facts."""

    NONE = "none"
    HANDLING = "handling"
    CORRECTING = "correcting"
    EXPLAINING = "explaining"
    PAYING = "paying"
    CLOSED = "closed"
    DRAFT = "draft"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"
    IN_FORCE = "in_force"
    ENDED = "ended"
    OPEN = "open"
    DECIDED = "decided"
    RECORDED = "recorded"


STAGE_WORDS: Mapping[Stage, Words] = {
    Stage.NONE: ("尚未登记", "not registered"),
    Stage.HANDLING: ("办理中", "in hand"),
    Stage.CORRECTING: ("待补正", "waiting for a correction"),
    Stage.EXPLAINING: ("待说明理由", "waiting for reasons"),
    Stage.PAYING: ("待缴费", "waiting for payment"),
    Stage.CLOSED: ("已办结", "closed"),
    Stage.DRAFT: ("未公开", "not published"),
    Stage.PUBLISHED: ("已公开", "published"),
    Stage.TAKEN_DOWN: ("已撤下", "taken down"),
    Stage.IN_FORCE: ("现行有效", "in force"),
    Stage.ENDED: ("已失效", "no longer in force"),
    Stage.OPEN: ("审理中", "pending"),
    Stage.DECIDED: ("已审结", "decided"),
    Stage.RECORDED: ("已登记", "recorded"),
}


class Move(NamedTuple):
    """One lawful move: the fact, its name, the stages at which it may come, and the stage after it.

    ``to`` is ``None`` where the stage stays; ``cites`` are the articles that allow it.
    """

    fact: type[Fact]
    name: Words
    at: frozenset[Stage]
    to: Stage | None
    cites: tuple[Cite, ...]


def _move(
    fact: type[Fact], zh: str, en: str, at: Iterable[Stage], to: Stage | None = None, *written: str
) -> tuple[type[Fact], Move]:
    return fact, Move(fact, (zh, en), frozenset(at), to, cites(*written))


_NONE = (Stage.NONE,)
_HANDLING = (Stage.HANDLING,)
_WAITING = (Stage.CORRECTING, Stage.EXPLAINING, Stage.PAYING)
_LIVE = (Stage.HANDLING, *_WAITING)
_DRAFT = (Stage.DRAFT,)
_SHOWN = (Stage.PUBLISHED,)
_ITEM = (Stage.DRAFT, Stage.PUBLISHED, Stage.TAKEN_DOWN)
_FORCE = (Stage.IN_FORCE,)
_OPEN = (Stage.OPEN,)

_A, _P, _D = application, publication, dispute

MOVES: Mapping[type[Fact], Move] = dict(
    (
        _move(_A.Received, "登记收到申请", "receipt", _NONE, Stage.HANDLING, "条例:31", "条例:45"),
        _move(_A.CorrectionAsked, "告知补正", "notice to correct", _HANDLING, Stage.CORRECTING, "条例:30"),
        _move(
            _A.Corrected, "收到补正", "correction", (Stage.CORRECTING, Stage.CLOSED), Stage.HANDLING, "条例:30"
        ),
        _move(_A.Consulted, "征求意见", "consultation", _LIVE, None, "条例:32", "条例:33.3", "条例:34"),
        _move(_A.Delivered, "送达", "delivery", _LIVE, None, "条例:32", "条例:34", "处理费办法:6"),
        _move(_A.OpinionGiven, "收到意见", "opinion", _LIVE, None, "条例:32", "条例:34"),
        _move(_A.ReasonsAsked, "要求说明理由", "request for reasons", _HANDLING, Stage.EXPLAINING, "条例:35"),
        _move(_A.ReasonsGiven, "收到理由说明", "reasons", (Stage.EXPLAINING,), Stage.HANDLING, "条例:35"),
        _move(_A.LaterDaySet, "告知延迟答复期限", "later day", _HANDLING, None, "条例:35"),
        _move(_A.FeeNoticed, "发出收费通知", "fee notice", _HANDLING, Stage.PAYING, "条例:42", "处理费办法:6"),
        _move(_A.FeePaid, "缴清费用", "payment", (Stage.PAYING,), Stage.HANDLING, "处理费办法:6"),
        _move(_A.Extended, "延期答复告知", "extension", (Stage.HANDLING, Stage.EXPLAINING), None, "条例:33.2"),
        _move(_A.LegalReviewed, "法制审核", "legal review", _LIVE, None, "条例:45"),
        _move(
            _A.Answered, "答复", "answer", (Stage.HANDLING, Stage.EXPLAINING), Stage.CLOSED, "条例:36", "条例:37"
        ),
        _move(_A.Withdrawn, "撤回申请", "withdrawal", _LIVE, Stage.CLOSED, "条例:45"),
        _move(
            _A.Lapsed, "逾期视为放弃", "lapse", (Stage.CORRECTING, Stage.PAYING), Stage.CLOSED,
            "条例:30", "处理费办法:6",
        ),
        _move(_A.Ended, "其他办结", "other end", _LIVE, Stage.CLOSED, "条例:45"),
        _move(_A.Redone, "重新答复", "answer anew", (Stage.CLOSED,), None, "复议法:64", "行诉法:70"),
        _move(_A.DataCorrectionAsked, "收到更正申请", "request to mend data", _NONE, Stage.HANDLING, "条例:41"),
        _move(_A.DataCorrected, "更正并告知", "mended", _HANDLING, Stage.CLOSED, "条例:41"),
        _move(_A.DataCorrectionRefused, "不予更正", "not mended", _HANDLING, Stage.CLOSED, "条例:41"),
        _move(_A.DataCorrectionPassedOn, "转送或告知", "passed on", _HANDLING, Stage.CLOSED, "条例:41"),
        _move(_P.Created, "信息形成", "creation", _NONE, Stage.DRAFT, "条例:26"),
        _move(
            _P.Retagged, "公开属性调整", "tag changed",
            (Stage.DRAFT, Stage.PUBLISHED, Stage.TAKEN_DOWN), None, "条例:18",
        ),
        _move(_P.Changed, "信息变更", "change", _ITEM, None, "条例:26"),
        _move(_P.Reviewed, "公开审查", "review", _ITEM, None, "条例:17"),
        _move(_P.Published, "公开", "publication", _ITEM, Stage.PUBLISHED, "条例:26"),
        _move(_P.TakenDown, "撤下", "taken down", _SHOWN, Stage.TAKEN_DOWN, "条例:17"),
        _move(_P.Drafted, "起草", "drafting", _NONE, Stage.DRAFT, "条例:20.1(1)"),
        _move(_P.CommentsSought, "公开征求意见", "public comments", _DRAFT, None, "条例:19"),
        _move(_P.CommentsAnswered, "反馈意见采纳情况", "feedback", (*_DRAFT, *_FORCE), None, "条例:19"),
        _move(_P.CompetitionReviewed, "公平竞争审查", "competition review", _DRAFT),
        _move(_P.LegalityReviewed, "合法性审核", "legality review", _DRAFT),
        _move(_P.Deliberated, "集体讨论决定", "deliberation", _DRAFT),
        _move(_P.Issued, "制发", "issue", (Stage.NONE, Stage.DRAFT), Stage.IN_FORCE, "条例:20.1(1)"),
        _move(_P.MadePublic, "公布", "publication", _FORCE, None, "条例:20.1(1)", "条例:26"),
        _move(_P.Interpreted, "政策解读", "interpretation", _FORCE, None, "80号"),
        _move(_P.Filed, "备案", "filing", _FORCE),
        _move(_P.Renewed, "延续", "renewal", _FORCE),
        _move(_P.Repealed, "废止", "repeal", _FORCE, Stage.ENDED, "条例:20.1(1)"),
        _move(_P.Expired, "有效期届满失效", "expiry", _FORCE, Stage.ENDED, "条例:20.1(1)"),
        _move(_D.Opened, "受理或立案", "opening", _NONE, Stage.OPEN, "复议法:30", "行诉法:51"),
        _move(_D.CopyReceived, "收到答复（应诉）通知", "notice to answer", _OPEN, None, "复议法:48", "行诉法:67"),
        _move(_D.DefenceFiled, "提交答复（答辩）和证据", "answer and evidence", _OPEN, None, "复议法:48", "行诉法:67"),
        _move(_D.ProcedureChanged, "程序转换", "change of procedure", _OPEN, None, "复议法:55"),
        _move(_D.DecisionPutOff, "延长审理期限", "longer period", _OPEN, None, "复议法:62"),
        _move(_D.Appeared, "出庭应诉", "appearance", _OPEN, None, "行诉法:3"),
        _move(_D.Decided, "审结", "decision", _OPEN, Stage.DECIDED, "复议法:61", "行诉法:69"),
        _move(_D.DutyDone, "履行、反馈", "performance", (Stage.DECIDED,), None, "复议法:76"),
        _move(other.Reported, "报送数据", "figure", (Stage.NONE, Stage.RECORDED), Stage.RECORDED, "条例:20.1(5)"),
        _move(other.Held, "开展活动", "activity", (Stage.NONE, Stage.RECORDED), Stage.RECORDED, "条例:48"),
    )
)  # fmt: skip
"""Every move by its fact; struck and noted facts stand outside the table and may always come."""


def moves_at(kind: Kind, stage: Stage) -> tuple[Move, ...]:
    """The moves that a stage allows, in the order of the table."""
    return _AT[kind, stage]


def _allowed(kind: Kind, stage: Stage) -> tuple[Move, ...]:
    return tuple(MOVES[fact] for fact in KINDS[kind] if stage in MOVES[fact].at)


_AT = {(kind, stage): _allowed(kind, stage) for kind in Kind for stage in Stage}
