"""``gongkai corpus run``: read what is new into a store."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gongkai.cli import console
from gongkai.cli.extra import needs
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _
from gongkai.cli.work import DEFAULT_JOBS

if TYPE_CHECKING:
    from gongkai.corpus.apart import Limits
    from gongkai.corpus.engine import Engine
    from gongkai.corpus.run import Summary

HELP = _(
    "读取文件夹中的全部文件，存入报告库（Parquet）。只读新增的、改动过的和旧版程序读过的；中断后再次运行即可续做，不丢不重。\n\n"
    "每份文件在单独的进程中读取，内存和时间有上限；读不了的记入报告库并分类，其余照常进行。\n\n"
    "示例：\n\n"
    "  gongkai corpus run 报告/ --store 报告库\n\n"
    "  gongkai corpus run 报告/ --store 报告库 --on ray --address 10.0.0.1:6379\n\n"
    "退出码：0 完成，1 有文件因本程序的缺陷失败，2 用法有误，130 中断（已读的已保存）。"
)

Store = Annotated[Path, typer.Option("--store", "-s", metavar="STORE", help=_("报告库所在的文件夹"))]


def run_corpus(
    places: Annotated[list[str], typer.Argument(metavar="DIR…", help=_("文件夹或文件"))],
    store: Store,
    on: Annotated[
        Literal["local", "ray"], typer.Option("--on", help=_("在本机（local）还是 Ray 集群（ray）上读取"))
    ] = "local",
    address: Annotated[
        str | None, typer.Option("--address", metavar="HOST:PORT", help=_("Ray 集群的地址；不给则在本机启动一个"))
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, metavar="N", help=_("同时处理的进程数，默认与处理器数相同"))
    ] = DEFAULT_JOBS,
    memory: Annotated[
        int, typer.Option("--memory", min=512, metavar="MIB", help=_("读取一份文件最多用多少内存（MiB）"))
    ] = 2048,
    seconds: Annotated[int, typer.Option("--seconds", min=1, metavar="N", help=_("读取一份文件最多用多少秒"))] = 60,
) -> None:
    """Read every file under the places into the store."""
    needs("scale", "pyarrow")
    from gongkai.corpus.apart import Limits
    from gongkai.corpus.run import run

    if address is not None and on != "ray":
        raise UsageError(_("--address 只与 --on ray 一起使用"))
    found(places)
    engine = _engine(on, address, jobs, Limits(memory << 20, seconds))
    with console.rated_progress(_("读取")) as bar:
        summary = run(
            places,
            store,
            engine,
            starts=lambda files: console.total(bar, files),
            goes_on=lambda files: console.advance(bar, files),
        )
    _print(summary)
    raise typer.Exit(1 if summary.failures["defect"] else 0)


def found(places: Iterable[str]) -> None:
    """Raises :class:`UsageError` where there is nothing at a place."""
    missing = [place for place in places if not Path(place).exists()]
    if missing:
        raise UsageError(_("找不到文件“{}”").format(missing[0]))


def _engine(on: str, address: str | None, jobs: int, limits: Limits) -> Engine:
    if on == "ray":
        needs("scale", "ray")
        from gongkai.corpus.ray_run import on_ray

        return on_ray(address, jobs, limits)
    from gongkai.corpus.local_run import local

    return local(jobs, limits)


def _print(summary: Summary) -> None:
    """What the run did, on standard error: standard output is for data."""
    words = [
        _("共 {} 个文件").format(summary.found),
        _("未变 {}").format(summary.unchanged),
        _("内容重复 {}").format(summary.twice),
        _("读取 {}").format(summary.read),
        _("得报告 {} 份").format(summary.reports),
    ]
    failures = [f"{word} {summary.failures[cause]}" for cause, word in cause_words().items() if summary.failures[cause]]
    if failures:
        words.append(_("失败：{}").format(" ".join(failures)))
    if summary.beside:
        words.append(_("对照上年报告重读 {}").format(summary.beside))
    console.err().print("  ".join(words))


def cause_words() -> dict[str, str]:
    """The classes of failure in words, in the order of who has to do something."""
    return {"defect": _("程序缺陷"), "again": _("可再试"), "input": _("文件本身")}
