"""Sets as the coach keeps them in a browser: put there by the tests."""

from __future__ import annotations

import copy
from typing import Any

PUT = """async (rows) => {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open('openclam', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('sets', {keyPath: 'id', autoIncrement: true});
    opening.onsuccess = () => resolve(opening.result);
  });
  const change = database.transaction('sets', 'readwrite');
  for (const row of rows) change.objectStore('sets').add(row);
  await new Promise((resolve) => { change.oncomplete = resolve; });
  database.close();
}"""
COUNT = """() => new Promise((resolve) => {
  const opening = indexedDB.open('openclam', 1);
  opening.onsuccess = () => {
    const counting = opening.result.transaction('sets').objectStore('sets').count();
    counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
  };
})"""


def some(assessment: dict[str, Any]) -> list[dict[str, Any]]:
    """Four sets of two legs on three days, out of order, each a little better than the one before."""
    rows = []
    for day, leg in ((8, "left"), (1, "left"), (4, "right"), (9, "left")):
        held = copy.deepcopy(assessment)
        held["moving_leg"] = leg
        for rep in held["reps"]:
            for name in ("opening_deg", "clean_range_deg", "pelvic_roll_deg"):
                rep[name]["value"] *= 0.7 + 0.03 * day
            rep["hold_s"] += 0.05 * day
        rows.append({"performedAt": f"2026-05-{day:02}T10:05:00.000Z", "pain": 2, "effort": 6, "assessment": held})
    return rows


def keep(page: Any, rows: list[dict[str, Any]]) -> None:
    """Puts sets into the browser that shows `page`, which must be one of the site."""
    page.evaluate(PUT, rows)
