"""Networks in OpenVINO's format (an .xml beside a .bin) as ONNX, so that one runtime runs every model."""
