"""Pages and API of the site."""
