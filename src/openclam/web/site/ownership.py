"""A saved set, for its owner alone."""

from __future__ import annotations

from fastapi import Request

from openclam.web.problems import Problem
from openclam.web.site.saved_set import SavedSet
from openclam.web.site.state import owner_of, site_of


def own_set(request: Request, set_id: str) -> SavedSet:
    """The set of an id among those of whoever asks.

    Raises:
        Problem: 404, alike for a set that is not there and for one of somebody else.
    """
    owner = owner_of(request)
    kept = site_of(request).store.get(owner, set_id) if owner is not None else None
    if kept is None:
        raise no_set()
    return kept


def no_set() -> Problem:
    """That there is no such set."""
    return Problem(404, "not_found", "There is no such set in your history.")
