"""The gallery: every sighting's facts, embedding and crop, in LanceDB. Knows no catalog and no model."""
