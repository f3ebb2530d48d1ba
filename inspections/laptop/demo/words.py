"""The leaflets that lie in the demo county and the demo district: what it is, what to look at first, what to try."""

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
DISTRICT_README = """# 青澜区：示例

这个区、这些学校、幼儿园和人都是虚构的；照片是程序画的，都标着“示意图”。
The district, its schools, kindergartens and people are made up; the photos are drawn.

- 双击 `site/bureau/index.html`：督导室看的，全区 79 所中小学、307 所幼儿园。
- 双击 `site/school/my021/index.html`：一所幼儿园看的，只有它自己的。
- `reports/` 里是印发的通报一期、督学专报四期。
- `inspections/` 里是 510 份检查表；`schools.csv`、`people.csv`、`areas.csv`、`teams.csv` 是名册、人员、片区、小组。

在这个文件夹里可以试（加 `--as luowenqian`，或者换一个人）：

```
ducha report coverage --campaign zhuanxiang2026
ducha report coverage --campaign xunfang2026
ducha report stats --campaign choucha2026
ducha campaign draw choucha2026 --check
ducha area map --gaps
ducha report list
ducha issue list --overdue
```

看几条有来历的问题（`ducha issue list --school 学校` 能查到编号）：

- 竹筱镇初级中学：督学在现场通过，片区主任在办公室退回，彼此不知道，待裁定以后由督导室裁定。
- 鹿角岭村幼儿园：园里自己写的回复半个月后才随 U 盘到，问题早已销号，记为迟到。
- 四叶草幼儿园：申辩成立，撤销一条；豆蔻幼儿园：申辩不成立。
- 苇塘学校：准予延期；石漫育苗幼儿园：退回一次；映湖贝贝幼儿园：销号后又犯，正在重新整改，园长的网站上第一条就是它。
"""
