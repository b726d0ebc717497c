"""Ledgers made to measure for the tests of the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from gongkai.law.leaf import Leaf
from gongkai.law.receipt import Channel
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.facts.application import Answered, Applicant, CorrectionAsked, Received, Service
from gongkai.ledger.history import History
from gongkai.ledger.lines import canonical, seal, write_lines

BODY = "某区文化局"
day = date.fromisoformat


def application(matter: str, received: str = "2024-09-10", *facts: Fact, body: str = BODY) -> History:
    first = Received(on=day(received), channel=Channel.IN_PERSON, applicant=Applicant.NATURAL, asks="某项信息")
    return History(matter, Kind.APPLICATION, (first, *facts), body=body)


def correction_asked(on: str) -> Fact:
    return CorrectionAsked(on=day(on), asks="文号")


def answered(on: str, outcome: Leaf = Leaf.GRANTED) -> Fact:
    return Answered(on=day(on), outcome=outcome, service=Service.POST)


def write(path: Path, *histories: History) -> Path:
    path.write_text("".join(f"{line}\n" for line in write_lines(histories)), "utf-8")
    return path


def write_raw(path: Path, *lines: dict[str, object], sealed: bool = False) -> Path:
    """Lines as they are given; with ``sealed``, one matter's lines with a right chain over whatever they hold."""
    out, previous = [], ""
    for line in lines:
        if sealed:
            line = {**line, "prev": previous}
            line["hash"] = previous = seal(line)
        out.append(canonical(line))
    path.write_text("".join(f"{text}\n" for text in out), "utf-8")
    return path


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(text) for text in path.read_text("utf-8").splitlines()]
