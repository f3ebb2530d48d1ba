"""Releases that their maker falsified: the facts follow from the ledger or the release does not verify."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspections.errors import Exit, UserError
from inspections.ids import DISTRICT
from inspections.kinds import DISTRICT_KINDS
from inspections.laptop.actor import find_actor
from inspections.laptop.recorder import Act
from inspections.laptop.workspace import Workspace
from inspections.release_manifest import manifest_bytes
from inspections.releases import Fingerprint, Manifest, fingerprint
from inspections.vocabulary import Status
from site_builder.program import program
from site_builder.public_building import file_hashes
from site_builder.public_view import published
from site_builder.public_writing import write_public
from site_builder.publishing import load_draft, preview_tree, record
from site_builder.releasing import Proposal, proposal, released
from site_builder.tree_marker import read_marker
from site_builder.verifying import Verdict, verify
from tests.inspections.laptop.conftest import founded, office
from tests.inspections.laptop.office import Office
from tests.site_builder.released import NOW, prepared

__all__ = ["founded", "office"]


@pytest.fixture
def workspace(office: Office) -> Workspace:
    prepared(office)
    office.does("publish", now=NOW)
    return office.workspace(NOW)


def proposed(workspace: Workspace) -> Proposal:
    draft = load_draft(workspace)
    assert draft is not None
    return proposal(workspace, draft, released(workspace), lang="zh")


def told(
    workspace: Workspace,
    change: Callable[[Manifest], Manifest],
    *,
    ledgers_too: bool = False,
    files: bool = True,
) -> Verdict:
    """Record a release whose manifest says something else than the ledger, write its site and verify it."""
    honest = proposed(workspace)
    manifest = change(honest.manifest)
    if files:
        manifest = replace(manifest, files=file_hashes(preview_tree(workspace, manifest)))
    data = manifest_bytes(manifest)
    receipts = dict(honest.receipts)
    if ledgers_too:
        receipts = {
            doc: Fingerprint(events=len(ids), sha256=fingerprint(ids))
            for doc, ids in manifest.ledgers.items()
        }
    actor = find_actor(workspace, "yanghui")
    row = DISTRICT_KINDS["released"]
    body = {
        "receipts": {doc: one.json() for doc, one in receipts.items()},
        "manifest": {"sha256": workspace.blobs.put(data), "name": "m.json", "bytes": len(data)},
        "public_titles": {one.issue: one.title for one in manifest.rows},
        "program": manifest.program,
    }
    role = actor.role_for(row.label, row.who, None)
    actor.recorder.record(
        [Act(doc=DISTRICT, kind=row.kind, subject="d:release/1", role=role, body=body)]
    )
    workspace.forget()
    site = workspace.root / "site/public"
    write_public(workspace, site)
    return verify(site, read_marker(site), workspace)


def closed(manifest: Manifest) -> Manifest:
    return replace(
        manifest, rows=tuple(replace(row, status=Status.CLOSED) for row in manifest.rows)
    )


def test_an_honest_release_verifies(workspace: Workspace) -> None:
    assert told(workspace, lambda manifest: manifest).good


@pytest.mark.parametrize(
    "change",
    [
        closed,
        lambda m: replace(m, figures={**m.figures, "closed": 99}),
        lambda m: replace(m, schools=tuple(replace(one, name="别的学校") for one in m.schools)),
        lambda m: replace(m, gone=("1-9",)),
        lambda m: replace(m, rows=tuple(replace(row, due=None) for row in m.rows)),
    ],
)  # fmt: skip
def test_a_fact_that_the_ledger_does_not_have_is_a_fault(
    workspace: Workspace, change: Callable[[Manifest], Manifest]
) -> None:
    verdict = told(workspace, change)
    assert len(verdict.faults) >= 1


def test_events_that_the_signed_fingerprint_does_not_cover_are_a_fault(
    workspace: Workspace,
) -> None:
    """The event left out is a remark, which changes no fact."""
    office = office_of(workspace)
    issue = office.issues()[0]["id"]
    office.does("issue", "comment", issue, "--text", "一句话", "--as", "yanghui", now=NOW)
    remark = next(event.id for event in office.events() if event.kind == "commented")

    def fewer(manifest: Manifest) -> Manifest:
        ledgers = {
            doc: tuple(i for i in ids if i != remark) for doc, ids in manifest.ledgers.items()
        }
        return replace(manifest, ledgers=ledgers)

    verdict = told(workspace, fewer)
    assert len(verdict.faults) == 1


def test_a_document_left_out_of_the_release_changes_its_facts(workspace: Workspace) -> None:
    def without(manifest: Manifest) -> Manifest:
        return replace(manifest, ledgers={DISTRICT: manifest.ledgers[DISTRICT]})

    assert told(workspace, without, ledgers_too=True).faults


def test_hashes_that_were_recorded_falsely_are_a_fault(workspace: Workspace) -> None:
    def false(manifest: Manifest) -> Manifest:
        files = file_hashes(preview_tree(workspace, manifest))
        return replace(manifest, files={**files, "index.html": "0" * 64})

    assert told(workspace, false, files=False).faults


def test_a_release_of_another_program_that_was_made_anew_here_verifies(
    workspace: Workspace,
) -> None:
    verdict = told(workspace, lambda manifest: replace(manifest, program="0.0.9"))
    assert (verdict.rebuilt, verdict.notes, verdict.good) == (True, (), True)


def test_a_site_of_another_program_is_compared_with_the_hashes_of_its_release_and_says_so(
    workspace: Workspace,
) -> None:
    told(workspace, lambda manifest: replace(manifest, program="0.0.9"))
    site = workspace.root / "site/public"
    mark = site / "ducha-site.json"
    mark.write_text(mark.read_text("utf-8").replace(program(), "0.0.9"), encoding="utf-8")
    verdict = verify(site, read_marker(site), workspace)
    assert (verdict.rebuilt, len(verdict.notes), verdict.good) == (False, 1, True)
    (site / "index.html").write_text("x", encoding="utf-8")
    assert not verify(site, read_marker(site), workspace).good


def test_a_ledger_that_changed_since_the_preview_stops_the_release(workspace: Workspace) -> None:
    looked_at = proposed(workspace)
    Office(workspace.root).does("team", "add", "t9", "--name", "第九组", "--as", "chenjing")
    draft = load_draft(workspace)
    assert draft is not None
    with pytest.raises(UserError) as stopped:
        record(workspace, find_actor(workspace, "yanghui"), looked_at, draft)
    assert stopped.value.exit is Exit.TRY_AGAIN
    assert not office_of(workspace).workspace().district.releases


def test_what_pages_are_made_from_names_no_issue_event_or_file(workspace: Workspace) -> None:
    manifest = replace(proposed(workspace).manifest, files={"index.html": "0" * 64})
    shown = published([manifest]).releases[0]
    assert {row.issue for row in shown.rows} == {""}
    assert (dict(shown.ledgers), dict(shown.files)) == ({}, {})


def office_of(workspace: Workspace) -> Office:
    return Office(Path(workspace.root))
