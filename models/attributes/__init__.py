"""The classifier of colours that ships (colours.npz), and how it was fitted: samples -> fit."""
