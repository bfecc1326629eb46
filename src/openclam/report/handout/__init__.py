"""The exercise page as a person meets it: in the terminal, on a screen, on paper."""

from openclam.report.handout.figure import draw_figure
from openclam.report.handout.handout import render_html, write_html, write_pdf
from openclam.report.handout.text import render_text

__all__ = ["draw_figure", "render_html", "render_text", "write_html", "write_pdf"]
