"""Filling together and carrying bundles, measured: two copies of a 150-item record merged; a district of schools,
issues and photos exported, imported and folded.

    python -m benchmarks.together [SCHOOLS [ISSUES [PHOTOS]]]

Everything is made through the recorder and the command's own functions, photos are 40 kB of noise each.
"""

from __future__ import annotations

import contextlib
import io
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from inspections.ids import DocId, SchoolId, lone_issue_id
from inspections.laptop.actor import find_actor
from inspections.laptop.bundle_export import Since, export
from inspections.laptop.bundle_file import opened
from inspections.laptop.bundle_import import import_bundle
from inspections.laptop.cli import run
from inspections.laptop.recorder import Act
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role

ITEMS = 150
PHOTO_BYTES = 40_000
NOW = {"DUCHA_NOW": "2026-03-02T09:00:00+08:00", "DUCHA_PERSON": "chen"}


def main() -> None:
    schools, issues, photos = (int(n) for n in (*sys.argv[1:], "400", "5000", "2000")[:3])
    with tempfile.TemporaryDirectory(prefix="ducha-bench-") as name:
        folder = Path(name)
        base = _founded(folder / "base", schools)
        merge(folder, base)
        carry(folder, base, schools, issues, photos)


def merge(folder: Path, base: Path) -> None:
    """Merge two copies of a record of 150 items, a third of which differ."""
    one, two = folder / "one", folder / "two"
    for n, copy in enumerate((one, two)):
        shutil.copytree(base, copy)
        _ducha(copy, "new", "s0", "long")
        path = next((copy / "inspections/s0").glob("*-t1.yml"))
        text = path.read_text("utf-8")
        for item in range(ITEMS):
            value = item if item % 3 else item + n
            text = text.replace(f"  i{item}:\n", f"  i{item}: {value}\n")
        path.write_text(text, "utf-8")
    _ducha(two, "bundle", "export", "two.ducha")
    with _measured(f"merge a record of {ITEMS} items, {ITEMS // 3} of them in conflict"):
        _ducha(one, "bundle", "import", str(two / "two.ducha"))


def carry(folder: Path, base: Path, schools: int, issues: int, photos: int) -> None:
    """Fill a district, export it, import it into a copy that has nothing, fold a school and the whole."""
    source, target = folder / "source", folder / "target"
    shutil.copytree(base, source)
    shutil.copytree(base, target)
    with _measured(f"record {issues} issues at {schools} schools with {photos} photos"):
        _fill(Workspace.find(source), schools, issues, photos)
    workspace = Workspace.find(source)
    bundle = folder / "all.ducha"
    with _measured("export"):
        export(workspace, find_actor(workspace, "chen"), bundle, (), Since())
    print(f"    bundle: {bundle.stat().st_size / 1e6:.1f} MB")
    receiver = Workspace.find(target)
    for what in ("import", "import again"):
        with _measured(what), opened(bundle) as file:
            came = import_bundle(receiver, file)
        print(f"    new events: {sum(one.events for one in came)}")
    for what in ("cold", "read before"):
        with _measured(f"view of one school, {what}"):
            receiver.school_view(SchoolId("s0"))
    for what in ("cold", "again"):
        with _measured(f"view of the district, {what}"):
            receiver.view()


def _founded(root: Path, schools: int) -> Path:
    _ducha(root.parent, "init", str(root), "--name", "测速县", "--person", "chen")
    rows = "\n".join(f"s{n},第{n}小学,primary,public,东片,否,500" for n in range(schools))
    (root / "roster.csv").write_text(
        f"code,name,stage,ownership,area,boarding,pupils\n{rows}\n", "utf-8"
    )
    _ducha(root, "school", "import", "roster.csv")
    items = "\n".join(f"      - {{id: i{n}, label: 第{n}项, type: number}}" for n in range(ITEMS))
    (root / "checklists").mkdir(exist_ok=True)
    (root / "checklists/long.yml").write_text(
        "id: long\nversion: 1\ntitle: 一百五十项\nmode: special\n"
        f"sections:\n  - id: one\n    title: 一\n    items:\n{items}\n", "utf-8",
    )  # fmt: skip
    return root


def _fill(workspace: Workspace, schools: int, issues: int, photos: int) -> None:
    rng = random.Random(1)
    recorder = find_actor(workspace, "chen").recorder
    for school in range(schools):
        acts = []
        for n in range(school, issues, schools):
            doc = DocId(f"s{school}")
            issue = lone_issue_id(doc, recorder.session, recorder.next_seq(doc) + len(acts))
            files = [workspace.blobs.put(rng.randbytes(PHOTO_BYTES))] if n < photos else []
            body = {
                "source": "tip", "title": f"问题 {n}", "place": "门卫", "category": "gate", "severity": "ordinary",
                "disposition": "notice", "requirement": "整改", "days": 5, "basis": "",
                "photos": [{"sha256": sha, "name": "p.jpg", "bytes": PHOTO_BYTES} for sha in files],
            }  # fmt: skip
            acts.append(
                Act(
                    doc=doc,
                    kind="raised",
                    subject=f"q:{issue}",
                    role=Role.BUREAU,
                    body=body,
                )
            )
        recorder.record(acts)


def _ducha(folder: Path, *words: str) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = run(list(words), NOW, folder)
    if status not in (0, 4):
        raise SystemExit(f"{words}: {status}\n{said.getvalue()}")


@contextlib.contextmanager
def _measured(what: str) -> Iterator[None]:
    clock, processor = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what}: {time.perf_counter() - clock:.2f} s, processor {time.process_time() - processor:.2f} s, "
        f"peak so far {peak:.0f} MB", flush=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
