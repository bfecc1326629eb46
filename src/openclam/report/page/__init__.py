"""The exercise page as a person meets it: in the terminal, on a screen, on paper."""

from openclam.report.page.figure import draw_figure
from openclam.report.page.handout import render_html, write_html, write_pdf
from openclam.report.page.text import render_text

__all__ = ["draw_figure", "render_html", "render_text", "write_html", "write_pdf"]
