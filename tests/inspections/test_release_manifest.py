"""The bytes of a manifest: they read back as they were written, and nothing else is a manifest."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.ids import DocId, EventId, IssueId, SchoolId
from inspections.release_manifest import manifest_bytes, read_manifest
from inspections.releases import Manifest, PublicRow, PublicSchool, Scope
from inspections.vocabulary import Category, Severity, Stage, Status

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
ROWS = st.builds(
    PublicRow,
    number=st.tuples(st.integers(1, 99), st.integers(1, 999)).map(lambda two: f"{two[0]}-{two[1]}"),
    issue=st.text("ABC123", min_size=26, max_size=26).map(IssueId),
    school=st.just(SchoolId("yl3x")),
    title=TEXTS,
    category=st.sampled_from(Category),
    severity=st.sampled_from(Severity),
    status=st.sampled_from(Status),
    due=st.none() | DAYS,
    closed_on=st.none() | DAYS,
    photos=st.lists(HASHES, max_size=2).map(tuple),
)
MANIFESTS = st.builds(
    Manifest,
    n=st.integers(1, 999),
    on=DAYS,
    as_of=DAYS,
    lang=st.sampled_from(["zh", "en"]),
    program=TEXTS,
    district=TEXTS,
    title=TEXTS,
    text=TEXTS,
    scope=st.builds(Scope, campaign=TEXTS, area=TEXTS, from_=st.none() | DAYS, to=st.none() | DAYS),
    figures=st.dictionaries(TEXTS, st.integers(0, 999), max_size=3),
    schools=st.just((PublicSchool(id=SchoolId("yl3x"), name="第三小学", stage=Stage.PRIMARY, area=""),)),
    rows=st.lists(ROWS, max_size=3).map(tuple),
    gone=st.lists(st.just("1-1"), max_size=1).map(tuple),
    ledgers=st.dictionaries(
        st.sampled_from(["district", "yl3x"]).map(DocId),
        st.sets(HASHES, max_size=4).map(lambda ids: tuple(sorted(map(EventId, ids)))),
    ),
    files=st.dictionaries(TEXTS, HASHES, max_size=2),
)  # fmt: skip
PLAIN = Manifest(
    n=1, on=date(2026, 3, 2), as_of=date(2026, 3, 1), lang="zh", program="1", district="云岭区", title="标题",
    text="正文\n", scope=Scope(), figures={"requirements": 1},
    schools=(PublicSchool(id=SchoolId("yl3x"), name="第三小学", stage=Stage.PRIMARY, area=""),),
    rows=(PublicRow(number="1-1", issue=IssueId("A" * 26), school=SchoolId("yl3x"), title="门", due=None, closed_on=None,
                    category=Category.GATE, severity=Severity.MINOR, status=Status.NOTIFIED),),
)  # fmt: skip


@given(MANIFESTS)
def test_a_manifest_reads_back_as_it_was_written(manifest: Manifest) -> None:
    assert read_manifest(manifest_bytes(manifest)) == manifest


@given(MANIFESTS)
def test_the_same_release_has_the_same_bytes_in_whatever_order_its_parts_came(
    manifest: Manifest,
) -> None:
    turned = replace(
        manifest,
        ledgers=dict(reversed(list(manifest.ledgers.items()))),
        files=dict(reversed(list(manifest.files.items()))),
    )
    assert manifest_bytes(turned) == manifest_bytes(manifest)


@given(st.binary(max_size=200))
def test_other_bytes_are_no_manifest(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_manifest(data)


def said(**changes: object) -> bytes:
    """The plain manifest with some of its keys changed; None takes a key away."""
    plain = json.loads(manifest_bytes(PLAIN))
    merged = {**plain, **changes}
    kept = {key: value for key, value in merged.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def row(**changes: object) -> bytes:
    first = json.loads(manifest_bytes(PLAIN))["rows"][0]
    return said(rows=[{**first, **changes}])


def test_the_plain_manifest_is_one() -> None:
    assert read_manifest(said()) == PLAIN


@pytest.mark.parametrize("key", json.loads(manifest_bytes(PLAIN)))
def test_a_manifest_without_one_of_its_keys_is_none(key: str) -> None:
    with pytest.raises(ValueError):
        read_manifest(said(**{key: None}))


@pytest.mark.parametrize(
    "data",
    [
        said(format=2),
        row(number="../../x"),
        row(number="1-1/../../../x"),
        row(school="../x"),
        row(school="other"),
        row(photos=["../x"]),
        row(status="unheard_of"),
        row(due="yesterday"),
        said(ledgers={"yl3x": "AAAA"}),
        said(ledgers={"yl3x": "!"}),
    ],
)
def test_what_would_lead_out_of_the_tree_or_cannot_be_understood_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_manifest(data)
