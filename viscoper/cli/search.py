"""viscoper search"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from viscoper.cli.options import CameraNames, From, KindOption, Near, Radius, To, make_selection
from viscoper.cli.output import Json, print_json, print_line, print_table
from viscoper.clock import local_time
from viscoper.errors import UsageError
from viscoper.settings import load_settings

if TYPE_CHECKING:
    from viscoper.search.match import Match


def search(
    images: Annotated[
        list[Path] | None, typer.Argument(metavar="[IMAGE]...", help="pictures of the same object", show_default=False)
    ] = None,
    describe: Annotated[
        str | None, typer.Option(metavar="TEXT", help="what it looks like, as in 'red top, blue trousers'; also Korean")
    ] = None,
    box: Annotated[str | None, typer.Option(metavar="X,Y,W,H", help="the object in the one picture, in pixels")] = None,
    kind: KindOption = None,
    camera: CameraNames = None,
    near: Near = None,
    radius: Radius = None,
    start: From = None,
    end: To = None,
    like: Annotated[list[str] | None, typer.Option(metavar="SIGHTING", help="this one too: it joins the query")] = None,
    unlike: Annotated[
        list[str] | None, typer.Option(metavar="SIGHTING", help="not this one: it and its like fall")
    ] = None,
    seen: Annotated[
        list[str] | None, typer.Option(metavar="LON,LAT@T", help="the object was there then; may be repeated")
    ] = None,
    top: Annotated[int, typer.Option(help="how many matches")] = 50,
    json: Json = False,
) -> None:
    """Rank the sightings of the chosen cameras by how much they look like the object in the pictures, or in words."""
    from viscoper.catalog import open_catalog
    from viscoper.cli.crops import save_crops
    from viscoper.gallery.gallery import Gallery
    from viscoper.recipe import recipe_of
    from viscoper.search.describe import parse_description
    from viscoper.search.describe_search import of_kind, search_described
    from viscoper.search.feedback import Feedback
    from viscoper.search.plausibility import parse_presence
    from viscoper.search.query import cut_out, load_picture, parse_box
    from viscoper.search.search import Search
    from viscoper.vision.embedders import load_embedder

    settings = load_settings()
    pictures = images or []
    region = parse_box(box) if box is not None else None
    if region and len(pictures) > 1:
        raise UsageError("--box is of one picture; cut the others out beforehand, or search with one")
    description = parse_description(describe) if describe is not None else None
    if not pictures and not description:
        raise UsageError("give a picture to search with, or --describe TEXT")
    if not pictures and (region or like or unlike or seen):
        raise UsageError("--box, --like, --unlike and --seen need a picture to search with")
    query = [cut_out(load_picture(image), region) for image in pictures]
    feedback = Feedback(like or (), unlike or ())
    known = [parse_presence(text) for text in seen or ()]
    embedder = load_embedder(settings) if pictures else None
    gallery = Gallery(settings)
    with open_catalog(settings) as catalog:
        selection = make_selection(catalog, camera, near, radius, start, end, kind)
        if description:
            selection = of_kind(selection, description)
        if embedder:
            search_for = Search(catalog, gallery, embedder, recipe_of(settings))
            found = search_for(query, selection, top, feedback, known, description)
        elif description:
            found = search_described(catalog, gallery, description, selection, top, recipe_of(settings))
    ids = [match.sighting.sighting_id for match in found.matches]
    crops = save_crops(gallery, ids, settings.home / "crops" / settings.tenant)
    coverage = found.coverage.to_json()
    if json:
        asked = {
            "image": str(pictures[0]) if pictures else None, "images": [str(image) for image in pictures],
            "describe": describe, "understood": description.understood() if description else None,
            "untold": list(description.untold) if description else [],
            "box": list(region) if region else None, "kind": selection.kind,
            "embedder": embedder.name if embedder else None,
            "liked": list(feedback.liked), "disliked": list(feedback.disliked), "seen": list(seen or ()),
            "cameras": coverage["cameras"], "from": coverage["from"], "to": coverage["to"], "top": top,
        }  # fmt: skip
        matches = [_to_json(match, crops) for match in found.matches]
        print_json({"query": asked, "coverage": coverage, "matches": matches})
    else:
        _print_matches(found.matches, settings.display_zone)
        if description:
            print_line(f"Looked for: {description.understood()}.")
        if description and description.untold:
            print_line(f"Sightings are not told by {', '.join(description.untold)}: left out of the search.")
        print_line(found.coverage.sentence())


def _to_json(match: "Match", crops: dict[str, Path]) -> dict[str, Any]:
    return match.to_json() | {"crop": str(crops[match.sighting.sighting_id])}


def _print_matches(matches: Sequence["Match"], zone: ZoneInfo) -> None:
    from viscoper.attributes import in_words

    # A column that nothing is known for would only break others' lines.
    judged = [each for each in ("confidence", "plausibility") if any(getattr(m, each) is not None for m in matches)]
    clock = f"time ({zone.key})"
    columns = ("rank", "similarity", *judged, "camera", clock, "kind", "looks", "box x,y,w,h", "sighting")
    rows = []
    for rank, match in enumerate(matches, start=1):
        facts = match.to_json()
        known = ("" if (value := getattr(match, each)) is None else f"{value:.2f}" for each in judged)
        box = ",".join(str(part) for part in facts["box"])
        looks = in_words(match.sighting.attributes)
        place = (facts["camera"], local_time(match.sighting.time, zone), facts["label"], looks, box)
        rows.append((rank, f"{match.similarity:.3f}", *known, *place, facts["sighting_id"]))
    print_table(f"{len(rows)} possible matches, most relevant first", columns, rows)
