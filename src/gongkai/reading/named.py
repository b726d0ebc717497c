"""Who reports on which year."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from gongkai.reading.locate import SPACE, TITLE
from gongkai.reading.sheet import Sheet, normalise, simplified

#: How far into a report its title is looked for (characters).
TITLE_REACH = 3000

#: Titles looked at, and characters before each that may hold the name.
MOST_TITLES = 50
BEFORE_TITLE = 400
#: No public body's name is longer (characters).
LONGEST_NAME = 36

_YEAR = re.compile(
    rf"(20{SPACE}[012]{SPACE}\d|二{SPACE}[〇○零O0]{SPACE}[一二]{SPACE}[〇○零O0一二三四五六七八九])\s*年\s*(?:度)?"
)
_PERIOD = re.compile(r"统\s*计\s*(?:期\s*限|周\s*期|时\s*间|数\s*据)?[^0-9\n。]{0,14}(20\d\d)\s*年\s*1\s*月")
_NOT_IN_NAME = re.compile(
    r".*(?:[:;。,!?》】』」]|[AP]M(?![A-Za-z])|标题|首页|当前位置|正文|发布日期|发布时间|来源|浏览|>|\||第\d{1,3}[页期条]"
    r"|(?<!第)(?<!第\d)(?<!第\d\d)\d)",
    re.DOTALL,
)
#: What a sentence that announces the report says before the name.
_ANNOUNCING = re.compile(
    r"^(?:关于|现(?!代)|兹|特此|将(?!乐)|(?:面?向)?(?:全)?社会(?=公布|公开|发布)|予以|编制了?|公布|公开|发布|做好|本报告由|附件)+"
)
#: A year that is the date of something, or part of the name of a rule.
_QUOTED = re.compile(r"《[^《》]{0,200}》|〔[^〔〕]{0,40}〕")
_PLAIN_YEAR = re.compile(r"(?<!\d)(20[12]\d)\s*年(?!\s*\d{1,2}\s*月)(?![^。,;\n]{0,8}(?:施行|修订))")
_SUFFIX = re.compile(
    r"(?:政府|委员会|办公室|委|办|局|厅|部|署|院|会|处|中心|街道|乡|镇|区|县|市|省|馆|队|站|所|社|台|校|银行|海关|集团|公司)$"
)
_PLACE = r"[\u4e00-\u9fff]{2,12}?(?:省|市|州|盟|区|县|旗)"
_ONLY_HAN = re.compile(r"[\u4e00-\u9fff]+")
#: What a site's own heads above a title say, and no body's name.
_OF_SITE = re.compile(r"网|公开|报告|年报|首页|频道|栏目|平台|专栏|目录|欢迎|情况")
#: The notice that prescribes the form (《中华人民共和国政府信息公开工作年度报告格式》) is no report.
_OF_FORM = re.compile(r"[\s〉》>]*格\s*式")
#: Who signs at the end, above the day; or whom one may ask, unless it is an office of somebody.
_SIGNATURE = re.compile(
    r"\n[ \t]*([\u4e00-\u9fff]{4,36})[ \t]*\n\s*(?:20\d\d|二[〇○零]..)年.{1,3}月.{1,3}日[ \t]*(?:\n|\Z)"
)
_CONTACT = re.compile(r"请(?:直接)?(?:与|向|联系)([\u4e00-\u9fff]{4,30}?)(?:联系|咨询|[(,。])")
_OF_ANOTHER = re.compile(r"(?:办公室|(?<!办事)处|中心)$")
_PRINTED_BRACKETS = str.maketrans("()", "（）")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "00001" + "23456789")


def year_and_agency(sheet: Sheet, start: int, end: int, first_heading: int) -> tuple[int | None, str | None]:
    """The report year and the body's name as the title gives them.

    Of several titles (a page also lists other years) the one that agrees with the period of the
    statistics wins, then the one named most often.  A name is made whole by the province or city
    that the report's own text puts before it.
    """
    text = sheet.text[start:end]
    reach = min(end, max(first_heading, start + 200), start + TITLE_REACH)
    period = _stated_period(text)
    container = normalise(sheet.title)
    titles = _titles(sheet.text, sheet.plain, start, reach) + _titles(container, simplified(container))
    if not any(agency for _, agency in titles):
        # A title further on may be a link to another year's report: the year is that of the statistics.
        titles += [(period or year, agency) for year, agency in _titles(sheet.text, sheet.plain, start, end)]
    year, agency = _best_title(titles, period)
    agency = agency or _first_line(text) or _signed(text)
    name = _whole_name(agency, text).translate(_PRINTED_BRACKETS) if agency else None
    return year or period or _commonest_year(text), name


def _best_title(titles: list[tuple[int | None, str | None]], period: int | None) -> tuple[int | None, str | None]:
    named = [title for title in titles if title[1]]
    if not named:
        return next((year for year, _ in titles if year), None), None
    counts = Counter(named)
    year, agency = max(
        named, key=lambda title: (title[0] is not None and title[0] == period, title[0] is not None, counts[title])
    )
    return year or next((other for other, _ in titles if other), None), agency


def _titles(text: str, plain: str, start: int = 0, end: int | None = None) -> list[tuple[int | None, str | None]]:
    """Year and name of the first titles; looked for in plain script, taken in the printed one."""
    found = TITLE.finditer(plain, start, len(plain) if end is None else end)
    matches = islice((match for match in found if not _OF_FORM.match(plain, match.end())), MOST_TITLES)
    return [_split_title(_before(text[max(start, match.start() - BEFORE_TITLE) : match.start()])) for match in matches]


def _before(text: str) -> str:
    """What stands before the fixed words of a title: its line, and the lines before if it is broken."""
    lines = [line.strip() for line in text.split("\n")[-6:]]
    taken = ""
    while lines:
        taken = lines.pop() + taken
        year, agency = _split_title(taken)
        if year and agency:
            begun = lines[-1] if lines else ""
            return begun + taken if taken.startswith(agency) and _breaks_name(begun, agency) else taken
        if len(taken) > 60:
            break
    return taken


def _breaks_name(line: str, rest: str) -> bool:
    """Whether a title was broken within the name: the line begins with a place and ends before the body it is of."""
    begins = re.match(_PLACE, line) and not re.match(_PLACE, rest) and _ONLY_HAN.fullmatch(line)
    ends = _SUFFIX.search(line) and not re.search(r"(?:[省市州盟区县旗镇乡]|街道)$", line)
    return bool(begins) and not ends and len(line) + len(rest) <= LONGEST_NAME and not _OF_SITE.search(line)


def _split_title(text: str) -> tuple[int | None, str | None]:
    years = list(_YEAR.finditer(text))
    year = None
    if years:
        last = years[-1]
        year = int(re.sub(r"\s+", "", last[1]).translate(_DIGITS))
        text = text[: last.start()] + "\n" + text[last.end() :]
    pieces = [_clean_name(piece) for piece in text.split("\n")]
    names = [piece for piece in pieces if 2 <= len(piece) <= LONGEST_NAME and not _is_of_site(piece)]
    return year, (max(names, key=len) if names else None)


def _is_of_site(text: str) -> bool:
    """Whether a line says what a column of a site is about, and names no body."""
    return "信息公开" in text or (_OF_SITE.search(text) is not None and _SUFFIX.search(text) is None)


def _clean_name(text: str) -> str:
    text = re.sub(r"[\s\"“”'《<【\[#*_]+", "", text)
    text = _balanced(_NOT_IN_NAME.sub("", text))
    text = _ANNOUNCING.sub("", text)
    return re.sub(r"(?:年度|\(本级\)|本级|的|[关關][于於]|年)+$", "", text)


def _balanced(text: str) -> str:
    """A name without brackets that have no partner, hold nothing, or hold all of it."""
    open_at: list[int] = []
    partners: dict[int, int] = {}
    for at, char in enumerate(text):
        if char == "(":
            open_at.append(at)
        elif char == ")" and open_at:
            partners[open_at.pop()] = at
    kept = {*partners, *partners.values()}
    text = "".join(char for at, char in enumerate(text) if char not in "()" or at in kept).replace("()", "")
    return text[1:-1] if partners.get(0) == len(text) - 1 else text


def _stated_period(text: str) -> int | None:
    match = _PERIOD.search(text)
    return int(match[1]) if match else None


def _commonest_year(text: str) -> int | None:
    """The year spoken of most often: dates, and years in the names of rules, are not counted."""
    years = Counter(_PLAIN_YEAR.findall(_QUOTED.sub("", text)))
    return int(years.most_common(1)[0][0]) if years else None


def _first_line(text: str) -> str | None:
    for line in text.lstrip().split("\n")[:3]:
        name = re.sub(r"\s+", "", line)
        if 3 <= len(name) <= 30 and _SUFFIX.search(name):
            return name
    return None


def _signed(text: str) -> str | None:
    """Who signs the report, or else whom its readers may ask; an office may be that of another body."""
    named = [*_SIGNATURE.findall(text)[-1:], *_CONTACT.findall(text)[:1]]
    return next((name for name in named if _SUFFIX.search(name) and not _OF_ANOTHER.search(name)), None)


def _whole_name(name: str, text: str) -> str:
    """The name with the place before it, where the text itself writes it so."""
    if re.match(_PLACE, name) and re.match(r"[\u4e00-\u9fff]{2,8}?(?:省|市|州|盟)", name):
        return name
    flat = re.sub(r"\s+", "", text)
    longer = Counter(re.findall(rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{1,6}}(?:省|市|州|盟)){re.escape(name)}", flat))
    by = Counter(re.findall(rf"(?:由|与|据|向|》,)([\u4e00-\u9fff]{{1,6}}(?:省|市|州|盟)){re.escape(name)}", flat))
    both = longer + by
    return both.most_common(1)[0][0] + name if both else name
