"""Where each page of a tree lies, and how pages link to each other: relative, two levels deep at most.

Paths are POSIX, from the root of the tree. An address never depends on a title, so it stays when a title changes.
"""

from __future__ import annotations

from urllib.parse import quote

from inspections.ids import SLUG, InspectionId, IssueId, SchoolId, sha256_hex

HOME = "index.html"
GUIDE = "guide.html"
STATISTICS = "statistics.html"
SCHOOLS = "schools.html"
INSPECTIONS = "inspections.html"
STYLE = "assets/ducha.css"
ROWS_PER_PAGE = 100


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
    return f"lists/{name}.html" if page == 1 else f"lists/{name}-p{page}.html"


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
    return quote(path, safe="/#-_.")
