"""The network of attributes that ships (attributes.onnx), and how it was trained: samples -> train -> export."""
