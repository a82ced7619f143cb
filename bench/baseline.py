"""The baseline: Ultralytics' own tracking over every frame. Run as a program; prints one JSON line."""

import json
import sys
import time


def track(weights: str, video: str, width: int, height: int, score: float) -> dict[str, object]:
    """ByteTrack over every frame: frames, seconds of the loop, MOT rows [frame, id, x, y, w, h] (1-based)."""
    from ultralytics import YOLO

    model = YOLO(weights, task="detect")
    started = time.monotonic()
    rows: list[list[float]] = []
    frames = 0
    for frames, result in enumerate(
        model.track(
            video, stream=True, persist=True, imgsz=[height, width], conf=score, classes=[0], verbose=False,
            tracker="bytetrack.yaml",
        ),
        start=1,
    ):  # fmt: skip
        if result.boxes is not None and result.boxes.id is not None:
            for identity, (cx, cy, w, h) in zip(result.boxes.id.tolist(), result.boxes.xywh.tolist(), strict=True):
                rows.append([frames, int(identity), cx - w / 2, cy - h / 2, w, h])
    return {"frames": frames, "seconds": time.monotonic() - started, "rows": rows}


if __name__ == "__main__":
    weights, video, width, height, score = sys.argv[1:]
    print(json.dumps(track(weights, video, int(width), int(height), float(score))))
