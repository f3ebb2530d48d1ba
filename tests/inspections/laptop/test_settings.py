from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from inspections.errors import Code, UserError
from inspections.laptop.settings import Settings, read_settings
from tests.inspections.laptop.office import Office


def read(folder: Path, text: str) -> Settings:
    (folder / "district.yml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def faults(folder: Path, text: str) -> list[tuple[Code, int | None]]:
    with pytest.raises(UserError) as caught:
        read(folder, text)
    return [(p.code, p.line) for p in caught.value.problems]


@pytest.mark.parametrize(
    "name", ["云岭区", "a: b", "#1", "“x”", "- x", "no", "[云岭]", "  x", "a # b"]
)
def test_whatever_a_district_is_called_reads_back(tmp_path: Path, name: str) -> None:
    settings = Settings(
        name=name, zone=ZoneInfo("Asia/Shanghai"), as_of=date(2026, 4, 24), person="no"
    )
    assert read(tmp_path, settings.text()) == settings


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    settings = read(tmp_path, "name: 云岭区\n")
    assert (settings.zone.key, settings.as_of, settings.person) == ("Asia/Shanghai", None, None)
    assert (settings.objection_days, settings.verify_days) == (10, 3)


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    text = "name: 云岭区\ntime_zone: ../etc\nas_of: 昨天\nverify_days: 三\nwhat: x\nperson: [a]\n"
    assert faults(tmp_path, text) == [(Code.SETTINGS_FIELD, line) for line in (5, 6, 2, 3, 4)]


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    [(code, _)] = faults(tmp_path, "")
    assert code in (Code.SETTINGS_FIELD, Code.YAML_SHAPE)


def test_a_time_zone_that_init_does_not_know_is_wrong_usage(tmp_path: Path) -> None:
    for zone in ("Asia/Nowhere", "../../etc/passwd", "　"):
        words = ("init", "w", "--name", "云岭区", "--time-zone", zone)
        assert Office(tmp_path).refused(*words) == (2, ["usage"])
    assert not (tmp_path / "w").exists()
