"""VISCOPER: search a city's CCTV for a person or a vehicle, and rebuild the route."""

__version__ = "0.1.0"
