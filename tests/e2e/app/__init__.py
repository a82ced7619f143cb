"""A package, so that the service and the browser end with the last of its tests."""
