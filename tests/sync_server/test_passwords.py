import pytest

from sync_server import passwords


def test_what_is_kept_is_argon2id_at_the_second_recommendation_of_rfc_9106():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PASSES", 3)
        patch.setattr(passwords, "MEMORY_KIB", 64 * 1024)
        passwords._hasher.cache_clear()
        kept = passwords.hashed("三月的风吹过操场旗杆")
    passwords._hasher.cache_clear()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.holds(kept, "三月的风吹过操场旗杆")
