"""`viscoper evaluate attributes`: what sightings of a synthetic city are told to look like, against what was drawn."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from viscoper.attributes import TERMS, main_term
from viscoper.catalog.catalog import Catalog
from viscoper.errors import UsageError
from viscoper.evaluate.city_matching import Shown, show
from viscoper.evaluate.city_truth import load_passages
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import StoredSighting

Said = Mapping[str, Mapping[str, Sequence[str]]]
"""By identity and aspect: the terms that are right, the first the commonest."""


def evaluate_attributes(directory: Path, catalog: Catalog, gallery: Gallery) -> dict[str, Any]:
    """The figures of DIR (see `figures`), whose cameras and footage are registered and indexed.

    Raises UsageError when DIR is no city whose truth tells attributes, or one of its cameras is not registered.
    """
    passages, said = load_passages(directory), load_said(directory)
    names = {catalog.cameras.get(name).camera_id: name for name in sorted({passage.camera for passage in passages})}
    sightings = gallery.sightings(camera_ids=names)
    return figures(sightings, show(sightings, names, passages), said)


def load_said(directory: Path) -> Said:
    """What DIR's truth, which `load_passages` reads, says of its identities. Raises UsageError when it says nothing."""
    identities = json.loads(gzip.decompress((directory / "truth.json.gz").read_bytes()))["identities"]
    said = {identity: facts.get("attributes", {}) for identity, facts in identities.items()}
    if not any(said.values()):
        raise UsageError(f"the truth of {directory} does not say how anybody looks; make the city anew")
    return said


def figures(sightings: Sequence[StoredSighting], shown: Shown, said: Said) -> dict[str, Any]:
    """By aspect (upper, lower, body, sleeves, ...): `n` sightings that show somebody whose look is known; `accuracy`:
    the share whose main term is one of its names; `accuracy_first`: is its first name; `balanced`: the same, each first
    name counting alike however common; `share`: the mean share that all its names have together; `confusion`: how often
    a first name was told as what, by "name>told", where it is none of its names.

    Sightings of nobody are left out; sightings without attributes count as wrong.
    """
    report: dict[str, Any] = {}
    for aspect in TERMS:
        judged = [
            (names, sighting)
            for sighting in sightings
            if (passage := shown[sighting.sighting_id]) and (names := _names(said.get(passage.identity, {}), aspect))
        ]
        if judged:
            report[aspect] = _judged(judged, aspect)
    return report


def _names(said: Mapping[str, Sequence[str]], aspect: str) -> list[str]:
    """Those of the aspect's terms that are right; what is none of them is "other"."""
    return list(dict.fromkeys(name if name in TERMS[aspect] else "other" for name in said.get(aspect, ())))


def _judged(judged: Sequence[tuple[Sequence[str], StoredSighting]], aspect: str) -> dict[str, Any]:
    told = [(names, _told(sighting, aspect)) for names, sighting in judged]
    wrong = Counter(f"{names[0]}>{term}" for names, (term, _) in told if term not in names)
    return {
        "n": len(told),
        "accuracy": sum(term in names for names, (term, _) in told) / len(told),
        "accuracy_first": sum(term == names[0] for names, (term, _) in told) / len(told),
        "balanced": _balanced([(names[0], term) for names, (term, _) in told]),
        "share": sum(shares.get(name, 0.0) for names, (_, shares) in told for name in names) / len(told),
        "confusion": dict(wrong.most_common()),
    }


def _balanced(judged: Sequence[tuple[str, str]]) -> float:
    """The mean over what is true of how often that was told. judged: what is true, and what was told."""
    recalls = []
    for term in {true for true, _ in judged}:
        told = [told for true, told in judged if true == term]
        recalls.append(told.count(term) / len(told))
    return sum(recalls) / len(recalls)


def _told(sighting: StoredSighting, aspect: str) -> tuple[str, dict[str, float]]:
    """The main term, "nothing" without attributes, and the shares by name."""
    if aspect not in sighting.attributes:
        return "nothing", {}
    shares = sighting.attributes[aspect]
    return main_term(aspect, shares), dict(zip(TERMS[aspect], shares.tolist(), strict=True))
