"""The muscles of the hip as the report draws them: a picture in three layers, its key, and bars."""

from openclam.report.muscles.key import bar_svg, key, swatch_svg
from openclam.report.muscles.names import group_name, share_words
from openclam.report.muscles.picture import LAYERS, layer_name, layer_svg
from openclam.report.muscles.shade import Shade, shade_of

__all__ = [
    "LAYERS",
    "Shade",
    "bar_svg",
    "group_name",
    "key",
    "layer_name",
    "layer_svg",
    "shade_of",
    "share_words",
    "swatch_svg",
]
