"""The ground truth as it is stored, and the tables that go with the clips."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any, TypedDict

from demo.city.camera import CameraPlan
from demo.city.plan import Point, street_lines, to_lonlat
from demo.city.silhouette import Visible

COCO = {"truck": "truck", "bus": "bus"}  # all other vehicles are cars

# [frame, identity, x, y, w, h, share]: frame from 0; the box in pixels; the share of the silhouette that can be seen.
Row = list[Any]


class CameraTruth(TypedDict):
    file: str
    start: str  # ISO 8601 with its zone: the time of frame 0; frame n is n / fps seconds later
    boxes: list[Row]


def clip_name(camera: CameraPlan) -> str:
    return camera.name.lower().replace(" ", "-") + ".mp4"


def rows(frame: int, visible: list[Visible], identities: list[str]) -> list[Row]:
    return [[frame, identities[item.number], *item.box, round(item.share, 3)] for item in visible]


def write_compressed(target: Path, value: Any) -> None:
    """JSON, gzipped without a date in it, so that the same truth is the same file."""
    part = target.with_suffix(".part")
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    part.write_bytes(gzip.compress(text.encode(), mtime=0))
    part.replace(target)


def read_compressed(source: Path) -> Any:
    return json.loads(gzip.decompress(source.read_bytes()))


def write_cameras(target: Path, cameras: list[CameraPlan]) -> None:
    with target.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["RTSP URL", "name", "address", "longitude", "latitude", "notes"])
        for number, camera in enumerate(cameras, 1):  # 192.0.2.0/24 is kept for examples (RFC 5737)
            longitude, latitude = to_lonlat(camera.at)
            table.writerow(
                [
                    f"rtsp://192.0.2.{10 + number}/stream1",
                    camera.name,
                    camera.address,
                    f"{longitude:.7f}",
                    f"{latitude:.7f}",
                    camera.notes,
                ]
            )


def write_streets(target: Path) -> None:
    """The streets' middle lines as GeoJSON (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "LineString", "coordinates": [rounded(point) for point in line]},
        }
        for name, line in street_lines()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    target.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def rounded(point: Point) -> list[float]:
    return [round(value, 7) for value in to_lonlat(point)]
