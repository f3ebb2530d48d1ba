"""The leaflet that lies in the demo county: what it is, what to look at first, what to try."""

from __future__ import annotations

LEAFLET = "读我.md"
README = """# 云岭县：示例

这个县、这些学校和人都是虚构的；照片是程序画的，都标着“示意图”。
The county, its schools and its people are made up; the photos are drawn.

- 双击 `site/bureau/index.html` 看整改台账网站。
- `inspections/` 里是督学填的检查表，用记事本就能打开；同名文件夹里是现场照片。
- `incoming/` 里是学校报送的照片和盖章材料。
- `schools.csv`、`people.csv` 是学校名册和人员名单，用 Excel 打开。

在这个文件夹里可以试：

```
ducha report stats
ducha issue list --school 云岭高级中学
ducha issue show 0J93KR
ducha check
```

云岭高级中学有一条“待第二人销号”，提请的人自己不能销，片区督学主任可以：

```
ducha --as xuwenjing issue close 8MJEGH --conclusion 同意销号
ducha --as tangguifang issue close 8MJEGH --conclusion 同意销号
ducha build
```
"""
