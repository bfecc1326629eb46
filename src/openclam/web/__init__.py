"""The site: the exercise page, the live coach, recordings, history, and the API behind them."""
