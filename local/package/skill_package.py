"""The skill package: what ask-cli deploys, written and checked against Amazon's own model of it."""

import importlib
import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.nlu.model_file import path_for
from local.package.build_tools import BuildError
from local.paths import ROOT

MANIFEST = ROOT / "skill-package" / "skill.json"
"""The manifest, without what differs between deployments."""
_IMAGES = Path("assets", "images")
"""Where the icons are, in the sources and in the package."""
BUILT = ROOT / "build" / "skill-package"
LOCALES = ("en-US", "en-GB", "en-CA", "en-AU", "en-IN")
ICONS = {"small": 108, "large": 512}
"""The icons' names, and their sizes in pixels, as the skill store wants them."""
PLACEHOLDER = "https://example.com/"
"""Where addresses point that have not been given."""
_ARN = re.compile(r"^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_-]+)?$")
_RESOURCES = {
    "askcliResourcesVersion": "2020-03-31",
    "profiles": {"default": {"skillMetadata": {"src": "./skill-package"}}},
}


def manifest(endpoint: str | None, privacy_url: str | None, terms_url: str | None) -> dict[str, Any]:
    """Return the manifest of one deployment, with all five locales. Raises BuildError for a bad value."""
    if endpoint is not None and not _ARN.match(endpoint):
        raise BuildError(
            f"ENDPOINT must be a function's ARN, the SkillEndpoint of the deployed stack, not {endpoint!r}"
        )
    document: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    whole = document["manifest"]
    published = whole["publishingInformation"]["locales"]
    private = whole["privacyAndCompliance"]["locales"]
    for name, url, key in (
        ("PRIVACY_URL", privacy_url, "privacyPolicyUrl"),
        ("TERMS_URL", terms_url, "termsOfUseUrl"),
    ):
        if url is not None:
            private["en-US"][key] = _https(name, url)
    for locale in LOCALES[1:]:
        published[locale] = dict(published["en-US"])
        private[locale] = dict(private["en-US"])
    if endpoint is None:
        # Events have nowhere to go yet; Amazon refuses them without an address.
        del whole["events"]
    else:
        whole["apis"]["custom"]["endpoint"] = {"uri": endpoint}
        whole["events"]["endpoint"] = {"uri": endpoint}
    return document


def check_manifest(document: dict[str, Any]) -> None:
    """Check a manifest against Amazon's model, both ways. Raises BuildError."""
    _both_ways(document, "ask_smapi_model.v1.skill.manifest.skill_manifest_envelope", "SkillManifestEnvelope")


def check_model(document: dict[str, Any]) -> None:
    """Check an interaction model against Amazon's model of models, both ways. Raises BuildError."""
    _both_ways(document, "ask_smapi_model.v1.skill.interaction_model.interaction_model_data", "InteractionModelData")


def write_package(folder: Path, document: dict[str, Any]) -> None:
    """Write the whole package, in the layout that ask-cli expects. Raises BuildError if Amazon would refuse it."""
    check_manifest(document)
    models = {locale: path_for(locale).read_text(encoding="utf-8") for locale in LOCALES}
    for model in models.values():
        check_model(json.loads(model))
    shutil.rmtree(folder, ignore_errors=True)
    models_folder = folder / "interactionModels" / "custom"
    for part in (models_folder, folder / _IMAGES):
        part.mkdir(parents=True)
    (folder / "skill.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    for locale, model in models.items():
        (models_folder / f"{locale}.json").write_text(model, encoding="utf-8")
    for name in ICONS:
        shutil.copyfile(icon_file(name), folder / _IMAGES / f"{name}.png")


def icon_file(name: str) -> Path:
    """Return the file of an icon; `name` is a key of ICONS."""
    return MANIFEST.parent / _IMAGES / f"{name}.png"


def package(endpoint: str | None, privacy_url: str | None, terms_url: str | None) -> int:
    """Write build/skill-package and print what it still lacks. Return the exit status. Raises BuildError."""
    document = manifest(endpoint, privacy_url, terms_url)
    write_package(BUILT, document)
    resources = BUILT.parent / "ask-resources.json"
    resources.write_text(json.dumps(_RESOURCES, indent=2) + "\n", encoding="utf-8")
    print(f"written: {BUILT.relative_to(ROOT)}, and ask-resources.json beside it for `ask deploy`")
    if endpoint is None:
        print("without ENDPOINT: enough to get a skill id; to answer, deploy the function and run this again with it")
    if PLACEHOLDER in json.dumps(document):
        print("with placeholders for PRIVACY_URL or TERMS_URL: fine for your own devices, not for the skill store")
    return 0


def _https(name: str, url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or "." not in (parts.hostname or "") or re.search(r"\s", url):
        raise BuildError(f"{name} must be an https address, not {url!r}")
    return url


def _both_ways(document: dict[str, Any], module: str, name: str) -> None:
    """Read and write a document by a class of Amazon's: wrong values raise, unknown fields are lost on the way."""
    from ask_sdk_model_runtime import DefaultSerializer, SerializationException

    serializer = DefaultSerializer()
    try:
        kind = getattr(importlib.import_module(module), name)
        again = serializer.serialize(serializer.deserialize(json.dumps(document), kind))
    except SerializationException as error:
        raise BuildError(f"Amazon's model refuses this: {' '.join(str(error).split())}") from error
    lost = _lost("", document, again)
    if lost:
        raise BuildError(f"Amazon's model knows no {', '.join(lost)}")


def _lost(path: str, before: Any, after: Any) -> list[str]:
    """Return the paths in `before` that are missing or different in `after`."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [row for key, value in before.items() for row in _lost(f"{path}.{key}", value, after.get(key))]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [row for at, (one, other) in pairs for row in _lost(f"{path}[{at}]", one, other)]
    return [] if before == after else [path.lstrip(".")]
