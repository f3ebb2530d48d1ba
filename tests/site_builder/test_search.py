from __future__ import annotations

from dataclasses import replace

import pytest

from inspections.deadline import WorkCalendar
from inspections.vocabulary import InspectionStatus
from site_builder import links
from site_builder.listings import ALL, listings
from site_builder.material import Material
from site_builder.policy import Audience
from site_builder.search import Rows, search_rows
from tests.site_builder import factory
from tests.site_builder.trees import own_tree, tree

COUNTY = factory.county()


def material(audience: Audience = Audience.BUREAU, school: str | None = None) -> Material:
    return Material(
        view=COUNTY,
        audience=audience,
        as_of=factory.AS_OF,
        calendar=WorkCalendar(),
        school=school,  # type: ignore[arg-type]
    )


def rows(m: Material, pages: tuple[str, ...] = ()) -> Rows:
    return search_rows(m, listings(m), pages)


def test_every_issue_school_and_inspection_of_the_tree_is_found_once() -> None:
    m = material()
    found = rows(m)
    assert sorted(one.id for one in found.issues) == sorted(i.id for i in m.issues)
    assert [one.id for one in found.schools] == [s.school.id for s in m.schools]
    assert {one.path for one in found.inspections} == {
        links.inspection_path(i.id) for i in m.inspections
    }


def test_issues_come_in_the_order_in_which_people_work_on_them() -> None:
    m = material()
    order = [i.id for part in listings(m).by_name[ALL].parts.values() for i in part]
    assert [one.id for one in rows(m).issues] == order


def test_a_list_holds_the_places_of_its_issues() -> None:
    m = material()
    found, lists = rows(m), listings(m)
    for name, places in found.lists.items():
        wanted = {i.id for part in lists.by_name[name].parts.values() for i in part}
        assert {found.issues[n].id for n in places} == wanted, name


def test_every_filter_has_words_for_every_value_that_occurs_and_for_all_of_its_table() -> None:
    found = rows(material())
    for facet, values in found.facets.items():
        assert {value for value, _ in values} >= {one.values[facet] for one in found.issues}
    assert [value for value, _ in found.facets["severity"]] == ["minor", "ordinary", "severe"]
    assert dict(found.facets["overdue"])["gt20"] == "剩余20个工作日以上"


def test_a_school_finds_its_own_things_only() -> None:
    found = rows(material(Audience.SCHOOL, "yl3x"))
    assert [one.id for one in found.schools] == ["yl3x"]
    assert {one.school for one in (*found.issues, *found.inspections)} == {"yl3x"}


def test_an_inspection_that_is_still_open_is_found_by_the_bureau_alone() -> None:
    of = factory.school("yl3x", "云岭区第三小学")
    opened = factory.inspection("yl3x", (), status=InspectionStatus.OPEN)
    view = factory.view(factory.SchoolView(school=of, inspections=(opened,), issues=()))
    assert len(rows(replace(material(), view=view)).inspections) == 1
    own = replace(material(Audience.SCHOOL, "yl3x"), view=view)
    assert rows(own).inspections == ()


@pytest.mark.parametrize("secret", ["13900001111", "PRIVATE"])
def test_nothing_private_is_searched_in(secret: str) -> None:
    for texts in (tree(COUNTY), own_tree(COUNTY)):
        for path, text in texts.items():
            assert secret not in text, path


def test_every_text_that_is_searched_in_stands_on_a_page_of_the_same_tree() -> None:
    """Search must not tell what no page tells; texts are compared as a reader sees them, without markup."""
    from html import unescape

    for texts, m in (
        (tree(COUNTY), material()),
        (own_tree(COUNTY), material(Audience.SCHOOL, "yl3x")),
    ):
        pages = unescape("".join(text for path, text in texts.items() if path.endswith(".html")))
        found = rows(m, tuple(texts))
        said = [text for one in (*found.issues, *found.schools) for text in one.texts]
        said += [one.line.title for one in found.issues] + [one.line.left for one in found.issues]
        assert [text for text in said if text not in pages] == []


def test_a_checklist_is_found_by_the_words_of_its_items_where_it_has_a_page() -> None:
    from pathlib import Path

    from inspections.checklist_yaml import read_checklist

    sample = Path(__file__).parents[1] / "golden" / "example" / "checklists"
    source = next(sample.glob("*.yml")).read_bytes()
    checklist, _ = read_checklist(source, "opening_random.yml")
    assert checklist is not None
    inspection = COUNTY.inspections[0]
    m = replace(material(), checklists={inspection.id: checklist})
    page = links.checklist_path(inspection.checklist)
    assert rows(m).checklists == ()
    (found,) = rows(m, (page,)).checklists
    assert found.path == page
    assert "带班领导在岗" in found.texts
