"""/v1/descriptions and /v1/facets: what can be said of sightings in words, and how often it holds."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from ray_apps.resources import description_resource
from ray_apps.schemas import Description, Facets
from ray_apps.schemas.common import Kind
from ray_apps.schemas.descriptions import MAX_LETTERS
from ray_apps.selecting import Selected
from ray_apps.service import Here
from viscoper.search.describe import parse_description
from viscoper.search.describe_search import facets

router = APIRouter(prefix="/v1", tags=["descriptions"])
Text = Annotated[
    str, Query(max_length=MAX_LETTERS, description="English or Korean", examples=["white top, blue trousers"])
]


@router.get("/descriptions")
def read_description(text: Text) -> Description:
    """What a search by this description would look for; 422 says which word is not understood."""
    return description_resource(parse_description(text))


@router.get("/facets")
def get_facets(here: Here, selection: Selected, kind: Kind | None = None) -> Facets:
    """How many of the sightings indexed now have which main colour."""
    counts = facets(here.gallery, replace(selection, kind=kind))
    return Facets(**{region: dict(counts.get(region, {})) for region in Facets.model_fields})
