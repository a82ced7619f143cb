"""make app: the web app on the synthetic city. Its footage is indexed by the first search."""

import os
import subprocess
import sys
from contextlib import ExitStack

from demo.__main__ import FOOTAGE, console, keep_apart, register_footage, run, viscoper


def main() -> int:
    keep_apart()
    os.environ["VISCOPER_MAP_STREETS"] = str(FOOTAGE / "streets.geojson")
    run("cameras", "import", FOOTAGE / "cameras.csv")
    register_footage()
    console.print("\n[bold]$ viscoper serve & viscoper app[/bold]", highlight=False)
    with ExitStack() as stack:
        api, app = (stack.enter_context(subprocess.Popen([viscoper(), word])) for word in ("serve", "app"))
        console.print(f"Open http://127.0.0.1:8501, upload {FOOTAGE}/query-person.jpg and search; Ctrl-C ends it")
        try:
            return app.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            for process in (app, api):
                process.terminate()


if __name__ == "__main__":
    sys.exit(main())
