"""Descriptions in words, and what sightings can be told by."""

from typing import Annotated

from pydantic import Field, StringConstraints

from ray_apps.schemas.common import Kind, Resource
from viscoper.search.describe_words import Stature

MAX_LETTERS = 200
Told = Annotated[
    str,
    StringConstraints(max_length=MAX_LETTERS),
    Field(
        description="what it looks like, in English or Korean: colours of clothes or of a vehicle, its type, what "
        "somebody wears or carries",
        examples=["white top, blue trousers, backpack", "은색 승용차"],
    ),
]
Count = Annotated[
    dict[str, int],
    Field(description="sightings by their main term, most first", examples=[{"black": 41, "white": 17}]),
]


class Description(Resource):
    """What a description says. `colours`: by region (upper and lower clothes; a vehicle's body), how well each that
    fits would, the best of them 1; `worn`: the same of sleeves, legs, bag, hat
    and a vehicle's type."""

    text: str
    kind: Kind
    colours: dict[str, dict[str, float]] = Field(examples=[{"upper": {"white": 1.0}, "lower": {"blue": 1.0}}])
    worn: dict[str, dict[str, float]] = Field(default_factory=dict, examples=[{"bag": {"backpack": 1.0}}])
    labels: list[str] = Field(description="COCO's names of the vehicle types asked for; any when empty")
    stature: Stature | None = Field(default=None, description="told by height, where a camera allows it")
    understood: str = Field(
        description="all of it said back in one line, since words may be read otherwise than they were meant",
        examples=["person; upper clothes: red; no hat"],
    )
    untold: list[str] = Field(description="words that are understood, but that sightings are not told by")


class Facets(Resource):
    """How many sightings have each colour or term as their main one. One that could not be told counts nowhere."""

    upper: Count = Field(description="people's clothes above the waist")
    lower: Count = Field(description="people's clothes below the waist")
    body: Count = Field(description="vehicles' paint")
    sleeves: Count = Field(default_factory=dict, description="short to the elbow at most, or long")
    legs: Count = Field(default_factory=dict, description="short where they are bare below the knee, or long")
    bag: Count = Field(default_factory=dict, description="none, backpack, or another one")
    hat: Count = Field(default_factory=dict, description="none or hat")
    type: Count = Field(default_factory=dict, description="van, or another vehicle, whose label tells more")
