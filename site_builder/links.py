"""Where each page of a tree lies, and how pages link to each other: relative, two levels deep at most.

Paths are POSIX, from the root of the tree. An address never depends on a title, so it stays when a title changes.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from inspections.ids import SLUG, InspectionId, IssueId, SchoolId, sha256_hex

HOME = "index.html"
GUIDE = "guide.html"
STATISTICS = "statistics.html"
SCHOOLS = "schools.html"
INSPECTIONS = "inspections.html"
WORK = "work.html"
SEARCH = "search.html"
OFFLINE = "offline.html"
RELEASES = "releases.html"
LEDGER_CSV = "data/ledger.csv"
LEDGER_JSON = "data/ledger.json"
STYLE = "assets/ducha.css"
ROWS_PER_PAGE = 60
"""With long titles a list page still weighs less than 20 KB with its style and scripts (tests hold it)."""
ALL = "all"
VERSION = re.compile(r"[0-9]{1,8}(\.[0-9]{1,8})*")


def school_path(school: SchoolId) -> str:
    """Return the path of a school's page."""
    return f"schools/{school}.html"


def issue_path(issue: IssueId) -> str:
    """Return the path of an issue's page."""
    return f"issues/{issue}.html"


def inspection_path(inspection: InspectionId) -> str:
    """Return the path of an inspection's page."""
    return f"inspections/{inspection}.html"


def list_path(name: str, page: int = 1) -> str:
    """Return the path of page `page` (from 1) of the list `name`."""
    return _paged(f"lists/{name}", page)


def visits_path(name: str, page: int = 1) -> str:
    """Return the path of page `page` of the list of inspections `name`."""
    return _paged("inspections" if name == ALL else f"visits/{name}", page)


def roll_path(name: str, page: int = 1) -> str:
    """Return the path of page `page` of the list of schools `name`."""
    return _paged("schools" if name == ALL else f"rolls/{name}", page)


def area_path(area: str) -> str:
    """Return the path of an area's page; areas are known by name, the empty one being that of schools without any."""
    return f"areas/{slug(area)}.html"


def campaign_path(campaign: str) -> str:
    """Return the path of a campaign's page."""
    return f"campaigns/{slug(campaign)}.html"


def mode_path(mode: str) -> str:
    """Return the path of a mode's page."""
    return f"modes/{slug(mode)}.html"


def team_path(team: str) -> str:
    """Return the path of a team's page."""
    return f"teams/{slug(team)}.html"


def checklist_path(checklist: str) -> str:
    """Return the path of the page of a checklist `id@version`."""
    return f"checklists/{checklist_slug(checklist)}.html"


def checklist_slug(checklist: str) -> str:
    """Return a name for a file of a checklist `id@version`: `gate-2026_04`, or a hash where that would not be plain."""
    id_, _, version = checklist.partition("@")
    plain = SLUG.fullmatch(id_) and VERSION.fullmatch(version)
    return f"{id_}-{version.replace('.', '_')}" if plain else slug(checklist)


def _paged(name: str, page: int) -> str:
    return f"{name}.html" if page == 1 else f"{name}-p{page}.html"


def thumb_path(sha256: str) -> str:
    """Return the path of a photo's thumbnail."""
    return f"thumbs/{sha256[:32]}.jpg"


def photo_path(sha256: str) -> str:
    """Return the path of a photo, re-encoded."""
    return f"photos/{sha256[:32]}.jpg"


def prefix(path: str) -> str:
    """Return what stands before a path from the root, on the page at `path`."""
    return "../" * path.count("/")


def slug(text: str) -> str:
    """Return a name for a file of a list: a plain lower-case id stays, everything else becomes 12 digits of its hash."""
    return text if SLUG.fullmatch(text) else "x" + sha256_hex(text.encode("utf-8"))[:12]


def href(path: str) -> str:
    """Return a path as it stands in an address."""
    return quote(path, safe="/#=&-_.")
