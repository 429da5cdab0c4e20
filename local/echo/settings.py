"""How a virtual device is set up, apart from who is in front of it: each of these can be changed by a control."""

from typing import Any


class DeviceSettings:
    """A device's settings."""

    def __init__(self) -> None:
        self.screen = False
        """Whether the device has a screen."""
        self.viewport = "hub"
        """Which screen: a key of VIEWPORTS."""
        self.shown: dict[str, Any] | None = None
        """What is on the screen: the directive that came last; None: Alexa's own."""
        self.has_apis = True
        """Whether requests give an API endpoint and token: a device without timers gives none."""
        self.drop_attributes = False
        """Whether the session is lost while Alexa asks for a permission."""
        self.card_thrown = False
        """Whether Alexa sends a card of her own after asking for a permission."""
        self.consent_code = "200"
        """A key of CONSENT_CODES: what answers the next request for a permission; any but "200" only once."""
        self._kept = tuple(vars(self))

    def settings(self) -> dict[str, Any]:
        """Return the settings as JSON can keep them."""
        return {name: getattr(self, name) for name in self._kept}

    def restore_settings(self, settings: dict[str, Any]) -> None:
        """Be set up as these settings have it. Raises KeyError if one is missing."""
        for name, value in {name: settings[name] for name in self._kept}.items():
            setattr(self, name, value)
