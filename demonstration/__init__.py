"""The films of the exercise page: what is shown, how it is drawn, and the command that makes them again."""
