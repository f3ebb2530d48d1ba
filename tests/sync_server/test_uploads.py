from hypothesis import given
from hypothesis import strategies as st

from sync_server.uploads import NAME_LETTERS_MAX, clean_name
from tests.sync_server.postgres import ON_BOTH

pytestmark = ON_BOTH


@given(st.text(max_size=300))
def test_a_files_name_is_one_plain_name_whatever_a_browser_says(name: str):
    made = clean_name(name)
    assert made and len(made) <= NAME_LETTERS_MAX
    assert made.isprintable()
    assert not set(made) & set('/\\<>:"|?*')
    assert not made.startswith((".", " "))
    assert clean_name(made) == made


@given(st.text("甲乙丙", min_size=200, max_size=300))
def test_a_long_name_keeps_its_ending(name: str):
    assert clean_name(f"{name}.jpg").endswith(".jpg")


def test_the_folder_that_some_browsers_tell_is_left_out():
    assert clean_name("C:\\照片\\后.jpg") == "后.jpg"
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name("..") == "附件"
