import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inspections.laptop.office import Office, found


@pytest.fixture(scope="session")
def founded() -> Iterator[Office]:
    """The workspace, made once; its folder can be entered by anybody, so that tests may drop their rights."""
    folder = Path(tempfile.mkdtemp(prefix="ducha-office-"))
    folder.chmod(0o755)
    yield found(folder / "w")
    shutil.rmtree(folder)


@pytest.fixture
def office(founded: Office, tmp_path: Path) -> Office:
    """A copy of the small workspace."""
    return founded.copy(tmp_path / "w")
