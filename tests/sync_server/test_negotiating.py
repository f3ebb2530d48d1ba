"""What was packed is kept as long as there is room, and no longer."""

from sync_server.negotiating import Packed


def test_a_file_is_packed_once_while_it_is_kept_and_the_oldest_makes_room():
    packed, read = Packed(bytes_max=100), list[str]()

    def of(mark: str) -> bytes:
        return packed.of(mark, lambda: read.append(mark) or mark.encode() * 10)  # type: ignore[func-returns-value]

    first = of("a")
    assert of("a") == first
    for mark in "bcdefgh":
        of(mark)
    of("h")
    of("a")
    assert read == [*"abcdefgh", "a"]


def test_one_that_is_larger_than_the_room_is_not_kept():
    packed, read = Packed(bytes_max=10), list[int]()
    for _ in range(2):
        packed.of("a", lambda: read.append(1) or b"x" * 1000)  # type: ignore[func-returns-value]
    assert len(read) == 2
