"""Sphinx configuration; `build.py` copies it beside the pages."""

import cloudplans

project = "cloudplans"
author = copyright = "The cloudplans authors"
version = release = cloudplans.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
default_role = "code"
autodoc_typehints = "none"
numpydoc_show_class_members = False
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "cloudplans"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["chinese.css"]
_FONTS = {
    "font-stack": '"CloudplansSC", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
    "font-stack--monospace": '"CloudplansSC", ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
}
html_theme_options = {"top_of_page_buttons": [], "light_css_variables": _FONTS, "dark_css_variables": _FONTS}
