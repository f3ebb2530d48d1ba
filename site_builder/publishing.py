"""Publishing: the draft on disk, and the acts that make a release; the tree's files are hashed before it is recorded.

Refuses a ledger that changed since the preview was made: then nothing is recorded, and the person looks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from inspections.errors import Code, M, Problem, RuleError, UserError
from inspections.ids import DISTRICT, sha256_hex
from inspections.issued_reports import Series, issued_reports
from inspections.kinds import DISTRICT_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.blobs import FILE_BYTES_MAX
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.recorder import Act
from inspections.laptop.workspace import Workspace
from inspections.release_draft import FILE, Draft, read_draft
from inspections.release_manifest import manifest_bytes
from inspections.releases import Manifest, Release
from site_builder.mkdocs_plugin import Tree
from site_builder.public_building import file_hashes, photo_cache, unmarked
from site_builder.releasing import Proposal, released

KEPT = "releases"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A release that was recorded; `bulletin` is the number of the bulletin issued with it, if one was."""

    n: int
    bulletin: int | None


def draft_path(workspace: Workspace) -> Path:
    """Return where the draft of the next release lies."""
    return workspace.root / FILE


def load_draft(workspace: Workspace) -> Draft | None:
    """Return the draft, None if there is none. Raises UserError with every fault of the file."""
    path = draft_path(workspace)
    if not path.exists():
        return None
    draft, problems = read_draft(read_capped(path))
    if draft is None:
        raise UserError(*problems)
    return draft


def put_aside(workspace: Workspace, name: str) -> Path | None:
    """Move the draft to `releases/<name>.yml`, beside what lies there; return where, None if there was none."""
    path = draft_path(workspace)
    if not path.exists():
        return None
    folder = workspace.root / KEPT
    folder.mkdir(exist_ok=True)
    count, target = 1, folder / f"{name}.yml"
    while target.exists():
        count += 1
        target = folder / f"{name}-{count}.yml"
    path.rename(target)
    return target


def write_draft(workspace: Workspace, text: str) -> Path:
    """Write the draft and return where. Raises UserError (exit 5) when it cannot be written."""
    path = draft_path(workspace)
    write_whole(path, text.encode("utf-8"))
    return path


def preview_tree(workspace: Workspace, manifest: Manifest) -> Tree:
    """Return the public tree as it would be with this release, without a marker."""
    known = released(workspace)
    return unmarked(
        [*(m for _, m in known), manifest],
        withdrawn=[(one.n, one.withdrawn.at.date()) for one, _ in known if one.withdrawn],
        lang=manifest.lang,
        blob=workspace.blob,
        cache=photo_cache(workspace),
    )


def record(workspace: Workspace, actor: Actor, proposed: Proposal, draft: Draft) -> Recorded:
    """Record the release, and its bulletin where the draft says so, in one transaction.

    Raises UserError: the actor may not (exit 3), the ledger changed meanwhile or cannot be written (exit 5), the
    manifest is too large (exit 1).
    """
    manifest = proposed.manifest
    held = len(manifest.ledgers[DISTRICT])
    data = manifest_bytes(replace(manifest, files=file_hashes(preview_tree(workspace, manifest))))
    if len(data) > FILE_BYTES_MAX:
        raise UserError(
            Problem(
                code=Code.RULE_LIMIT,
                what=M("这一期太大：文件清单 {mb} MB", mb=len(data) // 1_000_000),
                remedy=M("按片区或督查任务分几期发布"),
            )
        )
    acts, number = [], None
    if draft.bulletin:
        number, act = _bulletin(workspace, actor, proposed.manifest)
        acts.append(act)
    acts.append(_released(workspace, actor, proposed, data))
    actor.recorder.record(acts, held={DISTRICT: held})
    workspace.forget()
    return Recorded(n=manifest.n, bulletin=number)


def withdraw(workspace: Workspace, actor: Actor, n: int, reason: str) -> Release:
    """Record that release `n` is taken back, and return it. Raises UserError: there is none, it was, the actor may not."""
    known = workspace.district.releases.get(n)
    if known is None or known.withdrawn is not None:
        raise RuleError(
            Problem(
                code=Code.RULE_STATUS,
                what=M("第 {n} 期已经撤回", n=n) if known else M("没有发布过第 {n} 期", n=n),
                remedy=M("运行 ducha publish --list 看各期"),
            )
        )
    row = DISTRICT_KINDS["release_withdrawn"]
    subject = f"{row.subject}{n}"
    act = Act(
        doc=DISTRICT,
        kind=row.kind,
        subject=subject,
        role=actor.role_for(row.label, row.who, None),
        body={"reason": reason},
        seen=workspace.district.heads.get(subject, frozenset()),
    )
    actor.recorder.record([act])
    workspace.forget()
    return known


def _released(workspace: Workspace, actor: Actor, proposed: Proposal, data: bytes) -> Act:
    row = DISTRICT_KINDS["released"]
    manifest = proposed.manifest
    digest = workspace.blobs.put(data)
    assert digest == sha256_hex(data)
    name = f"release-{manifest.n}.json"
    return Act(
        doc=DISTRICT,
        kind=row.kind,
        subject=f"{row.subject}{manifest.n}",
        role=actor.role_for(row.label, row.who, None),
        body={
            "receipts": {doc: one.json() for doc, one in sorted(proposed.receipts.items())},
            "manifest": {"sha256": digest, "name": name, "bytes": len(data)},
            "public_titles": {one.issue: one.title for one in manifest.rows},
            "program": manifest.program,
        },
    )


def _bulletin(workspace: Workspace, actor: Actor, manifest: Manifest) -> tuple[int, Act]:
    row = DISTRICT_KINDS["report_issued"]
    series = Series.BULLETIN
    taken = [one.n for one in issued_reports(workspace.district) if one.series is series]
    n = max(taken, default=0) + 1
    text = manifest.text.encode("utf-8")
    scope = manifest.scope
    return n, Act(
        doc=DISTRICT,
        kind=row.kind,
        subject=f"{row.subject}{series.value}/{n}",
        role=actor.role_for(row.label, row.who, None),
        body={
            "series": series.value,
            "title": manifest.title,
            "area": scope.area or None,
            "period": {
                "from": scope.from_.isoformat() if scope.from_ else None,
                "to": scope.to.isoformat() if scope.to else None,
            },
            "issues": sorted(one.issue for one in manifest.rows),
            "public": {"title": manifest.title},
            "text": {
                "sha256": workspace.blobs.put(text),
                "name": f"bulletin-{n}.txt",
                "bytes": len(text),
            },
        },
    )
