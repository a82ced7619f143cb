"""The synthetic city: seeded CCTV clips of people and vehicles on a street grid, with exact ground truth.

Geometry is in metres, x to the east, y to the north, z up, from the city's origin (see ``plan.ORIGIN``).
Colours inside the renderer are linear light; frames that leave it are 8-bit RGB.
"""
