"""The service on this machine: a small Ray of its own, with the application in it."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from jobs.lock import held_lock
from jobs.runtime import quietly, ray_runtime
from viscoper.catalog import open_catalog
from viscoper.settings import Settings


@contextmanager
def running(settings: Settings, host: str, port: int) -> Iterator[None]:
    """The service at host and port, ready to answer, until the block ends. Its logs go under HOME/serve.

    Raises BusyError when this home is served already.
    """
    folder = settings.home / "serve"
    # Ray makes its processes wait for all others of the machine, which is right for jobs and wrong for answers.
    os.environ.setdefault("RAY_worker_niceness", "0")
    with (
        held_lock(folder / "serve.lock", f"{settings.home} is served already"),
        open_catalog(settings),  # while Ray starts, so that no replica need wait for it
        ray_runtime(folder),
    ):
        from ray import serve
        from ray.serve.config import HTTPOptions

        from ray_apps.app import build

        logging.getLogger("ray.serve").setLevel(logging.ERROR)
        serve.start(
            proxy_location="HeadOnly",
            http_options=HTTPOptions(host=host, port=port),
            logging_config={"log_level": "WARNING", "enable_access_log": False},
        )
        try:
            serve.run(build(), name="viscoper")
            yield
        finally:
            with quietly(folder), suppress(Exception):  # Ray itself ends with us, whatever is wrong with Serve
                serve.shutdown()  # type: ignore[no-untyped-call]
