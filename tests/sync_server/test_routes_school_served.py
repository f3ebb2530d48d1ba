"""From the console to a receipt, over a real socket: an account is made, its holder signs in and answers."""

from __future__ import annotations

import re
from pathlib import Path

from tests.inspections.laptop.office import Office
from tests.sync_server.serving import Hall, Running

NEW = "三月的风吹过操场旗杆"


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_school_signs_in_chooses_a_password_and_its_act_outlives_a_kill(tmp_path: Path):
    hall = Hall(tmp_path)
    password = Office(hall.server).does("admin", "account", "add", "yl3x", "--name", "三小", "--role", "school", "--school", "yl3x", "--json").json["password"]  # fmt: skip
    issue = hall.office.issues()[0]["id"]
    path = f"/my/schools/yl3x/issues/{issue}/commented"
    with Running(hall) as server:
        web = server.http
        web.follow_redirects = True
        said = web.post("/sign-in", data={"name": "yl3x", "password": password})
        assert said.url.path == "/password"
        data = {"csrf": token(said.text), "old": password, "new": NEW, "again": NEW}
        assert web.post("/password", data=data).url.path == "/my/schools/yl3x"
        form = web.get(path).text
        seen = re.findall(r'name="seen" value="(\w+)"', form)
        said = web.post(path, data={"csrf": token(form), "seen": seen, "text": "收到"})
        assert (said.status_code, "回执第" in said.text) == (200, True)
        server.kill()
    with Running(hall) as server:
        server.http.follow_redirects = True
        server.http.post("/sign-in", data={"name": "yl3x", "password": NEW})
        said = server.http.get(f"/my/schools/yl3x/issues/{issue}")
        assert "收到" in said.text.partition('id="timeline"')[2]
