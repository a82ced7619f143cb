"""Searching by a description alone, and counting what there is to describe."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from viscoper.attributes import TERMS
from viscoper.catalog.catalog import Catalog
from viscoper.errors import UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import main_column, shares_column
from viscoper.gallery.stored_rows import matrix
from viscoper.search.coverage import find_coverage
from viscoper.search.describe import Description
from viscoper.search.match import Match, SearchResult
from viscoper.search.rank import MAX_TOP
from viscoper.search.select import Selection
from viscoper.search.stature import STANDING, boxes_of, statures_of


def of_kind(selection: Selection, description: Description) -> Selection:
    """The selection of the kind that is described. Raises UsageError when it is of the other kind."""
    if selection.kind not in (None, description.kind):
        raise UsageError(
            f"'{description.text}' describes a {description.kind}, and only a {selection.kind} is looked for"
        )
    return replace(selection, kind=description.kind)


def search_described(
    catalog: Catalog,
    gallery: Gallery,
    description: Description,
    selection: Selection,
    top: int = 50,
    recipe: str | None = None,
) -> SearchResult:
    """As `rank_described`, with coverage, in it what was indexed with another recipe. Raises also CatalogError."""
    # Coverage first: what finishes in between is searched and not counted, never counted and not searched.
    coverage = find_coverage(catalog.segments, selection, recipe)
    return SearchResult(rank_described(gallery, description, selection, top), coverage)


def rank_described(
    gallery: Gallery,
    description: Description,
    selection: Selection,
    top: int = 50,
    disliked: Sequence[str] = (),
) -> list[Match]:
    """The `top` sightings of the selection that fit the description best; similarity and relevance are its score.

    All of the selection's sightings are scored, from their attributes' columns alone; `disliked` ones (ids) are left
    out. Raises UsageError for `top` out of 1 to MAX_TOP and for a selection of the other kind, GalleryError.
    """
    if not 1 <= top <= MAX_TOP:
        raise UsageError(f"--top {top} is not between 1 and {MAX_TOP}")
    selection = of_kind(selection, description)
    wanted = [shares_column(aspect) for aspect in description.wanted]
    rows = _columns(gallery, ["sighting_id", "label", *wanted, *(STANDING if description.stature else ())], selection)
    children = _children(gallery, rows) if description.stature else np.full(rows.num_rows, np.nan)
    scores = description.scores(_shares(rows), rows["label"].to_pylist(), children)
    best = np.argsort(-scores, kind="stable")[: top + len(disliked)]
    ids = rows["sighting_id"].take(best).to_pylist()
    left = {each: score for each, score in zip(ids, scores[best].tolist(), strict=True) if each not in set(disliked)}
    cameras = {camera.camera_id: camera for camera in selection.cameras}
    return [
        Match(sighting, cameras[sighting.camera_id], score, score, description=score)
        for sighting, score in zip(gallery.get(list(left)[:top]), list(left.values())[:top], strict=True)
    ]


def facets(gallery: Gallery, selection: Selection) -> Mapping[str, Mapping[str, int]]:
    """How many sightings of the selection have each term as their main one, by aspect; most frequent first."""
    rows = _columns(gallery, [main_column(aspect) for aspect in TERMS], selection)
    there = [aspect for aspect in TERMS if main_column(aspect) in rows.schema.names]
    counts = {aspect: Counter(rows[main_column(aspect)].drop_null().to_pylist()) for aspect in there}
    return {aspect: dict(count.most_common()) for aspect, count in counts.items()}


def _columns(gallery: Gallery, names: list[str], selection: Selection) -> pa.Table:
    cameras, kind = selection.camera_ids, selection.kind
    return gallery.columns(names, camera_ids=cameras, start=selection.start, end=selection.end, kind=kind)


def _children(gallery: Gallery, rows: pa.Table) -> NDArray[np.float64]:
    statures = statures_of(gallery, rows["camera_id"].unique().to_pylist())
    return statures.children(rows["camera_id"], boxes_of(rows))


def _shares(rows: pa.Table) -> dict[str, NDArray[np.float32]]:
    """By aspect float32 [n, terms]; nan where nobody looked."""
    found = {}
    for aspect, terms in TERMS.items():
        if shares_column(aspect) in rows.schema.names:
            shares = rows[shares_column(aspect)]
            found[aspect] = np.full((rows.num_rows, len(terms)), np.nan, np.float32)
            found[aspect][shares.is_valid().to_numpy()] = matrix(shares.drop_null())
    return found
