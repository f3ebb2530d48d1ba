from __future__ import annotations

from pathlib import Path

from site_builder.mkdocs_plugin import DuchaPlugin, Tree, host

TREE = Tree(
    texts={
        "index.html": "<!doctype html><p># 不是 Markdown</p>",
        "issues/A.html": "甲",
        "assets/ducha.css": "p{}",
    },
    files={},
)


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_mkdocs_writes_the_files_of_the_tree_as_they_are_and_nothing_else(tmp_path: Path) -> None:
    photo = tmp_path / "source.jpg"
    photo.write_bytes(b"jpeg")
    folder = tmp_path / "work" / "site"
    folder.mkdir(parents=True)
    host(Tree(texts=TREE.texts, files={"photos/a.jpg": photo}), folder, name="云岭区")
    assert written(folder) == {
        **{path: text.encode() for path, text in TREE.texts.items()},
        "photos/a.jpg": b"jpeg",
    }


def test_a_page_of_ones_own_can_stand_beside_the_tree(tmp_path: Path) -> None:
    """Somebody's mkdocs.yml with the plugin, and a Markdown page in our theme."""
    from mkdocs.commands.build import build
    from mkdocs.config.defaults import MkDocsConfig

    from site_builder.mkdocs_plugin import THEME

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "about.md").write_text("# 关于\n\n值班电话见公告栏。", encoding="utf-8")
    config = MkDocsConfig()
    config.load_dict(
        {
            "site_name": "云岭区",
            "docs_dir": str(tmp_path / "docs"),
            "site_dir": str(tmp_path / "site"),
            "theme": {"name": None, "custom_dir": str(THEME)},
            "plugins": [],
        }
    )
    assert config.validate()[0] == []
    plugin = DuchaPlugin()
    plugin.tree = TREE
    config.plugins["ducha"] = plugin
    build(config)
    site = written(tmp_path / "site")
    assert site["index.html"] == TREE.texts["index.html"].encode()
    assert "值班电话见公告栏。" in site["about.html"].decode()
