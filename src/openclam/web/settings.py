"""What a practice or a person sets for their own site: a small TOML file, checked as a whole before the site starts.

Every key may be left out. `docs/site.md` describes them; a wrong one is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from openclam.errors import UsageError
from openclam.exercise import Words
from openclam.exercise.lines import LineIndex
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.toml_file import read_toml
from openclam.pose import PoseModel

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,22}")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.IGNORECASE)
_PROGRAM_WORDS: Mapping[str, str] = {
    "bool_type": "expected true or false",
    "string_type": "expected text in quotation marks",
    "int_type": "expected a whole number",
    "float_type": "expected a number",
    "string_too_short": "is empty",
}


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Practice(_Row):
    """Who offers the site, and how to reach them. Without any of it the page says how to reach a practice."""

    name: Text | None = None
    booking_url: str | None = None
    telephone: str | None = None
    address: Text | None = None

    @field_validator("booking_url")
    @classmethod
    def _https(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username is not None or re.search(r"[\s\"'<>]", url):
            raise PydanticCustomError("booking_url", "expected an address that begins with https://, such as "
                                      '"https://example.org/book"; got "{url}"', {"url": url})  # fmt: skip
        return url

    @field_validator("telephone")
    @classmethod
    def _number(cls, number: str | None) -> str | None:
        if number is not None and not _PHONE.fullmatch(number.strip()):
            raise PydanticCustomError(
                "telephone",
                'expected a telephone number such as "+31 30 123 45 67"; got "{number}"',
                {"number": number},
            )
        return None if number is None else number.strip()

    @property
    def telephone_link(self) -> str | None:
        """The number as a `tel:` address."""
        return None if self.telephone is None else "tel:" + re.sub(r"[^0-9+]", "", self.telephone)

    @property
    def reachable(self) -> bool:
        """Whether anything here leads to the practice."""
        return any((self.booking_url, self.telephone, self.address))


class Site(_Row):
    """Where the site keeps what is saved, under which names it may be asked for, and by how many at once."""

    database: Text | None = None
    exercise: Path | None = Field(default=None, strict=False)
    hosts: tuple[str, ...] = Field(default=(), strict=False)
    https: bool = False
    connections: int = Field(512, ge=8, le=100_000)

    @field_validator("hosts")
    @classmethod
    def _names(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise PydanticCustomError(
                    "host", 'expected names without a port, such as "clam.example.org"; got "{host}"', {"host": host}
                )
        return tuple(host.lower() for host in hosts)


class Saving(_Row):
    """What a person agrees to when a set is saved on the server, and how much may be."""

    consent: Words | None = None
    sets_per_person: int = Field(6000, ge=1, le=1_000_000)
    people: int = Field(100_000, ge=1, le=100_000_000)


class Upload(_Row):
    """Limits of recordings that are sent to the site to be assessed."""

    largest_mb: int = Field(500, ge=1, le=20_000)
    minutes_to_send: int = Field(30, ge=1, le=600)
    most_minutes: int = Field(20, ge=1, le=240)
    memory_mb: int = Field(4096, ge=1024, le=65_536)
    at_once: int = Field(1, ge=1, le=16)
    waiting: int = Field(4, ge=0, le=100)
    pose_model: PoseModel = "heavy"


class Live(_Row):
    """How many people the site coaches at once; see `openclam.web.live.open_sessions.SessionLimits`.

    Behind a proxy everybody has the proxy's address: `sessions_per_address` must then be as many as `sessions`.
    `processes` is how many engine processes do the work at most; one for each core unless given.
    """

    sessions: int = Field(100, ge=1, le=10_000)
    sessions_per_address: int = Field(8, ge=1, le=10_000)
    processes: int | None = Field(None, ge=1, le=256)


class Settings(_Row):
    """All settings of a site."""

    practice: Practice = Field(default_factory=Practice)
    site: Site = Field(default_factory=Site)
    saving: Saving = Field(default_factory=Saving)
    upload: Upload = Field(default_factory=Upload)
    live: Live = Field(default_factory=Live)

    HINT: ClassVar[str] = "docs/site.md describes every key."

    def beside(self, folder: Path) -> Settings:
        """These settings, their relative exercise file found from `folder`."""
        if self.site.exercise is None:
            return self
        site = self.site.model_copy(update={"exercise": folder / self.site.exercise})
        return self.model_copy(update={"site": site})


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        UsageError: it cannot be read, is no TOML, or breaks a rule; every fault is named with its line.
    """
    text, document = read_toml(path, "a settings file", "Check the path given to --settings.", UsageError)
    try:
        settings = Settings.model_validate(document)
        return settings.beside(path.parent)
    except ValidationError as error:
        lines = LineIndex(text)
        rows = sorted({(lines.line(found["loc"]), _what(found)) for found in error.errors(include_url=False)})
    count = "1 fault" if len(rows) == 1 else f"{len(rows)} faults"
    listed = "\n".join(f"  line {line}: {what}" for line, what in rows)
    raise UsageError(
        f"{path}: expected a settings file that holds together, found {count}:\n{listed}\n"
        f"Mend each line and try again; {Settings.HINT}"
    )


def may_be_asked_for(host: str, named: tuple[str, ...], machine: str) -> bool:
    """Whether a request may name this host: addresses, this machine, and the names in the settings.

    A page elsewhere that points its own name at this machine (DNS rebinding) has a name that is none of these.

    Args:
        host: without its port, lower case; an IPv6 address without brackets.
        named: the names in the settings.
        machine: this machine's own name.
    """
    try:
        ip_address(host)
    except ValueError:
        own = machine.lower()
        return host in {"localhost", own, f"{own}.local", *named} or host.endswith(".localhost")
    return True


def _what(found: ErrorDetails) -> str:
    path, kind = found["loc"], found["type"]
    key = ".".join(str(part) for part in path)
    if kind == "extra_forbidden":
        return f"unknown key `{key}`{did_you_mean(str(path[-1]), _keys_at(path[:-1]))}"
    if kind == "missing":
        return f"`{key}` is missing"
    return f"`{key}`: {_PROGRAM_WORDS.get(kind, found['msg'])}"


def _keys_at(path: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        inner = model.model_fields[part].annotation if part in model.model_fields else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
        elif part == "consent":
            model = Words
    return list(model.model_fields)
