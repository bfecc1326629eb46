"""What a person looks at, or another program reads: terminal table, page, plot, annotated video, JSON, CSV."""

from openclam.report.corrections import Correction, corrections
from openclam.report.text import print_assessment, results_console
from openclam.report.writer import ReportPaths, check_out_dir, holds_report, write_report

__all__ = [
    "Correction",
    "ReportPaths",
    "check_out_dir",
    "corrections",
    "holds_report",
    "print_assessment",
    "results_console",
    "write_report",
]
