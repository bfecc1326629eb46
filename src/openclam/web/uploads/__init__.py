"""Recordings that are sent to the site."""
