"""The search service: an HTTP API on Ray Serve, and its client. Only the client is for other parts of the house."""
