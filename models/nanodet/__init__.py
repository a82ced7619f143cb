"""NanoDet-g: from the TensorFlow.js files on npm to an ONNX file that Ultralytics loads."""
