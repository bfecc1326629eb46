"""Evidence for the tuned constants: what each separates, and how far.

    python -m bench.constants [NAME ...] [--split development|test|both] [--quick]

`classes.toml` says of every numeric constant of the rooms that judge people whether it is a definition, engineering
or tuned. A tuned one is set to other values, all stored sessions are followed again, and what changes is printed.
"""
