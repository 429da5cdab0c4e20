"""The places where profiles can be kept, each behind the interface of ``profile.store``, and the choice among them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.profile.store import Store
    from coach.settings import Settings


def open_store(settings: "Settings", *, at_once: bool = False) -> "Store":
    """Return the store that the settings name; ``at_once``: with everything that its first use needs already made.

    Raises SettingsError, in one line, if it cannot be opened.
    """
    url = settings.store_url
    if url.startswith("sqlite:///"):
        from coach.profile.stores.sqlite import SqliteStore

        return SqliteStore(url.removeprefix("sqlite:///"))
    if url.startswith("dynamodb://"):
        from coach.profile.stores.dynamodb import DynamoDbStore

        store = DynamoDbStore(
            url.removeprefix("dynamodb://"), endpoint_url=settings.dynamodb_endpoint_url, region=settings.aws_region
        )
        if at_once:
            store.connect()
        return store
    from coach.profile.stores.memory import InMemoryStore

    return InMemoryStore()
