"""One seed, one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from gongkai.report.form import Form, mixed_form
from tests.corpus import build, damage, html, markdown, pdf, text, words
from tests.corpus.figures import SCALE_ODDS, SCALES, figures, violate
from tests.corpus.model import Report, Sample, Truth
from tests.corpus.script import ascii_marks, invisible, radicals, traditional
from tests.corpus.settle import settle
from tests.corpus.strangers import STRANGERS

Layout = Callable[[Random, Report, Truth], str]
LAYOUTS: dict[str, dict[str, Layout]] = {
    "text": {**text.LAYOUTS, **pdf.LAYOUTS},
    "markdown": markdown.LAYOUTS,
    "html": html.LAYOUTS,
}
FORMS = (*LAYOUTS, "stranger")
_ODDS = (45, 17, 30, 8)
_SUFFIX = {"text": ".txt", "markdown": ".md", "html": ".html"}
# Where the place of an empty cell survives.
_KEEPS_BLANKS = {"spans", "word", "nested", "in_json", "entities", "pipes", "embedded", "merged"}
_LOSES_BLANKS = {"rows", "cells", "stacked", "cell_stacked", "glued", "crawled"}


def samples(seed: int, count: int, *, form: str | None = None, damaged: bool | None = None) -> Iterator[Sample]:
    """``count`` documents; ``damaged`` chooses only damaged or only whole ones."""
    for at in range(count):
        yield generate(seed * 1_000_003 + at, form=form, damaged=damaged)


def generate(seed: int, *, form: str | None = None, layout: str | None = None, damaged: bool | None = None) -> Sample:
    """The document of that seed."""
    rng = Random(seed)
    form = form or rng.choices(FORMS, _ODDS)[0]
    if form == "stranger":
        return _stranger(rng, seed)
    layout = layout or rng.choice(sorted(LAYOUTS[form]))
    if damaged is None:
        damaged = rng.random() < 0.6
    names = _choose_damage(rng, layout) if damaged else ()
    count = 2 if "two_reports" in names else 1
    made = [_one(rng, form, layout, names) for _ in range(count)]
    body = "\n\n".join(content for content, _ in made)
    truths = tuple(truth for _, truth in made)
    if layout in ("in_json", "split_page") and count > 1:
        body, truths = made[0][0], truths[:1]
    body, truths = _spell(rng, body, truths, names)
    data = _encode(rng, body, form)
    suffix = ".json" if layout == "in_json" else _SUFFIX[form]
    return Sample(seed, form, layout, names, data, f"{seed}{suffix}", truths)


def _spell(rng: Random, body: str, truths: tuple[Truth, ...], names: tuple[str, ...]) -> tuple[str, tuple[Truth, ...]]:
    """The document in the characters that the damage asks for; the body may be called by either spelling."""
    if "traditional" in names:
        body = traditional(body)
        truths = tuple(replace(truth, also_called=(traditional(truth.agency),)) for truth in truths)
    if "radicals" in names:
        body = radicals(body)
    if "ascii_marks" in names and "<" not in body and "{" not in body:
        body = ascii_marks(body)
    if "invisible" in names:
        body = invisible(rng, body)
    return body, truths


# What would leave a document that no person could read either: a stroke among rules drawn with strokes,
# and numbers that stand apart from their labels without saying which of them is gone.
BARRED = {
    "boxed": {"ocr_digits"},
    "csv": {"ascii_marks"},
    "columns": {*damage.DIGITS, *damage.GAPS, "double_row", "page_number", "cut_off", "violation"},
    "displaced": {"lose_row", "lose_numbers"},
}
SPELLINGS = ("traditional", "radicals", "ascii_marks", "invisible")


def _stranger(rng: Random, seed: int) -> Sample:
    kind = rng.choice(sorted(STRANGERS))
    make, suffix = STRANGERS[kind]
    return Sample(seed, "stranger", kind, (), make(rng), f"{seed}{suffix}", ())


def _choose_damage(rng: Random, layout: str) -> tuple[str, ...]:
    words_only = layout == "glued"
    pool = [*damage.WORDS, "violation", "two_reports", *SPELLINGS]
    if words_only:
        pool = [name for name in pool if name not in ("violation", "ordinal", "page_number", "wrapped")]
        pool.append("vanish")
    else:
        pool += [*damage.DIGITS, *damage.DIGITS, "slashes"]
        pool += ["blanks"] if layout in _KEEPS_BLANKS else []
        pool += ["vanish"] if layout in _LOSES_BLANKS else []
    pool = [name for name in pool if name not in BARRED.get(layout, ())]
    names = [rng.choice(pool) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
    if "no_head" in names:  # with neither head nor heading table 4 is fifteen numbers of anything
        names = [name for name in names if name not in ("no_headings", "renumbered")]
    hard = [name for name in names if name in damage.DIGITS or name in damage.GAPS or name == "violation"]
    chosen = [name for name in names if name not in hard] + hard[:1]
    if hard and hard[0] in ("vanish", "violation"):
        return tuple(hard[:1])
    return tuple(dict.fromkeys(chosen))


def _form(rng: Random) -> tuple[Form, int]:
    """The edition, usually that of the year; sometimes the other one, or a mixture."""
    year = rng.randint(2019, 2025)
    own = "2019" if year < 2021 else "2021"
    draw = rng.random()
    if draw < 0.1 and own == "2021":
        return mixed_form("2021", "2019", "2021"), year
    if draw < 0.16:
        own = "2021" if own == "2019" else "2019"
    return mixed_form(own, own, own), year


def _one(rng: Random, raw: str, layout: str, names: tuple[str, ...]) -> tuple[str, Truth]:
    glued = layout in ("glued", "csv", "columns")
    report, truth = report_and_truth(rng, names, plain=glued, furnished=raw == "text")
    return LAYOUTS[raw][layout](rng, report, truth), truth


def report_and_truth(
    rng: Random, names: tuple[str, ...] = (), *, plain: bool = False, furnished: bool = False
) -> tuple[Report, Truth]:
    """A report with the named damage, still without a raw form.

    ``plain`` writes numbers in the simplest way, ``furnished`` says that crawlers may have written around it.
    """
    form, year = _form(rng)
    scale = rng.choices(SCALES, SCALE_ODDS)[0]
    values = figures(rng, form, scale)
    if "violation" in names:
        violate(rng, form, values)
    truth = Truth(form, words.agency(rng, scale), year, dict(values))
    how = build.style(rng)
    if plain or set(names) & {*damage.DIGITS, *damage.GAPS}:
        how = build.Style(alias=how.alias)
    report = build.report(rng, truth, values, how)
    for name in names:
        step = {**damage.DIGITS, **damage.GAPS, **damage.WORDS}.get(name)
        if step:
            step(rng, report, truth)
    if furnished or rng.random() < 0.3:
        _furnish(rng, report, year)
    settle(report, truth)
    return report, truth


def _furnish(rng: Random, report: Report, year: int) -> None:
    if rng.random() < 0.3:
        report.lead = words.crawl_head(rng, report.title, year) + report.lead
    if rng.random() < 0.3 and report.chapters[-1].table is None:
        report.tail += words.crawl_tail(rng, year)


def _encode(rng: Random, body: str, form: str) -> bytes:
    draw = rng.random()
    if form == "html":
        if draw < 0.1:
            return body.replace('charset="utf-8"', f'charset="{rng.choice(("gbk", "gb2312", "GB18030"))}"').encode(
                "gb18030"
            )
        if draw < 0.15:
            return body.encode("gb18030")
        if draw < 0.2:
            return body.replace('charset="utf-8"', 'charset="gb2312"').encode()
        return body.encode()
    if draw < 0.1:
        return body.encode("gb18030")
    if draw < 0.15:
        return body.encode("utf-8-sig")
    if draw < 0.18:
        return body.encode("utf-16")
    return body.encode()
