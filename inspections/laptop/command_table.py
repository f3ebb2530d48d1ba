"""The subcommands of `ducha` in the order of `--help`: name -> where it is, and the line that `--help` shows.

Nothing is imported here: `cli` imports a subcommand when it is run, so that `--help` stays fast.
"""

from __future__ import annotations

from collections.abc import Mapping

from inspections.errors import M, Msg

COMMANDS: Mapping[str, tuple[str, Msg]] = {
    "init": ("init:init", M("建立工作区：台账、根密钥、第一个人")),
    "school": ("school:school", M("学校名册：导入")),
    "person": ("person:person", M("人员：登记、导入、列出")),
    "device": ("device:device", M("设备：谁的密钥可以写台账")),
    "join": ("join:join", M("新电脑经网络入网：用督导室给的邀请码")),
    "checklist": ("checklist:checklist", M("检查清单：列出、查看、检查、从 Excel 导入、打印")),
    "new": ("new:new", M("为一所学校开始一次检查，写出空白检查表")),
    "check": ("check:check", M("检查填写：所有文件的所有问题")),
    "seal": ("seal:seal", M("封存检查，问题进入整改台账")),
    "amend": ("amend:amend", M("更正已封存的检查")),
    "upgrade": ("upgrade:upgrade", M("把没有封存的检查换到清单的另一个版本")),
    "decide": ("decide:decide", M("两个人填得不一样时，定下一个答案")),
    "conflicts": ("conflicts:conflicts", M("待定的答案和问题，迟到的填写：谁、什么时候、怎样定")),
    "bundle": ("bundle:bundle", M("数据包：用 U 盘把记录和照片带给别的电脑")),
    "sync": ("sync:sync", M("和督导室的服务器同步：送出这里的，收下别人的")),
    "status": ("status:status", M("同步得怎样：没送出的、被拒收的、在等的；不用联网")),
    "issue": ("issue:issue", M("整改台账里的问题：列出、查看、办理")),
    "report": ("report:report", M("统计，督查进展，责任分工，印发报告")),
    "campaign": ("campaign:campaign", M("督查任务：登记、进展、随机抽取")),
    "area": ("area:area", M("片区和乡镇街道，责任分工")),
    "team": ("team:team", M("督导小组")),
    "erase": ("erase:erase", M("到期销毁不公开的答案和照片：每台电脑上都不再留")),
    "log": ("log:log", M("谁在什么时候做了什么，签名和证书是否核实")),
    "doctor": ("doctor:doctor", M("体检：台账、签名、文件、设置")),
    "demo": ("demo:demo", M("做一个填好的示例县")),
}
