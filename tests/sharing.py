"""Which tests stay in one process where several run them, so that a service is started once."""

from xdist.scheduler import LoadFileScheduling

# Folders whose tests share a service; elsewhere a file's tests share no more than their file.
SHARE_A_SERVICE = ("tests/e2e/app/", "tests/ray_apps/")


def kept_together(nodeid: str) -> str:
    """What all tests of one process have in common: the folder with a service, else the file."""
    file = nodeid.split("::", 1)[0]
    return next((folder for folder in SHARE_A_SERVICE if file.startswith(folder)), file)


class ByService(LoadFileScheduling):
    """xdist's own groups (--dist loadgroup) have no effect with pytest 9.2, which no longer reads what they write."""

    def _split_scope(self, nodeid: str) -> str:
        return kept_together(nodeid)
