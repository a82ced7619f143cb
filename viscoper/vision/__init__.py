"""Frames in, sightings out: motion gate, detector, tracker, unique image, embedder."""
