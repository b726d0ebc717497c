"""Where a SQLite database may lie: not on a network drive, where its write-ahead log loses what was committed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import connections

from gongkai.finding import Refusal

NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs"),
    )
)
MOUNTS = Path("/proc/self/mounts")


def network_drive(folder: Path, mounts: str) -> str:
    """The kind of network drive that a folder lies on by a table of mounts (``/proc/self/mounts``); else nothing."""
    place = folder.resolve()
    best, found = -1, ""
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split()
        root = Path(point.replace("\\040", " "))
        if place.is_relative_to(root) and len(root.parts) >= best:
            best, found = len(root.parts), kind
    return found if found in NETWORK else ""


def refuse_network_drive(folder: Path) -> None:
    """Raises :class:`~gongkai.finding.Refusal` for a folder on a network drive; what no system tells passes."""
    kind = network_drive(folder, MOUNTS.read_text("utf-8", "replace")) if MOUNTS.exists() else ""
    if kind:
        raise Refusal(
            "network-drive",
            (
                f"数据文件夹“{folder}”在网络驱动器（{kind}）上：SQLite的预写日志在那里会丢失已登记的内容",
                f"{folder} lies on a network drive ({kind}), where SQLite's write-ahead log loses what was entered",
            ),
            (
                "请把数据文件夹放在本机磁盘，或用GONGKAI_DATABASE指定PostgreSQL",
                "use a disk of this machine, or name a PostgreSQL server in GONGKAI_DATABASE",
            ),
        )


@register("database")
def sqlite_lies_on_a_disk_of_this_machine(**_: Any) -> list[CheckMessage]:
    """The same as a system check, for whoever starts the office in another way."""
    config = connections["default"].settings_dict
    if not config["ENGINE"].endswith("sqlite3"):
        return []
    try:
        refuse_network_drive(Path(str(config["NAME"])).parent)
    except Refusal as refused:
        return [Error(refused.reason[1], hint=refused.advice[1], id="gongkai.E001")]
    return []
