"""What was made is kept as long as there is room, and no longer."""

from sync_server.kept import Kept


def test_a_file_is_made_once_while_it_is_kept_and_the_oldest_makes_room():
    kept, read = Kept[str](35), list[str]()

    def of(mark: str) -> bytes:
        return kept.of(mark, lambda: read.append(mark) or mark.encode() * 10)  # type: ignore[func-returns-value]

    first = of("a")
    assert of("a") == first
    for mark in "bcdefgh":
        of(mark)
    of("h")
    of("a")
    assert read == [*"abcdefgh", "a"]


def test_one_that_is_larger_than_the_room_is_not_kept():
    kept, read = Kept[str](10), list[int]()
    for _ in range(2):
        kept.of("a", lambda: read.append(1) or b"x" * 1000)  # type: ignore[func-returns-value]
    assert len(read) == 2


def test_what_a_key_takes_counts_too():
    kept, made = Kept[bytes](30, weight=len), list[bytes]()
    for key in (b"x" * 12, b"y" * 12, b"x" * 12):
        kept.of(key, lambda key=key: made.append(key) or b"z" * 5)  # type: ignore[misc]
    assert made == [b"x" * 12, b"y" * 12, b"x" * 12]
