"""One set through the stages, live or recorded: options in, assessment out."""
