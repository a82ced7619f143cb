"""Training the appearance model that ships: pictures -> teacher -> training -> ONNX."""
