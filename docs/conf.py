"""How the site is built: Sphinx with MyST over the pages as they stand in the project, without a network.

The source folder is the project itself, so that a link from one page to another, or to a file of the code, is the
same on a code host and here. Files that are no page are shown by :mod:`source_pages`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "model")]
# The tutorial is executed in a process of its own, which finds the package of this project too.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "model"), os.environ.get("PYTHONPATH")]))

import safepassage  # noqa: E402 - found through the line above

project = "safepassage"
author = "The safepassage contributors"
version = release = safepassage.__version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "source_pages"]
root_doc = "docs/index"
include_patterns = [
    "docs/*.md", "docs/*.ipynb", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md",
    "runs/README.md", "seeds/README.md",
]  # fmt: skip
exclude_patterns = ["**/.*", ".venv", "build", "dist", "tests"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
# What `source_pages` has turned into an address of this site is an address and nothing else.
myst_url_schemes = {"http": None, "https": None, "mailto": None, "page": {"url": "{{path}}"}}
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 300
nb_execution_raise_on_error = True

autodoc_member_order = "bysource"
autodoc_typehints = "description"
suppress_warnings = ["misc.highlighting_failure"]  # the tree of architecture.md and lines of a shell are no Python
highlight_language = "none"

html_theme = "furo"
html_title = "safepassage"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
