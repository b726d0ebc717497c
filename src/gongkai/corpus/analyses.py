"""What can be asked of a store, declared: each question with its definition, its columns and its SQL."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from gongkai.corpus.tables import Pair
from gongkai.report.metrics import FEWEST_CASES, OUTCOMES, RATES, Rate


class Analysis(NamedTuple):
    """A question with its answer's columns.

    ``sql`` is asked of the views of :mod:`gongkai.corpus.query`; ``$year`` is the year asked for
    (the last of the store if none) and ``$fewest`` the guard against small samples.
    """

    key: str
    name: Pair
    definition: Pair
    columns: Mapping[str, Pair]
    sql: str


_BODY = {"body": ("机关", "body")}
_YEAR = {"year": ("年度", "year")}


def league(rate: Rate) -> Analysis:
    """The bodies of one year by a rate, the highest first; those with too small a base are counted, not ranked."""
    interval = """,
  round(100 * (p + z*z/(2*base) - z*sqrt(p*(1-p)/base + z*z/(4*base*base))) / (1 + z*z/base), 1) AS low,
  round(100 * (p + z*z/(2*base) + z*sqrt(p*(1-p)/base + z*z/(4*base*base))) / (1 + z*z/base), 1) AS high"""
    nothing = ", NULL AS low, NULL AS high"
    columns = {
        "rank": ("名次", "rank"),
        **_BODY,
        "part": ("分子", "part"),
        "base": ("分母", "base"),
        "percent": (f"{rate.name[0]}（%）", f"{rate.name[1]} (%)"),
        "low": ("95%区间下限", "95 % from"),
        "high": ("95%区间上限", "to"),
        "unranked": ("未排名机关数", "bodies not ranked"),
    }
    said = (
        f"{rate.definition[0]}。分母不足 {FEWEST_CASES} 的机关不排名，只计数；区间为威尔逊区间",
        f"{rate.definition[1]}. Bodies whose base is below {FEWEST_CASES} are counted, not ranked; Wilson intervals",
    )
    sql = f"""
WITH all_bodies AS (
  SELECT body, ({rate.part_sql})::DOUBLE AS part, ({rate.base_sql})::DOUBLE AS base FROM annual WHERE year = $year
), ranked AS (
  SELECT *, part / base AS p, 1.96 AS z FROM all_bodies WHERE base >= $fewest AND part IS NOT NULL
)
SELECT rank() OVER (ORDER BY p DESC) AS rank, body, part::BIGINT AS part, base::BIGINT AS base,
  round(100 * p, 1) AS percent{interval if rate.is_share else nothing},
  (SELECT count(*) FROM all_bodies) - (SELECT count(*) FROM ranked) AS unranked
FROM ranked ORDER BY p DESC, base DESC, body"""
    return Analysis(f"league-{rate.key}", (f"{rate.name[0]}排名", f"league table: {rate.name[1]}"), said, columns, sql)


def _pooled(rate: Rate) -> str:
    """A rate over all bodies that state every one of its quantities: sums over sums, not a mean of rates."""
    known = f"({rate.part_sql}) IS NOT NULL AND ({rate.base_sql}) IS NOT NULL"
    return (
        f"round(100 * sum({rate.part_sql}) FILTER ({known})::DOUBLE "
        f"/ nullif(sum({rate.base_sql}) FILTER ({known}), 0)::DOUBLE, 1) AS {rate.key}"
    )


_TRENDS = Analysis(
    "trends",
    ("逐年趋势", "trends"),
    (
        "各年合计、中位数和合并比率（合计÷合计）；同比只用两年都有报告的机关",
        "sums, medians and pooled rates (sum over sum) by year; growth over bodies that report both years",
    ),
    {
        **_YEAR,
        "bodies": ("机关数", "bodies"),
        "received": ("新收", "received"),
        "median": ("新收中位数", "median"),
        "handled": ("办结", "handled"),
        "same_bodies": ("两年都有的机关", "in both years"),
        "growth": ("新收同比（%）", "growth (%)"),
        **{rate.key: (f"{rate.name[0]}（%）", f"{rate.name[1]} (%)") for rate in RATES.values()},
    },
    f"""
WITH pairs AS (
  SELECT now.year, count(*) AS same_bodies,
    round(100 * (sum(now.received)::DOUBLE / nullif(sum(before.received), 0)::DOUBLE - 1), 1) AS growth
  FROM annual now JOIN annual before ON before.body = now.body AND before.year = now.year - 1
  WHERE now.received IS NOT NULL AND before.received IS NOT NULL GROUP BY now.year
)
SELECT year, count(*) AS bodies, sum(received)::BIGINT AS received, median(received)::DOUBLE AS median,
  sum(handled)::BIGINT AS handled, any_value(same_bodies) AS same_bodies, any_value(growth) AS growth,
  {", ".join(_pooled(rate) for rate in RATES.values())}
FROM annual LEFT JOIN pairs USING (year) GROUP BY year ORDER BY year""",
)
_OUTCOMES = Analysis(
    "outcomes",
    ("办理结果构成", "outcome mix"),
    (
        "每年办结的申请按六类结果合计；只计六类都有数的机关",
        "handled applications by the six kinds of outcome, over bodies that state all six",
    ),
    {
        **_YEAR,
        "outcome": ("结果", "outcome"),
        "applications": ("件数", "applications"),
        "percent": ("占比（%）", "share (%)"),
        "bodies": ("机关数", "bodies"),
    },
    f"""
WITH whole AS (SELECT * FROM annual WHERE {" AND ".join(f"{key} IS NOT NULL" for key in OUTCOMES)}),
long AS (UNPIVOT (SELECT year, {", ".join(OUTCOMES)} FROM whole) ON {", ".join(OUTCOMES)} INTO NAME outcome VALUE n),
sums AS (SELECT year, outcome, sum(n)::BIGINT AS applications, count(*) AS bodies FROM long GROUP BY year, outcome)
SELECT year, outcome, applications,
  round(100 * applications / nullif(sum(applications) OVER (PARTITION BY year), 0)::DOUBLE, 1) AS percent, bodies
FROM sums ORDER BY year DESC, list_position({list(OUTCOMES)}, outcome)""",
)
_DISPUTES_BY_YEAR = Analysis(
    "disputes",
    ("复议和诉讼", "disputes"),
    (
        f"争议率：{RATES['dispute'].definition[0]}；纠错率：{RATES['correction'].definition[0]}；均为合计÷合计",
        f"dispute rate: {RATES['dispute'].definition[1]}; correction rate: {RATES['correction'].definition[1]}; pooled",
    ),
    {
        **_YEAR,
        "bodies": ("机关数", "bodies"),
        "reviews": ("复议", "reconsiderations"),
        "suits": ("诉讼", "lawsuits"),
        "corrected": ("纠正", "corrected"),
        "pending": ("未审结", "pending"),
        "dispute": ("争议率（%）", "dispute rate (%)"),
        "correction": ("纠错率（%）", "correction rate (%)"),
    },
    f"""
SELECT year, count(disputes) AS bodies, sum(reviews)::BIGINT AS reviews, sum(suits)::BIGINT AS suits,
  sum(corrected)::BIGINT AS corrected, sum(pending)::BIGINT AS pending,
  {_pooled(RATES["dispute"])}, {_pooled(RATES["correction"])}
FROM annual GROUP BY year ORDER BY year""",
)
_BREAKS = Analysis(
    "breaks",
    ("结转不衔接", "carry-over breaks"),
    (
        "本年的上年结转与上年的结转下年不相等（合计列），按相差大小排列",
        "this year's carried-in differs from last year's carried-out (totals), the widest first",
    ),
    {
        **_BODY,
        **_YEAR,
        "carried_out": ("上年结转下年", "carried out last year"),
        "carried_in": ("本年上年结转", "carried in this year"),
        "difference": ("相差", "difference"),
    },
    """
SELECT now.body, now.year, before.carried_out::BIGINT AS carried_out, now.carried_in::BIGINT AS carried_in,
  (now.carried_in - before.carried_out)::BIGINT AS difference
FROM annual now JOIN annual before ON before.body = now.body AND before.year = now.year - 1
WHERE now.carried_in <> before.carried_out
ORDER BY abs(now.carried_in - before.carried_out) DESC, now.body, now.year""",
)
_MISSING = Analysis(
    "missing",
    ("缺少的年度", "bodies missing in a year"),
    (
        "机关有更早年度的报告而缺这一年，直到库中最后一年；改名或撤并也会列出",
        "a body with an earlier report has none for this year, up to the last year of the store; renamed bodies too",
    ),
    {**_BODY, **_YEAR, "last": ("此前最近一年", "last before"), "next": ("此后最近一年", "next after")},
    """
WITH spans AS (SELECT body, min(year) AS first FROM annual GROUP BY body),
years AS (SELECT DISTINCT year FROM annual)
SELECT body, years.year,
  (SELECT max(year) FROM annual a WHERE a.body = spans.body AND a.year < years.year) AS last,
  (SELECT min(year) FROM annual a WHERE a.body = spans.body AND a.year > years.year) AS next
FROM spans JOIN years ON years.year > spans.first
WHERE NOT EXISTS (SELECT 1 FROM annual a WHERE a.body = spans.body AND a.year = years.year)
ORDER BY years.year DESC, body""",
)
_ERRORS = Analysis(
    "errors",
    ("常见错误", "most common errors"),
    (
        "报告自身确定的错误和提醒（不含原件读取中的疑问），按涉及的报告份数排列；占比以全部报告为分母",
        "certain errors and warnings of the reports themselves, not of their raw form; the share is of all reports",
    ),
    {
        "code": ("代码", "code"),
        "severity": ("严重程度", "severity"),
        "title": ("问题", "finding"),
        "reports": ("报告数", "reports"),
        "findings": ("次数", "times"),
        "percent": ("占报告（%）", "of reports (%)"),
    },
    """
SELECT code, severity, any_value(kinds.title) AS title, count(DISTINCT (checksum, report)) AS reports,
  count(*) AS findings, round(100 * reports / (SELECT count(*) FROM reports)::DOUBLE, 1) AS percent
FROM findings JOIN kinds USING (code)
WHERE verdict = 'fail' AND severity IN ('error', 'warning') AND NOT of_reading
GROUP BY code, severity ORDER BY reports DESC, findings DESC, code""",
)
_COVERAGE = Analysis(
    "coverage",
    ("单元格覆盖", "cell coverage"),
    (
        "每个单元格在多少份报告中读得、补回、空白、缺失；缺得多的在前",
        "in how many reports each cell was read, restored, blank, lost; the most often lost first",
    ),
    {
        "cell": ("单元格", "cell"),
        "label": ("名称", "label"),
        "reports": ("报告数", "reports"),
        "read": ("读得", "read"),
        "repaired": ("补回", "restored"),
        "blank": ("空白", "blank"),
        "lost": ("缺失", "lost"),
        "percent": ("有数值（%）", "with a number (%)"),
    },
    """
SELECT cell, any_value(label) AS label, count(*) AS reports,
  count(*) FILTER (origin NOT IN ('repaired', 'blank', 'lost')) AS read,
  count(*) FILTER (origin = 'repaired') AS repaired, count(*) FILTER (origin = 'blank') AS blank,
  count(*) FILTER (origin = 'lost') AS lost,
  round(100 * count(*) FILTER (value IS NOT NULL OR exact IS NOT NULL) / count(*)::DOUBLE, 2) AS percent
FROM cells LEFT JOIN form USING (cell) GROUP BY cell ORDER BY percent, lost DESC, cell""",
)
_STATUS = Analysis(
    "status",
    ("读取情况", "how far reports could be read"),
    (
        "每年的报告份数，按读取状态分；含同一机关同一年度的重复报告",
        "reports by year and status, with several reports of one body and year",
    ),
    {
        **_YEAR,
        "reports": ("报告数", "reports"),
        "bodies": ("机关数", "bodies"),
        "read": ("读取", "read"),
        "repaired": ("补全", "repaired"),
        "doubtful": ("存疑", "doubtful"),
        "errors": ("有错误的报告", "with errors"),
    },
    """
SELECT year, count(*) AS reports, count(DISTINCT body) AS bodies, count(*) FILTER (status = 'read') AS read,
  count(*) FILTER (status = 'repaired') AS repaired, count(*) FILTER (status = 'doubtful') AS doubtful,
  count(*) FILTER (errors > 0) AS errors
FROM reports GROUP BY year ORDER BY year NULLS LAST""",
)
_FAILURES = Analysis(
    "failures",
    ("读取失败", "failures"),
    ("没有读出报告的文件，按类别和原因合计", "files without a report, by class and reason"),
    {
        "cause": ("类别", "class"),
        "code": ("代码", "code"),
        "message": ("原因", "reason"),
        "files": ("文件数", "files"),
        "example": ("例如", "for example"),
    },
    """
SELECT cause, code, any_value(message) AS message, count(*) AS files, min(path) AS example
FROM files WHERE cause IS NOT NULL GROUP BY cause, code ORDER BY files DESC, cause, code""",
)
_DOUBLES = Analysis(
    "doubles",
    ("重复的报告", "several reports of one body and year"),
    (
        "同一机关同一年度有几份内容不同的报告；统计只取读得最好的一份",
        "bodies with several different reports of one year; the analyses take the one read best",
    ),
    {**_BODY, **_YEAR, "reports": ("报告数", "reports"), "example": ("例如", "for example")},
    """
SELECT body, year, count(*) AS reports, min(path) AS example FROM reports JOIN files USING (checksum)
WHERE body IS NOT NULL AND year IS NOT NULL GROUP BY body, year HAVING count(*) > 1
ORDER BY reports DESC, body, year""",
)


@cache
def analyses() -> Mapping[str, Analysis]:
    """Every analysis by its key."""
    leagues = (league(rate) for rate in RATES.values())
    rest = (
        _TRENDS,
        _OUTCOMES,
        _DISPUTES_BY_YEAR,
        _BREAKS,
        _MISSING,
        _ERRORS,
        _COVERAGE,
        _STATUS,
        _FAILURES,
        _DOUBLES,
    )
    return MappingProxyType({one.key: one for one in (*leagues, *rest)})
