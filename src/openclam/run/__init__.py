"""One set through the stages, live or recorded: takes a recording and `Options`, gives an `Assessment`.

`openclam.run.set_run.SetRun` is the way that live sessions and recordings share.
"""
