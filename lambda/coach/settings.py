"""Settings from the environment, read once at start-up."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class SettingsError(ValueError):
    """A setting cannot be used. The message is one line and names the variable."""


class ScreeningStyle(StrEnum):
    """How the warning signs are put."""

    ask = "ask"
    """As questions."""
    list = "list"
    """Read out; nothing is asked about anybody's health."""


class Settings(NamedTuple):
    """How this deployment runs."""

    skill_id: str = ""
    """Only requests for this skill are answered; empty: any."""
    store_url: str = "memory:"
    """``memory:``, ``sqlite:///PATH`` or ``dynamodb://TABLE``."""
    dynamodb_endpoint_url: str = ""
    """Where DynamoDB Local listens; empty: Amazon's own."""
    screening_style: ScreeningStyle = ScreeningStyle.ask
    log_level: str = "INFO"
    aws_region: str = ""
    """Where the table is; empty: as boto3 finds it."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Return the settings of an environment.

        Raises SettingsError, naming the variable, for a value that cannot be used.
        """
        style = _text(env, "SCREENING_STYLE").lower() or ScreeningStyle.ask
        if style not in set(ScreeningStyle):
            raise SettingsError(f"SCREENING_STYLE must be ask or list, not {style!r}")
        settings = cls(
            skill_id=_text(env, "SKILL_ID"),
            store_url=_text(env, "STORE_URL") or "memory:",
            dynamodb_endpoint_url=_text(env, "DYNAMODB_ENDPOINT_URL"),
            screening_style=ScreeningStyle(style),
            log_level=_text(env, "LOG_LEVEL").upper() or "INFO",
            aws_region=_text(env, "AWS_REGION") or _text(env, "AWS_DEFAULT_REGION"),
        )
        if settings.log_level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
            raise SettingsError(
                f"LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {settings.log_level!r}"
            )
        if not _is_store(settings.store_url):
            raise SettingsError(
                "STORE_URL must be memory:, sqlite:///PATH or dynamodb://TABLE (3 to 255 of A-Z a-z 0-9 _ . -),"
                f" not {settings.store_url!r}"
            )
        endpoint = settings.dynamodb_endpoint_url
        if endpoint and not _is_endpoint(endpoint):
            raise SettingsError(f"DYNAMODB_ENDPOINT_URL must be http://HOST:PORT or https://HOST, not {endpoint!r}")
        return settings


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _is_store(url: str) -> bool:
    """Return whether it names a store."""
    if url.startswith("dynamodb://"):
        return _is_table_name(url.removeprefix("dynamodb://"))
    return url == "memory:" or (url.startswith("sqlite:///") and len(url) > len("sqlite:///"))


def _is_table_name(name: str) -> bool:
    """Return whether DynamoDB takes it as a table's name."""
    return (
        3 <= len(name) <= 255 and name.isascii() and name.replace("_", "").replace("-", "").replace(".", "").isalnum()
    )


def _is_endpoint(url: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        return False
    host = (parts.hostname or "").replace(".", "").replace("-", "").replace("_", "").replace(":", "")
    return usable and host.isascii() and host.isalnum() and not parts.query and not parts.fragment
