"""The muscles of the hip as the report draws them: a picture in three layers, and its key."""

from openclam.report.muscles.key import key, swatch_svg
from openclam.report.muscles.names import group_name, level_words
from openclam.report.muscles.picture import LAYERS, Levels, layer_name, layer_svg
from openclam.report.muscles.shade import Shade, shade_of

__all__ = [
    "LAYERS",
    "Levels",
    "Shade",
    "group_name",
    "key",
    "layer_name",
    "layer_svg",
    "level_words",
    "shade_of",
    "swatch_svg",
]
