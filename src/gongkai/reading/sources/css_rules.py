"""What the rules of a page's ``<style>`` say of its elements, written into them as if it were their own style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby, islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.reading.sources import ink
from gongkai.reading.sources.css_values import Values
from gongkai.reading.sources.selectors import Matcher, Selector, selector
from gongkai.reading.sources.styles import (
    ADDED,
    COLOURS,
    EVERYWHERE,
    FAINT,
    PLAIN,
    PROPERTIES,
    Look,
    declared,
    look,
    with_weight,
)

_REMARK = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?|<!--|-->")
_SIGN = re.compile(r"[{};]")
_SHEETS_FOR_ALL = frozenset({"", "all", "screen"})
#: Rules within these are for every screen.
_FOR_ALL = re.compile(r"@(?:media\s+(?:only\s+)?(?:all|screen)|supports\b[^{}]*|layer\b[^{}]*)", re.IGNORECASE)
_WIDEST = re.compile(r"\(\s*(?:max-(?:device-)?width\s*:|width\s*<=?)\s*(\d{1,5}(?:\.\d{1,3})?)px")
#: A screen no wider is that of a phone or a tablet (pixels).
LEAST_WIDE = 1025
_NAMES = re.compile(r"\s(?:class|id)\s*=\s*[\"']?([^\"'<>]{1,1000})", re.IGNORECASE)
_NAMED, _NOT_NAMED = re.compile(r"[.#]([\w-]+)"), re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BESIDE = re.compile(r":{1,2}(?:before|after)$", re.IGNORECASE)
#: What makes a number another where a rule prints it before or after: digits and their signs, and what is only known
#: where it is drawn.
_PRINTS = re.compile(r"[\d.,+%‰零〇一二三四五六七八九十百千万亿-]|counters?\(|url\(|attr\(")
#: The sign of a note, which is no part of what it stands beside.
_NOTE = re.compile(r"[\s\"']*[\[(（［【〔※*①-⑳]")
_ATTRIBUTE = re.compile(r"attr\(\s*([\w-]{1,80})[^()]*\)")
#: What is printed beside an element, and variables.
_ALSO = ("content", "--")
_CODE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)
#: So much of a page's style sheets is looked at.
MOST_CSS = 300_000
#: Rules of so many selectors are followed; a page has a few dozen of which a style tells anything.
MOST_SELECTORS = 400
#: So many times an element is given a style.
MOST_WRITTEN = 20_000
#: So many elements with tables are weighed against the page.
MOST_HOLDERS = 50
#: Elements that set a colour; so many around one are asked for the colours that it does not set.
_COLOURED = (
    "[style*=color],[style*=COLOR],[style*=Color],[style*=background],[style*=BACKGROUND],[style*=Background]"
    ",[color],[bgcolor]"
)
MOST_AROUND = 50
#: A sign beside an element that is so itself is seen by nobody: most sites have their floats end by one.
_NOWHERE = frozenset({Look.GONE, Look.UNSEEN, Look.UNSURE})


class _Block(NamedTuple):
    """A block of a sheet that holds no others: whether a condition is set to it, its selectors, what it declares;
    whether it is for narrow screens alone."""

    conditional: bool
    heads: list[str]
    said: dict[str, str]
    narrow: bool = False


class _Rule(NamedTuple):
    order: int
    selector: Selector
    said: dict[str, str]
    certain: bool


def inline_styles(tree: LexborHTMLParser) -> None:
    """Write into the elements of a page what the rules of its ``<style>`` say of whether and how they are seen."""
    sheets = [sheet.text(deep=True) for sheet in tree.css("style") if _is_for_all(sheet)]
    css = "".join(sheets)[:MOST_CSS]
    names = _Names(tree)
    blocks = list(_blocks(css, names))
    values = Values.of(blocks, scripted=tree.css_first("script") is not None)
    _settle(tree, values)
    if css:
        matcher = Matcher(tree)
        blocks = [block._replace(said=values.settled(block.said)) for block in blocks]
        _cascade(tree, matcher, list(islice(_rules(blocks, names), MOST_SELECTORS)))
        _write(list(islice(_printed(matcher, blocks), MOST_WRITTEN)), ADDED, True)
    _weigh_colours(tree)


def _settle(tree: LexborHTMLParser, values: Values) -> None:
    """Work out the variables and lengths in the styles that elements have of their own."""
    for node in tree.css("[style*='var('],[style*=rem]"):
        said = values.settled(with_weight(node.attributes.get("style") or ""))
        node.attrs["style"] = _words(said)


def _cascade(tree: LexborHTMLParser, matcher: Matcher, rules: list[_Rule]) -> None:
    kept = _shown_by_script(tree, matcher, rules)
    left = MOST_WRITTEN
    for certain in (False, True):  # what is declared important stands behind the element's own style
        ranked = sorted((rule for rule in rules if rule.certain is certain), key=_rank, reverse=not certain)
        for words, alike in groupby(ranked, lambda rule: _words(rule.said)):
            nodes = _matched(matcher, alike)[:left] if left else []
            left -= len(nodes)
            is_gone = look(words) is Look.GONE
            _write([node for node in nodes if not is_gone or node.mem_id not in kept], words, certain)


def _matched(matcher: Matcher, rules: Iterable[_Rule]) -> list[LexborNode]:
    return matcher.all(rule.selector for rule in rules)


def _rank(rule: _Rule) -> tuple[tuple[int, int, int], int]:
    return rule.selector.weight, rule.order


def _words(said: dict[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in said.items())


def _is_for_all(sheet: LexborNode) -> bool:
    parent = sheet.parent
    media = (sheet.attributes.get("media") or "").strip().lower()
    return media in _SHEETS_FOR_ALL and (parent is None or parent.tag != "noscript")


class _Names:
    """The classes and names that elements bear: on the page, and within its tables."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree

    @cached_property
    def _page(self) -> frozenset[str]:
        return _names_in(self._tree.html or "")

    @cached_property
    def _tables(self) -> frozenset[str]:
        return _names_in("".join(table.html or "" for table in self._tree.css("table") if not _is_nested(table)))

    def may_have(self, head: str) -> bool:
        """Whether elements of the page bear what a selector names."""
        named = _named(head)
        return not named or self._page.issuperset(named)

    def reach(self, one: Selector) -> bool:
        """Whether an element of a table bears what the last step of a selector names."""
        named = _named(one.steps[-1].one)
        return not named or self._tables.issuperset(named)


def _named(head: str) -> list[str]:
    plain = _NOT_NAMED.sub("", head) if "(" in head or "[" in head else head
    return _NAMED.findall(plain.lower())


def _is_nested(table: LexborNode) -> bool:
    above = table.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above is not None


def _names_in(markup: str) -> frozenset[str]:
    return frozenset(name for names in _NAMES.findall(markup) for name in names.lower().split())


def _rules(blocks: list[_Block], names: _Names) -> Iterator[_Rule]:
    """The rules of a style sheet, a selector each; what a smaller screen alone hides is not hidden.

    Nor is what a rule for some screen shows: such a sheet says first what the smallest one shows.
    """
    elsewhere = {
        head
        for block in blocks
        if block.conditional and not block.narrow and not block.said.get("display", "none").startswith("none")
        for head in block.heads
    }
    told = {name for block in blocks for name in _told(block.said)}
    followed = {head: selector(head) for block in blocks for head in block.heads if not told.isdisjoint(block.said)}
    otherwise = {
        (step, name)
        for _, heads, said, _ in blocks
        for head in heads
        if head in followed and followed[head] is None
        for name, value in said.items()
        for step in re.split(r"[\s>+~]+", head)[0 if name in ("font-size", "visibility") else -1 :]
        if look(f"{name}:{value}") is Look.SHOWN
    }
    for order, (conditional, heads, says, _) in enumerate(blocks):
        for head in () if conditional else heads:
            one = followed.get(head)
            if one is None:
                continue
            within = names.reach(one)
            said = {
                name: value
                for name, value in says.items()
                if name in told and (within or name in EVERYWHERE) and (head, name) not in otherwise
            }
            if said.get("display", "").startswith("none") and head in elsewhere:
                continue
            for certain in (False, True):
                part = {name: value for name, value in said.items() if value.endswith("!important") is certain}
                if part:
                    yield _Rule(order, one, part, certain)


def _told(said: dict[str, str]) -> Iterable[str]:
    """The properties of a block that tell anything of how text is seen, together with the others of it."""
    words = _words(said)
    found = set() if look(words) is Look.SHOWN else {name for name in said if name not in COLOURS}
    return found | COLOURS if ink.is_telling(ink.colours(declared(words))) else found


def _blocks(css: str, names: _Names) -> Iterator[_Block]:
    """The blocks of a sheet that are for elements of the page."""
    css = _REMARK.sub("", css)
    heads: list[str] = []
    start = 0
    for sign in _SIGN.finditer(css):
        if sign[0] == ";":
            if heads and not heads[-1].startswith("@"):
                continue
        elif sign[0] == "{":
            heads.append(css[start : sign.start()].strip())
        elif heads:
            head = heads.pop()
            found = [] if head.startswith("@") else [one.strip() for one in head.split(",") if names.may_have(one)]
            if found:
                conditional = any(not _FOR_ALL.fullmatch(one) for one in heads)
                narrow = any(map(_is_narrow, heads))
                yield _Block(conditional, found, _telling(css[start : sign.start()]), narrow)
        start = sign.end()


def _is_narrow(condition: str) -> bool:
    """Whether a condition holds for no screen as wide as a desk's."""
    widest = _WIDEST.search(condition)
    return widest is not None and float(widest[1]) < LEAST_WIDE


def _telling(body: str) -> dict[str, str]:
    return {name: value for name, value in with_weight(body).items() if name in PROPERTIES or name.startswith(_ALSO)}


def _printed(matcher: Matcher, blocks: list[_Block]) -> Iterator[LexborNode]:
    """The elements before or after which a rule prints what makes a number another."""
    for block in blocks:
        content = _CODE.sub(_character, block.said.get("content", ""))
        if block.conditional or not _PRINTS.search(content) or look(_words(block.said)) in _NOWHERE:
            continue
        for head in block.heads:
            side = _BESIDE.search(head)
            one = selector(head[: side.start()] or "*") if side else None
            yield from (node for node in matcher.all([one] if one else []) if _prints(node, content))


def _prints(node: LexborNode, content: str) -> bool:
    said = _ATTRIBUTE.sub(lambda found: node.attributes.get(found[1]) or "", content)
    return _PRINTS.search(said) is not None and _NOTE.match(said) is None


def _character(code: re.Match[str]) -> str:
    number = int(code[1], 16)
    return chr(number) if number < 0xD800 else " "


def _write(nodes: list[LexborNode], words: str, last: bool) -> None:
    for node in nodes:
        own = node.attributes.get("style") or ""
        node.attrs["style"] = f"{own};{words}" if last else f"{words};{own}"


def _shown_by_script(tree: LexborHTMLParser, matcher: Matcher, rules: list[_Rule]) -> set[int]:
    """The elements with tables that rules hide, where these are most of the page: a script shows them."""
    hidden = _matched(matcher, (rule for rule in rules if rule.said.get("display", "").startswith("none")))
    holders = [node for node in hidden[:MOST_WRITTEN] if node.css_first("table") is not None]
    if not holders or tree.body is None:
        return set()
    tables = {table.mem_id for node in holders[:MOST_HOLDERS] for table in node.css("table")}
    if len(holders) <= MOST_HOLDERS and len(tables) * 2 <= len(tree.css("table")):
        return set()
    return {node.mem_id for node in holders}


def _weigh_colours(tree: LexborHTMLParser) -> None:
    """Write into the elements that set a colour whether an eye tells their text from its ground."""
    nodes = tree.css(_COLOURED)
    said = {node.mem_id: _colours_of(node) for node in nodes}
    if not any(map(ink.is_telling, said.values())):
        return
    for node in nodes[:MOST_WRITTEN]:
        own, around = said[node.mem_id], node.parent
        for _ in range(MOST_AROUND):
            if around is None or None not in own:
                break
            above = said.get(around.mem_id, ink.NOTHING)
            own = ink.Look(*(far if near is None else near for near, far in zip(own, above, strict=True)))
            around = around.parent
        is_faint = ink.is_faint(own.ink or ink.BLACK, own.ground or ink.WHITE)
        _write([node], FAINT if is_faint else PLAIN, True)


def _colours_of(node: LexborNode) -> ink.Look:
    """What an element says of its colours, also by attributes from before style sheets."""
    attributes = node.attributes
    style = attributes.get("style")
    own = ink.said_in(style) if style else ink.NOTHING
    colours = (ink.colour((attributes.get(name) or "").lower()) for name in ("color", "bgcolor"))
    return ink.Look(*(old if said is None else said for said, old in zip(own, colours, strict=True)))
