import io
import json
import logging

from sync_server.logs import JsonLines


def written(say) -> dict:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    log = logging.Logger("ducha.test")
    log.addHandler(handler)
    say(log)
    (line,) = stream.getvalue().splitlines()
    return json.loads(line)


def test_a_line_says_when_how_bad_from_where_and_what():
    told = written(lambda log: log.warning("half %s", "full", extra={"documents": 3}))
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "warning", "from": "ducha.test", "what": "half full", "documents": 3}


def test_a_line_break_from_outside_makes_no_second_line():
    assert written(lambda log: log.error("a\n{\"level\": \"forged\"}"))["level"] == "error"  # fmt: skip


def test_a_fault_carries_its_traceback():
    def fails(log):
        try:
            raise ValueError("坏了")
        except ValueError:
            log.exception("no")

    assert "ValueError: 坏了" in written(fails)["trace"]
