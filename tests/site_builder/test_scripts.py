from __future__ import annotations

import gzip
import re

import pytest

from site_builder.scripts import FIRST, scripts, with_words, words_of

CHINESE = scripts(str)
EASTERN = re.compile("[\u3000-\u9fff\uff00-\uffef]")


def test_words_of_a_script_come_in_the_language_of_the_tree() -> None:
    made = with_words('say(_("离线"));', {"离线": 'Offline, "as" it is'}.__getitem__)
    assert made == 'say("Offline, \\"as\\" it is");'


def test_a_name_that_ends_in_an_underscore_is_no_word() -> None:
    assert words_of('pre_("甲"); _("乙")') == ("乙",)


@pytest.mark.parametrize("path", CHINESE)
def test_no_words_are_left_unmarked(path: str) -> None:
    """With every marked text taken away nothing Chinese is left but the units of a date."""
    empty = scripts(lambda text: "")[path]
    assert EASTERN.findall(re.sub('"[年月日]"', "", empty)) == []


@pytest.mark.parametrize("path", CHINESE)
def test_scripts_hold_to_what_a_strict_policy_allows(path: str) -> None:
    """No eval, no markup from text, no address outside, no inline handler: `script-src 'self'` is enough."""
    text = CHINESE[path]
    assert not re.search(
        r"\beval\b|new Function|innerHTML|document\.write|https?://|import\b", text
    )
    assert '"use strict"' in text


def test_the_script_that_every_page_loads_is_small() -> None:
    assert len(gzip.compress(CHINESE[FIRST].encode(), 9)) <= 1500


@pytest.mark.parametrize("path", CHINESE)
def test_scripts_stay_short(path: str) -> None:
    assert CHINESE[path].count("\n") <= 250
