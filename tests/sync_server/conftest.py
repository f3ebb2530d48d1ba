from collections.abc import Iterator

import pytest

from sync_server import passwords


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords() -> Iterator[None]:
    """Passwords at a cost that tests can pay; what they really cost holds `test_passwords`."""
    real = passwords.PASSES, passwords.MEMORY_KIB
    passwords.PASSES, passwords.MEMORY_KIB = 1, 64
    passwords._hasher.cache_clear()
    yield
    passwords.PASSES, passwords.MEMORY_KIB = real
