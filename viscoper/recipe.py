"""The recipe: all that decides which sightings a segment yields. A segment of another recipe is indexed anew."""

import hashlib
import json

from models.manifest import find_model
from viscoper.settings import Settings

DECIDING_FIELDS = (
    "detector", "detector_size", "min_person", "min_vehicle",
    "person_score", "sample_fps", "unique_image", "vehicle_score",
)  # fmt: skip

# Raise it when the pipeline's code changes what is kept.
PIPELINE_VERSION = 7


def recipe_of(settings: Settings, embedder: str | None = None) -> str:
    """12 hexadecimal digits that change when, and only when, re-indexing could give other sightings.

    embedder: another one's name and version than that of the settings. Raises UsageError when the manifest has none of
    the settings' name.
    """
    chosen = {field: str(getattr(settings, field)) for field in DECIDING_FIELDS}
    versioned = embedder or find_model(settings.embedder, settings.home).versioned
    text = json.dumps({"pipeline": PIPELINE_VERSION, "embedder": versioned, **chosen}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
