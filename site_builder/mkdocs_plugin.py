"""mkdocs hosts our trees: the plugin hands it finished HTML outside its nav, so mkdocs neither parses nor renders it.

With a tree given (`host`) it hands out that one. In somebody's own mkdocs.yml it makes the tree of the workspace
named there, beside that site's Markdown pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel

import site_builder
from site_builder.texts import WrittenTexts

MKDOCS_OWN = frozenset({"sitemap.xml"})
THEME = Path(site_builder.__file__).parent / "theme"


@dataclass(frozen=True, kw_only=True)
class Tree:
    """Every file of a tree: path -> text, and path -> where the file lies that is to be copied.

    Texts that are files of the site's folder already (`WrittenTexts`) are left where they are.
    """

    texts: Mapping[str, str]
    files: Mapping[str, Path]


Made = Tree | Callable[[Path], Tree]
"""A tree, or what makes one in the site's folder."""


class DuchaConfig(Config):  # type: ignore[no-untyped-call]
    """What a mkdocs.yml may say below `plugins: - ducha:`."""

    workspace = options.Type(str, default=".")
    audience = options.Choice(("bureau", "school"), default="bureau")
    school = options.Optional(options.Type(str))
    as_of = options.Optional(options.Type(date))


class DuchaPlugin(BasePlugin[DuchaConfig]):  # type: ignore[no-untyped-call]
    """Hands mkdocs the files of a tree."""

    tree: Made | None = None
    written: Tree | None = None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Leave out mkdocs' own static pages: a site map carries the day of the build."""
        config.theme.static_templates.clear()
        config.use_directory_urls = False
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add every file of the tree, as static files: mkdocs only writes them."""
        folder = Path(config.site_dir)
        made = self.tree or self._from_workspace()
        self.written = tree = made(folder) if callable(made) else made
        for own in [file for file in files if file.src_uri in MKDOCS_OWN]:
            files.remove(own)
        if isinstance(tree.texts, WrittenTexts) and tree.texts.folder == folder:
            for path in tree.texts:
                files.append(_file(config, path, abs_src_path=str(folder / path)))
        else:
            for path, text in tree.texts.items():
                files.append(_file(config, path, content=text))
        for path, source in tree.files.items():
            files.append(_file(config, path, abs_src_path=str(source)))
        return files

    def _from_workspace(self) -> Tree:
        from inspections.ids import SchoolId
        from inspections.laptop.workspace import Workspace
        from site_builder.building import build_tree
        from site_builder.policy import Audience

        chosen = self.config
        return build_tree(
            Workspace.find(Path(chosen.workspace)),
            audience=Audience(chosen.audience),
            school=SchoolId(chosen.school) if chosen.school else None,
            as_of=chosen.as_of,
        )


def host(tree: Made, folder: Path, *, name: str) -> Tree:
    """Have mkdocs write `tree` into the empty folder `folder` and return it. Raises OSError when it cannot be written."""
    from mkdocs.commands.build import build

    pages = folder.parent / "pages"
    pages.mkdir()
    config = MkDocsConfig()
    config.load_dict(
        {
            "site_name": name,
            "docs_dir": str(pages),
            "site_dir": str(folder),
            "theme": {"name": None, "custom_dir": str(THEME)},
            "plugins": [],
            "use_directory_urls": False,
        }
    )
    errors, _ = config.validate()
    assert not errors, errors
    plugin = DuchaPlugin()
    plugin.tree = tree
    config.plugins["ducha"] = plugin
    build(config)
    assert plugin.written is not None
    return plugin.written


def _file(config: MkDocsConfig, path: str, **source: Any) -> File:
    return File.generated(config, path, inclusion=InclusionLevel.NOT_IN_NAV, **source)
