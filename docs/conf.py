"""How Sphinx builds these pages: ``nox -s docs``."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "gong_async"
copyright = "the authors of gong_async"  # noqa: A001 - Sphinx calls it so
release = metadata.version("gong-async")

extensions = [
    "command_line",
    "error_tree",
    "harvest_tables",
    "myst_parser",
    "public_names",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
html_theme = "furo"
html_title = f"gong_async {release}"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["pages.css"]

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

nitpick_ignore_regex = [
    # Other people's, of whom no inventory is fetched.
    (r"py:.*", r"(aiohttp|collections\.abc|contextlib|datetime|os|pathlib)\..*"),
    # What signatures name that nobody outside is to use.
    (r"py:class", r"(.*\.)?(Downloader|Json|Recording|Sender|T|Upload|Writer|_\w+)"),
    (r"py:class", r"gong_async\.sim\.\w+\.\w+"),
    # The head of Callable[[], ...], of which only the text is there beside a type of aiohttp's.
    (r"py:class", r"Callable\[\[.*"),
]


def setup(app: Sphinx) -> None:
    """Show crontabs as they are; Pygments does not know them."""
    app.add_lexer("cron", TextLexer)
