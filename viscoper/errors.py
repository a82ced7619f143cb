"""Every failure VISCOPER reports, in one tree.

    ViscoperError            anything that reaches a person as one sentence; exit status 1
    ├── UsageError           what was asked cannot be: bad value, unknown name; exit status 2
    │   └── UnknownError     what was named by its id is not there
    ├── FootageError         footage that cannot be read: empty, truncated, no video, changes size
    ├── StorageError         the object store (folder or S3) refused or lost something
    ├── CatalogError         MongoDB cannot be started or reached, or refused a write
    ├── GalleryError         LanceDB cannot be opened or refused a write
    ├── ModelError           a model is missing, altered, or gives nonsense
    └── BusyError            somebody else holds what is needed (an index already running)

A message says what was wrong with which thing, and what to do about it.
"""


class ViscoperError(Exception):
    """Base of all errors that a person should read."""

    exit_status = 1


class UsageError(ViscoperError):
    exit_status = 2


class UnknownError(UsageError):
    pass


class FootageError(ViscoperError):
    pass


class StorageError(ViscoperError):
    pass


class CatalogError(ViscoperError):
    pass


class GalleryError(ViscoperError):
    pass


class ModelError(ViscoperError):
    pass


class BusyError(ViscoperError):
    pass
