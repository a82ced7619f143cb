"""Makes the city's footage: clips, ground truth and tables."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from rich.progress import Progress

from demo.city.backdrop import Backdrop
from demo.city.camera import CameraPlan, Lens
from demo.city.cameras import CAMERAS
from demo.city.cast import cast
from demo.city.description import Said, describe_outfit, describe_vehicle
from demo.city.develop import Sensor
from demo.city.encode import encode
from demo.city.person import Person
from demo.city.queries import write_queries
from demo.city.raster import Bytes
from demo.city.render import Renderer
from demo.city.scene import Scene
from demo.city.street import build_street
from demo.city.traffic import Mover, simulate
from demo.city.truth import (
    COCO,
    CameraTruth,
    Row,
    clip_name,
    read_compressed,
    rows,
    write_cameras,
    write_compressed,
    write_streets,
)
from demo.city.vehicle import Vehicle

TRUTH, PARTS = "truth.json.gz", ".parts"
START = datetime.fromisoformat("2026-05-01T09:00:00+09:00")


@dataclass
class City:
    """One city and what goes on in it. Everything follows from these values."""

    seed: int = 4
    seconds: float = 75.0
    width: int = 960
    height: int = 540
    fps: int = 10
    people: int = 12
    vehicles: int = 9
    cameras: list[CameraPlan] = field(default_factory=lambda: list(CAMERAS))

    @cached_property
    def movers(self) -> list[Mover]:
        lenses = [Lens(camera, self.width, self.height) for camera in self.cameras]
        movers = cast(self.seed, self.people, self.vehicles, lenses, self.seconds)
        simulate(movers, self.seconds)
        return movers

    @cached_property
    def identities(self) -> list[str]:
        count = {"person": 0, "vehicle": 0}
        names = []
        for mover in self.movers:
            count[mover.kind] += 1
            names.append(f"{mover.kind}-{count[mover.kind]:02d}")
        return names

    def frames(self, camera: CameraPlan, truth: list[Row]) -> Iterator[Bytes]:
        """The camera's frames, (h, w, 3) RGB; their boxes are added to `truth`."""
        street = build_street(self.seed, [plan.at for plan in self.cameras])
        backdrop = Backdrop(Lens(camera, self.width, self.height), street, self.seed)
        renderer = Renderer(Scene([mover.solid for mover in self.movers]), backdrop)
        sensor = Sensor(backdrop.picture, camera.response, self.seed + self.cameras.index(camera))
        for number in range(round(self.seconds * self.fps)):
            poses = {
                index: pose
                for index, mover in enumerate(self.movers)
                if (pose := mover.pose(number / self.fps)) is not None
            }
            picture = renderer.draw(poses)
            truth += rows(number, picture.visible, self.identities)
            yield sensor.frame(picture.light, picture.changed)

    def render(self, camera: CameraPlan, out: Path, progress: Progress) -> None:
        """Writes a camera's clip and, under PARTS, its boxes, unless both are there."""
        clip, boxes = out / clip_name(camera), part_of(out, camera)
        if clip.exists() and (boxes.exists() or (out / TRUTH).exists()):
            return
        truth: list[Row] = []
        frames = self.frames(camera, truth)
        total = round(self.seconds * self.fps)
        encode(progress.track(frames, total=total, description=camera.name), clip, self.fps)
        boxes.parent.mkdir(exist_ok=True)
        write_compressed(boxes, truth)

    def finish(self, out: Path) -> None:
        """Ties the cameras' truths together and writes the tables and query pictures; the parts are done with."""
        cameras: dict[str, CameraTruth] = {
            camera.name: {
                "file": clip_name(camera),
                "start": START.isoformat(),
                "boxes": read_compressed(part_of(out, camera)),
            }
            for camera in self.cameras
        }
        truth = {
            "seed": self.seed,
            "fps": self.fps,
            "width": self.width,
            "height": self.height,
            "identities": {
                name: {"kind": mover.kind, "label": label(mover), "attributes": said_of(mover)}
                for name, mover in zip(self.identities, self.movers, strict=True)
            },
            "cameras": cameras,
        }
        write_queries(out, truth)
        footage = [
            {"file": clip_name(camera), "camera": camera.name, "start": START.isoformat()} for camera in self.cameras
        ]
        (out / "footage.json").write_text(
            json.dumps({"footage": footage}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        write_cameras(out / "cameras.csv", self.cameras)
        write_streets(out / "streets.geojson")
        write_compressed(out / TRUTH, truth)
        shutil.rmtree(out / PARTS)


def part_of(out: Path, camera: CameraPlan) -> Path:
    return out / PARTS / (Path(clip_name(camera)).stem + ".json.gz")


def label(mover: Mover) -> str:
    """The COCO name."""
    return COCO.get(mover.solid.name, "car") if isinstance(mover.solid, Vehicle) else "person"


def said_of(mover: Mover) -> Said:
    """What can be said of it, the commonest name first."""
    solid = mover.solid
    if isinstance(solid, Person):
        return describe_outfit(solid.outfit)
    return describe_vehicle(solid) if isinstance(solid, Vehicle) else {}
