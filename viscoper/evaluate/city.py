"""`viscoper evaluate city`: sightings, ranking and routes against the truth of a synthetic city."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from viscoper.catalog.catalog import Catalog
from viscoper.evaluate.city_matching import Shown, show
from viscoper.evaluate.city_rankers import CityRankers
from viscoper.evaluate.city_search import CityRanker, ask, at_best, correct, ranking_figures, route_f1
from viscoper.evaluate.city_truth import Passage, load_passages
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import StoredSighting
from viscoper.search.select import Kind
from viscoper.settings import Settings
from viscoper.vision.embedders import load_embedder

Figures = dict[str, float | int]
PARTS: Mapping[str, Sequence[Kind]] = {"": ["person", "vehicle"], "people_": ["person"], "vehicles_": ["vehicle"]}


def evaluate_city(directory: Path, catalog: Catalog, gallery: Gallery, settings: Settings) -> Figures:
    """The figures of DIR (see `figures`), whose cameras and footage are registered and indexed.

    Raises UsageError when DIR is no city with truth or one of its cameras is not registered.
    """
    passages = load_passages(directory)
    cameras = [catalog.cameras.get(name) for name in sorted({passage.camera for passage in passages})]
    names = {camera.camera_id: camera.name for camera in cameras}
    sightings = gallery.sightings(camera_ids=names)
    shown = show(sightings, names, passages)
    rankers = CityRankers(gallery, cameras, load_embedder(settings))
    report = figures(passages, sightings, shown, rankers.by_similarity, settings)
    return report | reranked_figures(passages, sightings, shown, rankers, settings)


def figures(
    passages: Sequence[Passage], sightings: Sequence[StoredSighting], shown: Shown, rank: CityRanker, settings: Settings
) -> Figures:
    """All figures of people and vehicles together, then of each, their names led by `people_` and `vehicles_`.

    `passages`: how many have a box that reaches the unique image's size, at least 70 % of the object visible, for as
    long as lies between two frames that are looked at (1 / sample_fps). `passages_with_a_sighting`: how many of
    them a sighting shows; `passage_recall`: their share. `moments`, `moment_recall`: the same when a single frame is
    long enough.
    `sightings_per_passage`: of the passages that have one. `sightings_of_nothing`: the share that shows no passage.
    `queries`: sightings of whom another camera saw as well; each searches the other cameras.
    `rank1`, `map`: as in `evaluate reid`. `route_f1`: of the routes made of each other camera's top match, against the
    true passages that count in `passages` (see city_search.route_f1). `route_f1_at_best`: what a ranking without an
    error would reach, which is below 1 since not everybody passes every camera.
    """
    answers = ask(sightings, shown, rank)
    report: Figures = {}
    for prefix, kinds in PARTS.items():
        part = [passage for passage in passages if passage.kind in kinds]
        counted = [passage for passage in part if passage.seconds_reaching(settings) >= 1 / settings.sample_fps]
        given = [each for each in answers if each.query.kind in kinds]
        some = _passage_figures(part, counted, [each for each in sightings if each.kind in kinds], shown, settings)
        some |= ranking_figures(given, shown)
        some["route_f1"] = route_f1(counted, given, shown)
        some["route_f1_at_best"] = route_f1(counted, at_best(given, shown), shown)
        report |= {prefix + name: value for name, value in some.items()}
    return report


def reranked_figures(
    passages: Sequence[Passage],
    sightings: Sequence[StoredSighting],
    shown: Shown,
    rankers: CityRankers,
    settings: Settings,
) -> Figures:
    """What ranking adds to similarity, with the same prefixes.

    `rank1_plausible`, `map_plausible`, `route_f1_plausible`: with the query's sighting known: its place, time and way.
    `map_rest`, `map_feedback`: before and after one right sighting was liked and one wrong disliked, over what is then
    left to find.
    """
    plausible = ask(sightings, shown, rankers.by_plausibility)
    rest, corrected = correct(ask(sightings, shown, rankers.by_similarity), shown, rankers.by_feedback)
    report: Figures = {}
    for prefix, kinds in PARTS.items():
        given, before, after = (
            [each for each in answers if each.query.kind in kinds] for answers in (plausible, rest, corrected)
        )
        ranks = ranking_figures(given, shown)
        counted = [p for p in passages if p.kind in kinds and p.seconds_reaching(settings) >= 1 / settings.sample_fps]
        report[f"{prefix}rank1_plausible"] = ranks["rank1"]
        report[f"{prefix}map_plausible"] = ranks["map"]
        report[f"{prefix}route_f1_plausible"] = route_f1(counted, given, shown)
        report[f"{prefix}map_rest"] = ranking_figures(before, shown)["map"]
        report[f"{prefix}map_feedback"] = ranking_figures(after, shown)["map"]
    return report


def _passage_figures(
    passages: Sequence[Passage],
    counted: Sequence[Passage],
    sightings: Sequence[StoredSighting],
    shown: Shown,
    settings: Settings,
) -> Figures:
    shows = Counter(id(shown[sighting.sighting_id]) for sighting in sightings if shown[sighting.sighting_id])
    moments = [passage for passage in passages if passage.seconds_reaching(settings) > 0]
    return {
        "passages": len(counted),
        "passages_with_a_sighting": _seen(counted, shows),
        "passage_recall": _seen(counted, shows) / max(len(counted), 1),
        "moments": len(moments),
        "moment_recall": _seen(moments, shows) / max(len(moments), 1),
        "sightings": len(sightings),
        "sightings_per_passage": shows.total() / max(len(shows), 1),
        "sightings_of_nothing": (len(sightings) - shows.total()) / max(len(sightings), 1),
    }


def _seen(passages: Sequence[Passage], shows: Counter[int]) -> int:
    return sum(id(passage) in shows for passage in passages)
