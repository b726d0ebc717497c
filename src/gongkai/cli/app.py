"""The commands together, and what becomes of a refusal or an interruption."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Literal

import typer
from typer import TyperException

from gongkai.cli import (
    backup,
    check,
    classify,
    compare,
    console,
    consolidate,
    corpus,
    demo,
    due,
    explain,
    fee,
    ledger,
    office,
    read,
    render,
    serve,
)
from gongkai.cli.command import Command, Commands
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, os_reason, spoken
from gongkai.cli.usage import complaint
from gongkai.finding import Refusal

USAGE = 2
INTERRUPTED = 130

HELP = _(
    "政府信息公开：期限、分类、收费、台账，以及年度报告的编制、读取、校验、输出、比较、汇总。\n\n"
    "示例：\n\n"
    "  gongkai due answer --received 2024-09-10       答复期限哪一天到期，依据哪些条文\n\n"
    "  gongkai ledger position 台账.jsonl --open      在办事项和剩余工作日\n\n"
    "  gongkai read 报告.html                         读取并显示三张表\n\n"
    "  gongkai check 2024.html --before 2023.html     校验，并与上一年度核对\n\n"
    "  gongkai render 报告.txt --to docx,html -o 输出/\n\n"
    "  gongkai explain t3.u1.total                    解释单元格或问题代码"
)


app = typer.Typer(
    name="gongkai",
    cls=Commands,
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("read", cls=Command, help=read.HELP)(read.read)
app.command("check", cls=Command, help=check.HELP)(check.check)
app.command("render", cls=Command, help=render.HELP)(render.render_files)
app.command("compare", cls=Command, help=compare.HELP)(compare.compare_files)
app.command("consolidate", cls=Command, help=consolidate.HELP)(consolidate.consolidate_files)
app.command("explain", cls=Command, help=explain.HELP)(explain.explain)
app.command("due", cls=Command, help=due.HELP)(due.due)
app.command("classify", cls=Command, help=classify.HELP)(classify.classify_application)
app.command("fee", cls=Command, help=fee.HELP)(fee.fee)
app.add_typer(ledger.app, name="ledger")
app.add_typer(corpus.app, name="corpus")
app.add_typer(office.app, name="office")
app.command("serve", cls=Command, help=serve.HELP)(serve.serve)
app.command("backup", cls=Command, help=backup.BACKUP_HELP)(backup.backup)
app.command("restore", cls=Command, help=backup.RESTORE_HELP)(backup.restore)
app.command("demo", cls=Command, help=demo.HELP)(demo.demo)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gongkai {version('gongkai')}")
        raise typer.Exit


@app.callback()
def options(
    lang: Annotated[  # taken before anything is parsed; declared here to be shown and to refuse what is unknown
        Literal["zh", "en"] | None, typer.Option("--lang", help=_("界面语言：zh 中文（默认），en 英文"))
    ] = None,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=_("显示版本"))
    ] = False,
) -> None:
    """Options of all commands."""


def main(arguments: Sequence[str]) -> int:
    """Run a command; its exit status."""
    try:
        status = app(args=list(arguments), prog_name="gongkai", standalone_mode=False)
        sys.stdout.flush()
        return _status(status)
    except SystemExit as end:
        return _status(end.code)
    except typer.Abort:
        return _status(INTERRUPTED)
    except TyperException as problem:
        return _refused(problem)
    except UsageError as problem:
        _complain(str(problem))
        return USAGE
    except OSError as error:
        _complain(
            _("无法读写{}：{}").format(f"“{error.filename}”" if error.filename else _("标准输出"), os_reason(error))
        )
        _let_go_of_output()
        return USAGE
    except Refusal as refusal:
        reason = console.plain(spoken(refusal.reason))
        console.err().print(f"[bold red]{_('不能进行')}[/] {reason} [dim]({refusal.code})[/]")
        if advice := spoken(refusal.advice):
            console.err().print(f"[dim]→ {console.plain(advice)}[/]")
        return USAGE


def _complain(words: str) -> None:
    console.err().print(f"[bold red]{_('用法有误')}[/] {console.plain(words)}")


def _refused(problem: TyperException) -> int:
    """Arguments that the parser refuses: said in the language in use, with where to find help."""
    context = getattr(problem, "ctx", None)
    if type(problem).__name__ != "NoArgsIsHelpError":  # that one has printed the help
        _complain(complaint(problem.format_message()))
        if context is not None:
            console.err().print(f"[dim]→ {_('用 {} 查看帮助').format(f'{context.command_path} --help')}[/]")
    return problem.exit_code


def _let_go_of_output() -> None:
    """What standard output still holds can go nowhere: without this the interpreter would complain of it at its end."""
    if sys.__stdout__ is not None and sys.stdout is sys.__stdout__:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _status(code: object) -> int:
    if code == INTERRUPTED:
        console.err().print(_("已中断"))
    return code if isinstance(code, int) else 0
