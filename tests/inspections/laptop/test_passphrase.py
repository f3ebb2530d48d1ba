"""Opening keys for one run: who is asked, how often, and what is told of files that others can read."""

from pathlib import Path

import pytest

from inspections.errors import Code, M, Msg, Problem, RuleError
from inspections.laptop.keyring import Keyring, relock
from inspections.laptop.passphrase import Opener

RIGHT = "三号柜里的钥匙x"
NAME = M("王敏的密钥")


class Person:
    """Somebody at a terminal who types these words, one for each question."""

    def __init__(self, *words: str) -> None:
        self.words = list(words)
        self.told: list[Code] = []
        self.asked: list[str] = []

    def ask(self, question: Msg) -> str | None:
        self.asked.append(str(question))
        return self.words.pop(0)

    def warn(self, problem: Problem) -> None:
        self.told.append(problem.code)

    def opener(self) -> Opener:
        return Opener(ask=self.ask, warn=self.warn)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A folder with a key that has a passphrase."""
    keyring = Keyring(tmp_path / "keys", "seed")
    keyring.make("wangmin")
    relock(keyring.path("wangmin"), Opener(RIGHT), NAME, "seed")
    return tmp_path / "keys"


def test_a_locked_key_is_asked_for_once_a_run_and_only_to_sign(locked: Path) -> None:
    person = Person(RIGHT)
    opener = person.opener()
    keyring = Keyring(locked, "seed", opener)
    plain = Keyring(locked / "other", "seed").make("wangmin")
    assert keyring.key("wangmin").public_hex == plain.public_hex
    assert person.words == [RIGHT]
    assert keyring.key("wangmin").sign(b"x") == plain.sign(b"x")
    assert Keyring(locked, "seed", opener).key("wangmin").sign(b"y") == plain.sign(b"y")
    assert person.words == []


def test_the_question_calls_a_registrar_s_key_by_what_it_is(locked: Path) -> None:
    path = locked / "registrar.key"
    (locked / "wangmin.key").rename(path)
    person = Person(RIGHT)
    person.opener().read(path).sign(b"x")
    assert "登记密钥" in person.asked[0]


def test_a_wrong_passphrase_may_be_typed_twice_and_the_third_ends_it(locked: Path) -> None:
    patient = Person("falsch", "falsch", RIGHT)
    Keyring(locked, opener=patient.opener()).key("wangmin").sign(b"x")
    assert patient.told == [Code.KEY_PASSPHRASE] * 2
    wrong = Person("falsch", "falsch", "falsch", RIGHT)
    with pytest.raises(RuleError):
        Keyring(locked, opener=wrong.opener()).key("wangmin").sign(b"x")
    assert wrong.words == [RIGHT]


def test_what_the_environment_gives_is_tried_once_and_nobody_is_asked(locked: Path) -> None:
    Keyring(locked, opener=Opener(RIGHT)).key("wangmin").sign(b"x")
    person = Person(RIGHT)
    with pytest.raises(RuleError) as caught:
        Keyring(locked, opener=Opener("falsch", ask=person.ask)).key("wangmin").sign(b"x")
    assert [p.code for p in caught.value.problems] == [Code.KEY_PASSPHRASE]
    assert person.words == [RIGHT]


def test_where_nobody_can_be_asked_it_says_so(locked: Path) -> None:
    with pytest.raises(RuleError) as caught:
        Keyring(locked).key("wangmin").sign(b"x")
    assert [p.code for p in caught.value.problems] == [Code.KEY_PASSPHRASE]


@pytest.mark.parametrize("typed", [("kurz",), (RIGHT, RIGHT + "y"), ("",)])
def test_a_new_passphrase_is_typed_twice_the_same_and_long_enough(typed: tuple[str, ...]) -> None:
    with pytest.raises(RuleError) as caught:
        Person(*typed).opener().new(NAME)
    assert [p.code for p in caught.value.problems] == [Code.KEY_PASSPHRASE]


def test_a_new_passphrase_comes_from_two_answers_or_from_the_environment() -> None:
    assert Person(RIGHT, RIGHT).opener().new(NAME) == RIGHT
    assert Opener(RIGHT).new(NAME) == RIGHT
    assert Opener("old one here", RIGHT).new(NAME) == RIGHT


def test_a_lock_taken_off_leaves_the_same_key(locked: Path) -> None:
    keyring = Keyring(locked, "seed", Opener(RIGHT))
    before = keyring.key("wangmin").sign(b"x")
    relock(locked / "wangmin.key", Opener(RIGHT), None)
    assert Keyring(locked).key("wangmin").sign(b"x") == before
    assert (locked / "wangmin.key").stat().st_mode & 0o777 == 0o600


def test_the_same_seed_locks_into_the_same_bytes_and_chance_never_does(tmp_path: Path) -> None:
    texts = []
    for name, seed in (("1", "demo"), ("2", "demo"), ("3", None), ("4", None)):
        keyring = Keyring(tmp_path / name, seed)
        keyring.make("wangmin")
        relock(keyring.path("wangmin"), Opener(RIGHT), NAME, seed)
        texts.append((tmp_path / name / "wangmin.key").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    salts = [next(line for line in text.splitlines() if line.startswith("salt")) for text in texts]
    assert len(set(salts)) == 3


def test_a_key_that_others_can_read_is_told_once_and_used_all_the_same(tmp_path: Path) -> None:
    Keyring(tmp_path / "k").make("wangmin")
    (tmp_path / "k/wangmin.key").chmod(0o640)
    person = Person()
    keyring = Keyring(tmp_path / "k", opener=person.opener())
    assert keyring.key("wangmin").sign(b"x") and keyring.key("wangmin").sign(b"y")
    assert person.told == [Code.KEY_EXPOSED]


def test_faults_name_every_file_with_the_command_that_mends_it(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "k")
    keyring.make("wangmin")
    keyring.make("root")
    assert keyring.faults() == ()
    (tmp_path / "k").chmod(0o755)
    (tmp_path / "k/root.key").chmod(0o604)
    faults = keyring.faults()
    assert [(p.code, p.file) for p in faults] == [
        (Code.KEY_EXPOSED, str(tmp_path / "k")),
        (Code.KEY_EXPOSED, str(tmp_path / "k/root.key")),
    ]
    assert [p.remedy.args["mode"] for p in faults] == ["700", "600"]


def test_a_folder_that_is_not_there_has_no_faults(tmp_path: Path) -> None:
    assert Keyring(tmp_path / "none").faults() == ()


def test_a_passphrase_that_is_not_known_leaves_the_file_as_it_is(locked: Path) -> None:
    before = (locked / "wangmin.key").read_bytes()
    with pytest.raises(RuleError):
        relock(locked / "wangmin.key", Opener("falsch, ganz falsch", RIGHT), NAME)
    with pytest.raises(RuleError):
        relock(
            locked / "wangmin.key", Person(RIGHT, "a new passphrase", "another one").opener(), NAME
        )
    assert (locked / "wangmin.key").read_bytes() == before
