"""What YAML allows and we refuse, in words: one row for each, with what to do instead (DESIGN §8)."""

from __future__ import annotations

from enum import Enum

from inspections.errors import Code, M, Msg, Problem


class Refused(Enum):
    """A kind of refusal: its code, what is wrong, what to do."""

    DIRECTIVE = Code.YAML_TAG, M("以 % 开头的行是 YAML 指令，这里不用"), M("删掉这一行")
    DOCUMENTS = (
        Code.YAML_DOCUMENTS,
        M("一个文件里有两份内容，中间用 --- 隔开"),
        M("一份内容一个文件：把 --- 以下的内容放到另一个文件里"),
    )
    ESCAPE = (
        Code.FILE_CONTROL,
        M("引号里的 \\ 写出了看不见的控制字符"),
        M("不要用反斜杠，直接写字"),
    )
    DEPTH = (
        Code.YAML_DEPTH,
        M("套了 {n} 层以上，太深"),
        M("检查这里的缩进和括号，照空白表的层次写"),
    )
    NODES = Code.YAML_NODES, M("文件里的内容超过 {n} 处，太多"), M("确认是不是放错了文件")
    KEY = Code.YAML_KEY, M("冒号前面应是一个词"), M("照空白表写成：词: 答案")
    DUPLICATE = (
        Code.YAML_DUPLICATE,
        M("“{key}”写了两次：第 {first} 行和第 {second} 行"),
        M("留下对的一处，删掉另一处；两处都要的话，合成一处写"),
    )
    MERGE = Code.YAML_KEY, M("“<<”是合并键，这里不用"), M("把要合并的内容直接写出来")
    ALIAS = (
        Code.YAML_ANCHOR,
        M("“*”引用别处的内容，这里不用"),
        M("把内容直接写出来；文字要以 * 开头的话，整段加引号"),
    )
    ANCHOR = (
        Code.YAML_ANCHOR,
        M("“&”给内容起了别名，这里不用"),
        M("删掉 & 和后面的名字；文字要以 & 开头的话，整段加引号"),
    )
    TAG = (
        Code.YAML_TAG,
        M("“!”开头的是 YAML 标签，这里不用"),
        M("删掉 ! 和后面的名字；文字要以 ! 开头的话，整段加引号"),
    )

    def problem(self, line: int, column: int, **args: object) -> Problem:
        """Return the refusal at its place; `args` fill the names in its text."""
        code, what, remedy = self.value
        return Problem(
            code=code, what=Msg(what.text, args), remedy=remedy, line=line, column=column
        )
