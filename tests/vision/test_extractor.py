"""From real footage to sightings."""

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from viscoper.footage.reader import Frame, read_frames
from viscoper.settings import Settings, Size
from viscoper.vision.extractor import Extraction, Extractor
from viscoper.vision.unique_image import whole_box

MINIMUM = Size(24, 48)


@pytest.fixture(scope="module")
def settings(detector_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    (home / "models").mkdir()
    (home / "models" / detector_file.name).symlink_to(detector_file)
    return Settings(home=home, min_person=MINIMUM, sample_fps=2.5)


@pytest.fixture(scope="module")
def frames(vtest: Path) -> list[Frame]:
    """The first twenty seconds."""
    return list(islice(read_frames(vtest, vtest.name, sample_fps=2.5), 50))


@pytest.fixture(scope="module")
def extraction(settings: Settings, frames: list[Frame]) -> Extraction:
    return Extractor(settings, threads=1)(frames)


def test_each_sighting_is_of_its_track_and_its_frame(extraction: Extraction, frames: list[Frame]) -> None:
    tracks = {track.track_id: track for track in extraction.tracks}
    images = {frame.index: frame for frame in frames}
    assert 8 <= len(extraction.sightings) <= 16
    assert len({sighting.track_id for sighting in extraction.sightings}) == len(extraction.sightings)
    for sighting in extraction.sightings:
        track, frame = tracks[sighting.track_id], images[sighting.frame_index]
        box = track.boxes[track.frames.index(sighting.frame_index)]
        x, y, width, height = sighting.box
        margin = np.array([-2.4, -2.4, 2.4, 2.4], np.float32)  # two pixels of an input that is 640 of 768 wide
        assert sighting.box == whole_box(box + margin, frame.image)
        assert width >= MINIMUM.width and height >= MINIMUM.height
        assert np.abs(sighting.crop.astype(int) - frame.image[y : y + height, x : x + width]).mean() < 3
        assert sighting.first_s <= sighting.time_s == frame.time_s <= sighting.last_s
        assert np.linalg.norm(sighting.embedding) == pytest.approx(1, abs=1e-5)


def test_the_first_box_that_reaches_the_size_under_the_policy_first(settings: Settings, frames: list[Frame]) -> None:
    first = Extractor(settings.model_copy(update={"unique_image": "first"}), threads=1)(frames)
    sizes = {frame.index: frame.image for frame in frames}
    tracks = {track.track_id: track for track in first.tracks}
    for sighting in first.sightings:
        track = tracks[sighting.track_id]
        reaching = [
            index
            for index, box in zip(track.frames, track.boxes, strict=True)
            if np.all(np.array(whole_box(box, sizes[index])[2:]) >= MINIMUM)
        ]
        assert sighting.frame_index == reaching[0]
        assert sighting.box == whole_box(track.boxes[track.frames.index(reaching[0])], sizes[reaching[0]])


def test_the_same_footage_gives_the_same_sightings(
    settings: Settings, frames: list[Frame], extraction: Extraction
) -> None:
    extractor = Extractor(settings, threads=1)
    extractor(frames[30:])
    again = extractor(frames)
    assert [s.box for s in again.sightings] == [s.box for s in extraction.sightings]


def test_progress_is_told_in_seconds_of_footage(settings: Settings, frames: list[Frame]) -> None:
    told: list[float] = []
    Extractor(settings, threads=1)(frames[:5], progress=told.append)
    assert told == [frame.time_s for frame in frames[:5]]


@pytest.mark.parametrize(
    "images",
    [
        pytest.param([], id="no frames"),
        pytest.param([np.zeros((576, 768, 3), np.uint8)] * 12, id="black"),
        pytest.param([np.full((1, 1, 3), i * 20, np.uint8) for i in range(12)], id="one pixel"),
    ],
)
def test_footage_without_anybody(settings: Settings, images: list[np.ndarray]) -> None:
    frames = [Frame(i, i / 2, image) for i, image in enumerate(images)]
    extraction = Extractor(settings, threads=1)(frames)
    assert extraction.sightings == [] and extraction.tracks == []
    assert extraction.frames_read == len(images)


def test_memory_does_not_grow_with_the_length(settings: Settings, frames: list[Frame]) -> None:
    """The same ten seconds, once and five times over; frames are made anew so that keeping them would show."""

    def repeated(times: int) -> Iterator[Frame]:
        for i in range(times):
            for frame in frames[:25]:
                yield Frame(frame.index + 100 * i, frame.time_s + 10 * i, frame.image.copy())

    extractor = Extractor(settings, threads=1)
    peaks = []
    for times in (1, 5):
        gc.collect()
        tracemalloc.start()
        extractor(repeated(times))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    frame_bytes = frames[0].image.nbytes
    assert peaks[1] - peaks[0] < 6 * frame_bytes
