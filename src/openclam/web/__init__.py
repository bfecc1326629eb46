"""The site: takes HTTP and a live socket of landmarks, gives pages, cues, and sets kept in a database."""
