"""What a person looks at, or another program reads: terminal table, page, plot, annotated video, JSON, CSV.

Each part stands in its own module and is imported from there, so that printing the exercise page does not
load video codecs:

- `writer`: `write_report`, `check_out_dir`, `holds_report`: the four files, all or none
- `text`: `print_assessment`: the terminal
- `corrections`: `corrections`: the most useful ones
- `page`: the exercise page itself, as text, HTML and PDF
"""
