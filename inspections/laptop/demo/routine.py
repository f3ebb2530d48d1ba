"""What an inspection finds where nothing is amiss: the answers of the three checklists of the demo district.

Every figure comes from the institution and from chance that only its code and the checklist decide, so that the
district's figures are the same whatever the seed.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from inspections.laptop.demo.cast import Institution

SPECIAL, FOLLOWUP, RANDOM = "special_safety", "followup_round", "comprehensive_random"
TERM = date(2026, 3, 2)
DOCUMENTS: Mapping[str, tuple[tuple[str, int, int], ...]] = {
    SPECIAL: (("防疫工作台账", 1, 2), ("值班表和值班记录", 1, 2), ("师生健康档案", 1, 2), ("食品采购台账", 1, 2)),
    FOLLOWUP: (("晨午检记录", 2, 6), ("门卫登记本", 1, 2)),
    RANDOM: (("值班日志", 1, 3), ("缺勤追访记录", 1, 3)),
}  # fmt: skip
"""The documents that are looked at: kind, at least, at most."""


def chance_of(*words: str) -> random.Random:
    """Return chance that these words decide."""
    return random.Random(hashlib.sha256("\n".join(words).encode()).digest())


def answers(checklist: str, one: Institution, day: date) -> dict[str, str]:
    """Return the answers of an inspection at which all is well, in the order of the checklist."""
    return _TABLE[checklist](one, day, chance_of("answers", checklist, one.code))


def documents(checklist: str, one: Institution) -> str:
    """Return the documents seen, as the header's list."""
    chance = chance_of("documents", checklist, one.code)
    rows = ((what, chance.randint(least, most)) for what, least, most in DOCUMENTS[checklist])
    return "".join(f"- {{what: {what}, count: {count}}}\n" for what, count in rows)


def _special(one: Institution, day: date, chance: random.Random) -> dict[str, str]:
    daily = one.staff * 2 if one.kindergarten else one.pupils + one.staff
    told = {
        "hazard_ledger": "落实",
        "leave_rules": "健全",
        "plan_revised": f"{chance.choice((2024, 2025))}-{chance.choice(('08-28', '09-01', '09-10', '08-31'))}",
        "health_lessons": str(chance.randint(1, 3)),
        "drill_last": _drill(one, day, chance),
        "drill_people": "",
        "watch_room": "有",
        "mask_stock": str(-(-daily * chance.randint(31, 46) // 50) * 50),
        "mask_daily": str(daily),
        "disinfectants": _disinfectants(one, day, chance),
        "extinguishers_seen": str(min(24, 4 + one.pupils // 120 + chance.randint(0, 3))),
        "extinguishers_bad": "0",
        "gas_alarm": "不用燃气" if chance.random() < 0.2 else "有效",
        "exit_blocked": "否",
        "wiring": "否",
        "building_cracks": "否",
        "signs_seen": "[疏散指示, 安全出口, 防拥挤提示, 应急电话, 楼层疏散图]",
    }
    if not one.kindergarten or one.ownership == "直属":
        told["drill_people"] = str(one.staff - chance.randint(0, min(4, one.staff // 8)))
    return told


def _followup(one: Institution, day: date, chance: random.Random) -> dict[str, str]:
    guards = 3 if one.pupils >= 1000 else 2 if one.pupils >= 100 else 1
    sick = min(one.pupils // 40, chance.randint(0, 4))
    told = {
        "arrived_at": f"07:{chance.choice((20, 25, 30, 35, 40, 45)):02d}",
        "gate_check": "identity: √\nappointment: √\nhealth: √\nregister: √",
        "guards_on_duty": str(guards),
        "peak_post": "领导教师保安都在",
        "daily_checks": "morning: 落实\nnoon: 落实",
        "sick_today": str(sick),
        "sick_followed": "落实" if sick else "",
        "travel": _travel(one, chance),
        "fever_procedure": "熟悉",
        "last_disinfection": (day - timedelta(days=chance.randint(0, 1))).isoformat(),
        "timetable": "是",
        "first_lesson": "08:30",
        "phones_kept": "是",
        "railings": "否",
        "board_complete": "是",
        "last_issues": "全部完成",
        "people_met": str(chance.randint(5, 13)),
        "people_said": "",
    }
    return _without(told, "first_lesson", "phones_kept") if one.kindergarten else told


def _random(one: Institution, day: date, chance: random.Random) -> dict[str, str]:
    absent = [chance.choice((0, 0, 1, 1, 2)) for _ in range(3)]
    size = max(8, min(one.pupils // 4, 30 if one.kindergarten else 45))
    rows = [(size - chance.randint(0, 4), n) for n in absent]
    lab = one.stage in ("初中", "高中", "九年一贯制")
    told = {
        "wait_minutes": str(chance.randint(2, 9)),
        "leader_present": "落实",
        "duty_phone": "合格",
        "log_missing": "0",
        "daily_report": "落实",
        "stranger_test": "不能",
        "gate_equipment": "alarm: 合格\ntools: 合格\nbarrier: 合格",
        "video_days": str(chance.choice((31, 32, 35, 40, 60, 90))),
        "attendance": "\n".join(
            f"{name}: {{enrolled: {all_}, present: {all_ - n}, absent: {n}}}"
            for name, (all_, n) in zip(("first", "second", "third"), rows, strict=True)
        ),
        "absent_reasons": "落实" if sum(absent) else "",
        "watch_room_ready": "可用",
        "leaders_know": "说得清",
        "places_managed": f"lab: {'√' if lab else '无'}\npower: √\nboiler: {'√' if one.boarding else '无'}\nstore: √",
        "chemicals_locked": "是",
        "has_canteen": "是",
        "sample_weight": str(chance.randint(126, 168)),
        "last_meal_shared": day.isoformat(),
    }
    return told if lab else _without(told, "chemicals_locked")


_TABLE: Mapping[str, Callable[[Institution, date, random.Random], dict[str, str]]] = {
    SPECIAL: _special,
    FOLLOWUP: _followup,
    RANDOM: _random,
}


def _drill(one: Institution, day: date, chance: random.Random) -> str:
    """Return the day of the last drill: this term, or for some kindergartens before the winter holidays."""
    if one.kindergarten and chance.random() < 0.3:
        return (date(2025, 12, 8) + timedelta(days=chance.randint(0, 11))).isoformat()
    days = [TERM + timedelta(days=n) for n in range((day - TERM).days + 1)]
    return chance.choice([d for d in days[-14:] if d.weekday() < 5]).isoformat()


def _disinfectants(one: Institution, day: date, chance: random.Random) -> str:
    kinds = [
        ("84 消毒液", "瓶", 10),
        ("75% 酒精", "瓶", 6),
        ("含氯消毒泡腾片", "瓶", 4),
        ("免洗手消毒凝胶", "支", 12),
    ]
    size = max(1, one.pupils // 150)
    lines = []
    for row, (name, unit, least) in zip(
        "abcd", chance.sample(kinds, chance.randint(1, 3)), strict=False
    ):
        last = day + timedelta(days=chance.randint(70, 520))
        place = chance.choice(("总务仓库", "卫生室", "保健室", "一楼储物间"))
        lines += [f"- row: {row}", f"  name: {name}", f"  amount: {least * size + chance.randint(0, 9)}",
                  f"  unit: {unit}", f"  place: {place}", f"  expires: {last.isoformat()}"]  # fmt: skip
    return "\n".join(lines)


def _travel(one: Institution, chance: random.Random) -> str:
    rows = []
    for name, most in (("staff", one.staff // 8), ("pupils", one.pupils // 30)):
        total = chance.randint(0, most)
        away = chance.randint(0, min(2, total))
        rows.append(f"{name}: {{total: {total}, back: {total - away}, away: {away}}}")
    return "\n".join(rows)


def _without(told: dict[str, str], *keys: str) -> dict[str, str]:
    return {key: value for key, value in told.items() if key not in keys}
