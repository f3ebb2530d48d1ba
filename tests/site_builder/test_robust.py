"""What a page meets in the field: very many photos, damaged ones, a school with nothing, names of every kind."""

from __future__ import annotations

from inspections.view import Evidence, SchoolView
from inspections.vocabulary import Status
from site_builder import links
from site_builder.building import with_trees
from site_builder.material import Picture
from site_builder.policy import Audience
from tests.site_builder import factory
from tests.site_builder.trees import Texts, first_view, own_tree, tree

PAGE_BYTES_MAX = 20_000


def with_photos(count: int, damaged: frozenset[int] = frozenset()) -> tuple[str, Texts]:
    """An issue answered with `count` photos, which its timeline shows as well."""
    files = tuple(factory.file(f"整改后{n}.jpg") for n in range(count))
    named = [{"sha256": one.sha256, "name": one.name, "bytes": 9} for one in files]
    told = factory.entry(
        "submitted", factory.AS_OF, Status.SUBMITTED, by="principal", photos_after=named
    )
    issue = factory.issue(
        1, status=Status.SUBMITTED, timeline=(told,),
        evidence=tuple(Evidence(file=one, role="after", event=told.event) for one in files),
    )  # fmt: skip
    pictures = {
        one.sha256: Picture(sha256=one.sha256, width=0 if n in damaged else 480, height=360)
        for n, one in enumerate(files)
    }
    view = factory.view(factory.school_view(factory.school("yl3x", "三小"), (issue,)))
    return links.issue_path(issue.id), tree(view, pictures=pictures)


def test_two_hundred_photos_are_all_shown_on_a_page_that_stays_small() -> None:
    path, texts = with_photos(200)
    shown = texts[path][texts[path].index('id="photos"') : texts[path].index('id="timeline"')]
    assert shown.count("<img ") == 200
    assert first_view(texts, path) <= PAGE_BYTES_MAX


def test_a_photo_that_stands_nowhere_above_stays_in_the_timeline() -> None:
    files = [factory.file(f"复查{n}.jpg") for n in range(15)]
    named = [{"sha256": one.sha256, "name": one.name, "bytes": 9} for one in files]
    told = factory.entry("passed", factory.AS_OF, Status.VERIFIED, photos=named)
    issue = factory.issue(1, status=Status.VERIFIED, timeline=(told,))
    view = factory.view(factory.school_view(factory.school("yl3x", "三小"), (issue,)))
    pictures = {one.sha256: Picture(sha256=one.sha256, width=480, height=360) for one in files}
    page = tree(view, pictures=pictures)[links.issue_path(issue.id)]
    assert page.count("<img ") == 15


def test_a_school_whose_page_can_hold_them_shows_all_of_its_closed_issues() -> None:
    issues = tuple(factory.issue(n, status=Status.CLOSED) for n in range(55))
    view = factory.view(factory.school_view(factory.school("yl3x", "三小"), issues))
    assert all(links.issue_path(one.id) in own_tree(view)["index.html"] for one in issues)


def test_a_retired_school_has_a_tree_as_long_as_it_has_a_record() -> None:
    retired = [factory.school(id_, id_, retired=True) for id_ in ("told", "empty")]
    view = factory.view(
        factory.school_view(retired[0], (factory.issue(1, school="told"),)),
        SchoolView(school=retired[1], inspections=(), issues=()),
        SchoolView(school=factory.school("new", "new"), inspections=(), issues=()),
    )
    assert with_trees(view) == ("told", "new")


def test_a_damaged_photo_is_said_to_be_one_beside_those_that_are_whole() -> None:
    path, texts = with_photos(3, damaged=frozenset({1}))
    shown = texts[path][texts[path].index('id="photos"') : texts[path].index('id="timeline"')]
    assert (shown.count("<img "), shown.count('class="nophoto"')) == (2, 1)
    assert "整改后1.jpg" in shown


def test_a_school_with_nothing_is_told_that_it_has_nothing_to_do() -> None:
    school = factory.school("yl3x", "三小")
    view = factory.view(SchoolView(school=school, inspections=(), issues=()))
    texts = own_tree(view)
    assert "没有要学校办理的问题" in texts["index.html"]
    assert "还没有督查记录" in texts["inspections.html"]
    assert "没有问题" in texts["lists/all.html"]


def test_a_name_of_markup_quotes_emoji_and_sixty_characters_stands_whole_on_every_page_of_its_tree() -> (
    None
):
    name = "A\"校<b>&amp;'🏫" + "长" * 48
    view = factory.view(factory.school_view(factory.school("yl3x", name), (factory.issue(1),)))
    shown = "A&#34;校&lt;b&gt;&amp;amp;&#39;🏫" + "长" * 48
    for path, text in own_tree(view).items():
        if path.endswith(".html"):
            assert shown in text, path
            assert "<b>&amp;'" not in text, path


def test_the_day_of_the_data_is_printed_on_every_page_of_both_trees() -> None:
    county = factory.county()
    for texts in (tree(county), own_tree(county)):
        for path, text in texts.items():
            if path.endswith(".html"):
                assert '<time datetime="2026-04-24">' in text, path


def test_a_school_alone_gives_the_same_tree_as_among_others() -> None:
    county = factory.county()
    school = next(iter(county.schools))
    alone = type(county)(district=county.district, schools={school: county.schools[school]})
    given = {"audience": Audience.SCHOOL, "school": school}
    assert tree(alone, **given) == tree(county, **given)
