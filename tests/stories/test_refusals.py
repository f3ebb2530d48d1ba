"""What a bundle carries that its author may not say: refused with the rule, the rest comes in; nothing is lost for good."""

from __future__ import annotations

import zipfile
from unittest.mock import patch

import pytest

from inspections.ids import DocId
from inspections.laptop.actor import find_actor
from inspections.laptop.recorder import Act
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.vocabulary import Role
from tests.inspections.laptop.office import Office
from tests.stories.test_together_bundles import rewritten
from tests.stories.together import Laptop, laptop


@pytest.fixture
def wang(office: Office) -> Laptop:
    one = laptop(office, "wang", "wangmin")
    one.seal()
    return one


@pytest.fixture
def chen(office: Office) -> Laptop:
    return laptop(office, "chen", "yanghui")


def test_what_its_author_may_not_record_is_refused_with_the_rule_and_the_rest_comes_in(
    wang: Laptop, chen: Laptop
) -> None:
    """wangmin, an inspector, signs a withdrawal with his own key: in his program nobody judges."""
    issue = next(iter(wang.view().issues))
    workspace = wang.workspace()
    recorder = find_actor(workspace, "wangmin").recorder
    act = Act(
        doc=DocId("yl3x"), kind="withdrawn", subject=f"q:{issue.id}", role=Role.INSPECTOR, from_="found",
        seen=issue.heads, body={"cause": "other", "reason": "不查了"},
    )  # fmt: skip
    with patch("inspections.laptop.recorder.judge", return_value=()):
        recorder.record([act])
    workspace.close()
    bundle = wang.export()
    assert chen.refused("bundle", "import", bundle, "--as", chen.who) == (1, ["rule.role"])
    with Store(chen.root / LEDGER) as store:
        assert [why for why, _ in store.quarantined(DocId("yl3x"))] == ["rule.role"]
    assert len(wang.ids() - chen.ids()) == 1
    assert {one.status.value for one in chen.view().issues} >= {"found"}


def test_what_a_device_without_certificate_wrote_waits_and_comes_in_with_the_certificate(
    wang: Laptop, chen: Laptop
) -> None:
    wang.does(
        "person", "add", "newcomer", "--name", "新人", "--role", "inspector", "--as", "chenjing"
    )
    issue = next(iter(wang.view().issues))
    wang.does("issue", "comment", issue.id, "--text", "看过了", "--as", "newcomer")
    whole = wang.export()
    with zipfile.ZipFile(chen.export()) as older:
        district = older.read("documents/district.update")
    early = rewritten(whole, "documents/district.update", district)
    [told] = chen.does_as("--json", "bundle", "import", early).json
    assert [document["uncertified"] for document in told["documents"]] == [1]
    assert len(wang.ids() - chen.ids()) == 1
    chen.take(whole)
    assert chen.ids() == wang.ids()
