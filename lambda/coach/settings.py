"""Settings from the environment, read once at start-up."""

from collections.abc import Mapping
from typing import NamedTuple


class SettingsError(ValueError):
    """A setting cannot be used. The message is one line and names the variable."""


class Settings(NamedTuple):
    """How this deployment runs."""

    skill_id: str = ""
    """Only requests for this skill are answered; empty: any."""
    store_url: str = "memory:"
    """``memory:``, ``sqlite:///PATH`` or ``dynamodb://TABLE``."""
    dynamodb_endpoint_url: str = ""
    """Where DynamoDB Local listens; empty: Amazon's own."""
    screening_style: str = "ask"
    """``ask`` puts the warning signs as questions; ``list`` reads them out and asks nothing."""
    log_level: str = "INFO"
    aws_region: str = ""
    """Where the table is; empty: as boto3 finds it."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read the settings from an environment.

        Raises SettingsError, naming the variable, for a value that cannot be used.
        """
        settings = cls(
            skill_id=env.get("SKILL_ID", "").strip(),
            store_url=env.get("STORE_URL", "").strip() or "memory:",
            dynamodb_endpoint_url=env.get("DYNAMODB_ENDPOINT_URL", "").strip(),
            screening_style=env.get("SCREENING_STYLE", "").strip().lower() or "ask",
            log_level=env.get("LOG_LEVEL", "").strip().upper() or "INFO",
            aws_region=env.get("AWS_REGION", "").strip() or env.get("AWS_DEFAULT_REGION", "").strip(),
        )
        if settings.screening_style not in {"ask", "list"}:
            raise SettingsError(f"SCREENING_STYLE must be ask or list, not {settings.screening_style!r}")
        if settings.log_level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
            raise SettingsError(
                f"LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {settings.log_level!r}"
            )
        url = settings.store_url
        usable = (
            url == "memory:"
            or (url.startswith("sqlite:///") and len(url) > len("sqlite:///"))
            or (url.startswith("dynamodb://") and _is_table_name(url.removeprefix("dynamodb://")))
        )
        if not usable:
            raise SettingsError(
                "STORE_URL must be memory:, sqlite:///PATH or dynamodb://TABLE (3 to 255 of A-Z a-z 0-9 _ . -),"
                f" not {url!r}"
            )
        endpoint = settings.dynamodb_endpoint_url
        if endpoint and not _is_endpoint(endpoint):
            raise SettingsError(f"DYNAMODB_ENDPOINT_URL must be http://HOST:PORT or https://HOST, not {endpoint!r}")
        return settings


def _is_table_name(name: str) -> bool:
    """Whether DynamoDB takes it as a table's name."""
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
