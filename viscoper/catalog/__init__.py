"""The catalog: tenants' cameras and segments in MongoDB, embedded or a server elsewhere."""

from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog, open_catalog
from viscoper.catalog.segments import Segment

__all__ = ["Camera", "Catalog", "Segment", "open_catalog"]
