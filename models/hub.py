"""Weights that Ultralytics publishes, fetched by Ultralytics where its release assets can be reached."""

import os
import subprocess
import sys
from pathlib import Path

from viscoper.errors import ModelError

_FETCH = "import sys; from ultralytics.utils.downloads import attempt_download_asset as fetch; fetch(sys.argv[1])"
PATIENCE_S = 600


def fetch_weights(path: Path) -> None:
    """Writes the release asset called like `path` to `path`. Raises ModelError when it cannot be reached.

    Runs apart, because elsewhere Ultralytics is imported with its network access switched off.
    """
    environment = os.environ | {"YOLO_CONFIG_DIR": str(path.parent), "YOLO_AUTOINSTALL": "false"}
    environment.pop("YOLO_OFFLINE", None)
    command = [sys.executable, "-c", _FETCH, str(path)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0 or not path.exists():
        raise ModelError(
            f"cannot fetch {path.name} from Ultralytics' release assets; check the network, "
            "or use the detector nanodet-g, which comes from npm"
        )
