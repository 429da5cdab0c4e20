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
            or (url.startswith("dynamodb://") and len(url) > len("dynamodb://"))
        )
        if not usable:
            raise SettingsError(f"STORE_URL must be memory:, sqlite:///PATH or dynamodb://TABLE, not {url!r}")
        endpoint = settings.dynamodb_endpoint_url
        if endpoint and not endpoint.startswith(("http://", "https://")):
            raise SettingsError(f"DYNAMODB_ENDPOINT_URL must start with http:// or https://, not {endpoint!r}")
        return settings
