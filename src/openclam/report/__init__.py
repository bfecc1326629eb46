"""Assessments to files: takes an `Assessment` and its recording, gives what a person looks at or another program reads.

Import each part from its own module, so that printing the exercise page loads no video codecs:

- `openclam.report.writer`: the report folder, all of its files or none
- `openclam.report.tables`: the terminal table and the CSV files
- `openclam.report.html`: the report page
- `openclam.report.video`: the annotated video
- `openclam.report.corrections`: the three corrections that help most
- `openclam.report.handout`: the exercise page as text, HTML and PDF
- `openclam.report.replay`, `openclam.report.opensim`, `openclam.report.muscles`: 3-D replay, OpenSim files, muscles
"""
