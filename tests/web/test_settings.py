"""The settings file: what is right is taken, what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from openclam.errors import UsageError
from openclam.web.settings import load_settings, may_be_asked_for


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_key_is_taken(tmp_path: Path) -> None:
    settings = load_settings(
        write(
            tmp_path,
            """
            [practice]
            name = "Fysio De Schelp"
            booking_url = "https://example.org/book?a=1"
            telephone = "+31 30 123 45 67"
            address = "Dorpsstraat 1"
            [site]
            database = "sqlite:///x.sqlite3"
            hosts = ["Clam.Example.org"]
            https = true
            [saving]
            consent = { en = "Yes", nl = "Ja" }
            [upload]
            largest_mb = 10
            pose_model = "lite"
            """,
        )
    )
    assert settings.practice.telephone_link == "tel:+31301234567"
    assert settings.site.hosts == ("clam.example.org",)
    assert settings.saving.consent is not None
    assert settings.saving.consent.say("nl") == "Ja"
    assert (settings.upload.largest_mb, settings.upload.pose_model) == (10, "lite")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[practice]\nbooking_url = "http://example.org"', 2, "https://"),
        ('[practice]\n\nbooking_url = "javascript:alert(1)"', 3, "https://"),
        ('[practice]\ntelephone = "bel ons"', 2, "telephone number"),
        ('[practice]\nnaem = "x"', 2, 'did you mean "name"'),
        ("[upload]\nlargest_mb = 0", 2, "greater than or equal to 1"),
        ('[upload]\nlargest_mb = "10"', 2, "whole number"),
        ('[site]\nhosts = ["http://x/"]', 2, "without a port"),
        ('[saving]\nconsent = { en = "Yes" }', 2, "`saving.consent.nl` is missing"),
        ("[practice\n", 1, "expected TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        load_settings(write(tmp_path, text))
    assert f"line {line}" in str(refused.value)
    assert says in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--settings"):
        load_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1", True), ("192.168.1.20", True), ("::1", True), ("localhost", True), ("laptop", True),
        ("laptop.local", True), ("clam.example.org", True), ("evil.example.org", False), ("", False),
        ("localhost.evil.org", False),
    ],
)  # fmt: skip
def test_which_names_the_site_answers_to(host: str, allowed: bool) -> None:
    assert may_be_asked_for(host, ("clam.example.org",), "Laptop") is allowed
