"""``gongkai office user``: the first body and its administrator; a new link for somebody who is locked out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli import console
from gongkai.cli.language import _

HELP = _(
    "建立机关和账号：第一次启动时建立机关及其管理员；已有账号的，重新设置密码。\n\n"
    "不加 --link 时输入密码；加 --link 时打印一次性链接，由本人打开并设置密码。\n\n"
    "示例：\n\n"
    "  gongkai office user admin --data 数据/ --body 青川区人民政府办公室\n\n"
    "  gongkai office user wang --data 数据/ --body 青川区人民政府办公室 --role clerk --link"
)

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("用户名"))]
Data = Annotated[Path, typer.Option("--data", metavar="DIR", help=_("数据文件夹，没有则新建"))]
BodyName = Annotated[str, typer.Option("--body", metavar="BODY", help=_("机关全称，没有则新建为顶层机关"))]
BodyKind = Annotated[str, typer.Option("--kind", metavar="KIND", help=_("新建机关的类别，如 government_office"))]
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help=_("岗位，如 administrator、clerk"))]
FullName = Annotated[str, typer.Option("--full-name", metavar="NAME", help=_("姓名"))]
Link = Annotated[bool, typer.Option("--link", help=_("不输入密码，打印一次性链接"))]


def user(
    name: Name,
    data: Data,
    body: BodyName,
    kind: BodyKind = "government_office",
    role: Role = "administrator",
    full_name: FullName = "",
    link: Link = False,
) -> None:
    """Make body, account and role where they are missing, then set the password or print a link."""
    # Loaded here: no other command should wait for the web framework.
    from gongkai.web.server import prepare

    prepare(data, today=None)
    from gongkai.web.first import link_for, office_user, password_set

    made = office_user(username=name, full_name=full_name, body=body, kind=kind, role=role)
    if made.new_body:
        console.out().print(_("已建立机关：{}").format(console.plain(body)))
    console.out().print((_("已建立账号：{}") if made.new_account else _("已有账号：{}")).format(console.plain(name)))
    if link:
        console.out().print(_("一次性链接（三天内有效，只能用一次）："))
        typer.echo(link_for(name))
        return
    password_set(name, typer.prompt(_("密码"), hide_input=True, confirmation_prompt=_("再输入一次密码")))
    console.out().print(_("密码已设置。"))
