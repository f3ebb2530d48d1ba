from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server import passwords
from sync_server.service import Service
from tests.sync_server import serving
from tests.sync_server.postgres import postgres
from tests.sync_server.serving import Hall


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords() -> Iterator[None]:
    """Passwords at a cost that tests can pay; what they really cost holds `test_passwords`."""
    real = passwords.PASSES, passwords.MEMORY_KIB
    passwords.PASSES, passwords.MEMORY_KIB = 1, 64
    passwords._hasher.cache_clear()
    yield
    passwords.PASSES, passwords.MEMORY_KIB = real


@pytest.fixture(autouse=True)
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    """On which database this test's servers are made: SQLite, unless the test asks for others (`postgres.ON_BOTH`)."""
    wanted = str(getattr(request, "param", "sqlite"))
    if wanted == "postgresql":
        postgres()
    serving.STORE.append(wanted)
    yield wanted
    serving.STORE.pop()
    if wanted == "postgresql":
        postgres().drop_tests()


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """A bureau's workspace with a server made from it."""
    return Hall(tmp_path)


@pytest.fixture
def service(hall: Hall) -> Iterator[Service]:
    """The server of `hall`, opened for this test."""
    service = hall.opened()
    yield service
    service.close()
