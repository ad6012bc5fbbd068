"""A page for each file of the project that a page links to, so that every link of the site leads somewhere offline.

On a code host ``[words](../model/safepassage/limits.py)`` opens the file. Here the same link opens a page with its
text, and a link to a folder one with a list of what lies in it. Links between pages are left as they are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx.application import Sphinx

FOLDER = "source"
LINK = re.compile(r"(?<!!)(\[(?:[^\[\]]|\[[^\]]*\])*\])\(([^()\s#]+)(#[^()\s]*)?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
SHOWN = frozenset({".py", ".toml", ".md", ".csv", ".js", ".css", ".html", ".cff", ".json", ".txt", ".svg", ".yml", ""})
LONGEST = 200_000  # characters of a file that are shown


def page_of(path: Path, root: Path) -> str:
    """The name of the page that shows a file or a folder."""
    return posixpath.join(FOLDER, path.relative_to(root).as_posix())


def redirected(app: Sphinx, docname: str, content: list[str]) -> None:
    """Point links to files that are no pages at the pages that show them."""
    root, here = Path(app.srcdir), Path(app.env.doc2path(docname)).parent

    def elsewhere(found: re.Match[str]) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        path = (here / target).resolve()
        if re.match(r"[a-z]+:", target) or not path.is_relative_to(root) or not path.exists():
            return found[0]
        if path.suffix in (".md", ".ipynb") and app.env.path2doc(str(path)) in app.env.found_docs:
            return found[0]
        page = page_of(path, root)
        app.env.safepassage_sources.add(path.relative_to(root).as_posix())  # type: ignore[attr-defined]
        return f"{words}(page:{app.builder.get_relative_uri(docname, page)}{anchor})"

    text = content[0]
    fenced = FENCE.finditer(text)
    made, at = [], 0
    for block in fenced:
        made += [LINK.sub(elsewhere, text[at : block.start()]), block[0]]
        at = block.end()
    content[0] = "".join([*made, LINK.sub(elsewhere, text[at:])])


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page for each file and folder that is linked, and for each file of those folders."""
    root = Path(app.srcdir)
    linked: set[str] = app.env.safepassage_sources  # type: ignore[attr-defined]
    shown = {root / name for name in linked}
    for folder in [path for path in shown if path.is_dir()]:
        shown |= set(_inside(folder))
    for path in sorted(shown):
        body = _listing(path) if path.is_dir() else _text(path)
        title = path.relative_to(root).as_posix()
        yield page_of(path, root), {"title": title, "body": f"<h1>{escape(title)}</h1>\n{body}"}, "page.html"


def _inside(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix in SHOWN]


def _listing(folder: Path) -> str:
    lines = (f'<li><a href="{escape(folder.name)}/{escape(p.name)}.html">{escape(p.name)}</a></li>'
             for p in _inside(folder))  # fmt: skip
    return f"<ul>{''.join(lines)}</ul>"


def _text(path: Path) -> str:
    if path.suffix not in SHOWN:
        return f"<p>{path.stat().st_size:,} bytes, not shown.</p>"
    text = path.read_text(encoding="utf-8")[:LONGEST]
    try:
        lexer = get_lexer_for_filename(path.name)
    except ClassNotFound:
        lexer = TextLexer()
    return highlight(text, lexer, HtmlFormatter(cssclass="highlight"))


def _begin(app: Sphinx) -> None:
    app.env.safepassage_sources = getattr(app.env, "safepassage_sources", set())  # type: ignore[attr-defined]


def _door(app: Sphinx, error: Exception | None) -> None:
    """Whoever opens the folder of the site comes to its first page."""
    if error is None and app.builder.format == "html":
        first = app.builder.get_target_uri(app.config.root_doc)
        page = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={first}">\n'
        page += f'<title>safepassage</title><a href="{first}">safepassage</a>\n'
        (Path(app.outdir) / "index.html").write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", _begin)
    app.connect("source-read", redirected)
    app.connect("html-collect-pages", pages)
    app.connect("build-finished", _door)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
