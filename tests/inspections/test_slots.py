import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.slots import client_of


def test_the_client_of_a_session_is_the_one_of_the_format() -> None:
    assert client_of("00" * 32, "00" * 16) == 0x3BF048F6D989D8C3 >> 11  # by sha256sum


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
def test_a_client_fits_into_53_bits(device: bytes, session: bytes) -> None:
    assert 0 <= client_of(device.hex(), session.hex()) < 2**53


def test_another_session_of_a_device_has_another_client() -> None:
    assert client_of("00" * 32, "00" * 16) != client_of("00" * 32, "00" * 15 + "01")


@pytest.mark.parametrize(
    ("device", "session"), [("00" * 31, "00" * 16), ("00" * 32, "00" * 17), ("zz" * 32, "00" * 16)]
)
def test_keys_of_another_length_are_refused(device: str, session: str) -> None:
    with pytest.raises(ValueError):
        client_of(device, session)
