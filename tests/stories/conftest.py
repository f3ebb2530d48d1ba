"""The small workspace of the laptop's tests, for stories that need no other."""

from tests.inspections.laptop.conftest import founded, office

__all__ = ["founded", "office"]
