"""The list of a search's matches: its order, its similarity cut-off, its pages."""

from collections.abc import Sequence
from typing import Literal

from ray_apps import schemas
from ray_apps.pages import make_cursor, read_cursor
from ray_apps.resources import sighting_resource
from ray_apps.searching import rank
from ray_apps.service import Service
from viscoper.catalog.casework import SearchRecord
from viscoper.search.match import Match, rounded

# Nobody looks further down a list; what is cut off or ordered by time is so among these.
MOST_RELEVANT = 1000
Order = Literal["relevance", "time"]


def match_page(
    here: Service,
    search: SearchRecord,
    *,
    order: Order = "relevance",
    min_similarity: float | None = None,
    camera: str | None = None,
    kind: str | None = None,
    limit: int,
    cursor: str | None = None,
) -> schemas.Page[schemas.Match]:
    """A part of the list, behind `cursor`. Raises UsageError for a cursor that is none."""
    after = read_cursor(cursor, float, str)
    # Relevance with plausibility or a description is relative to the list: its parts must be of the same one. Many fit
    # a description equally well.
    relative = bool(search.liked or search.seen_at or search.description)
    # A cut-off ends the list where relevance is similarity; what was disliked moves them apart.
    cut_within = min_similarity is not None and bool(search.disliked)
    first_only = order == "relevance" and not after and not relative and not cut_within
    ranked = rank(here, search, limit + 1 if first_only else MOST_RELEVANT, kind, camera)
    if first_only and _ends_among_equals(ranked, limit):
        ranked = rank(here, search, MOST_RELEVANT, kind, camera)
    matches = sorted(
        (m for m in ranked if min_similarity is None or _within(m.similarity) >= min_similarity),
        key=lambda m: _place(m, order),
    )
    left = [match for match in matches if after is None or _place(match, order) > after]
    further = make_cursor(*_place(left[limit - 1], order)) if len(left) > limit else None
    return schemas.Page(items=[match_resource(each, search) for each in left[:limit]], next_cursor=further)


def _ends_among_equals(ranked: Sequence[Match], limit: int) -> bool:
    """Whether some that are as relevant as the part's last may be missing, as where footage is registered twice."""
    return len(ranked) > limit and ranked[limit - 1].relevance == ranked[limit].relevance


def match_resource(match: Match, search: SearchRecord) -> schemas.Match:
    sighting_id = match.sighting.sighting_id
    verdicts: dict[str, schemas.Verdict] = {
        **dict.fromkeys(search.liked, "this_too"), **dict.fromkeys(search.disliked, "not_this"),
    }  # fmt: skip
    return schemas.Match(
        sighting=sighting_resource(match.sighting, match.camera),
        similarity=_within(match.similarity),
        relevance=round(match.relevance, 4),
        confidence=rounded(match.confidence),
        plausibility=rounded(match.plausibility),
        description=rounded(match.description),
        verdict=verdicts.get(sighting_id),
    )


def _place(match: Match, order: Order) -> tuple[float, str]:
    """Rises along the list, and no two matches share it."""
    first = -match.relevance if order == "relevance" else match.sighting.time.timestamp()
    return first, match.sighting.sighting_id


def _within(similarity: float) -> float:
    """As it is shown, so that a cut-off at a value shown keeps its match."""
    return round(max(-1.0, min(1.0, similarity)), 4)
