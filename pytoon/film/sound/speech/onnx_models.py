"""Opening ONNX models, with a tensor from inside handed out beside their own outputs.

A protobuf message may be completed by appending fields to its bytes, so a graph output that the makers left
out, such as how long each phoneme lasts, is appended to the model as it is loaded.
"""

from __future__ import annotations

import hashlib

import onnxruntime


def open_model(model: bytes, sha256: str, extra_output: str, threads: int) -> onnxruntime.InferenceSession:
    """Open `model` with the float tensor `extra_output` among its outputs.

    Raises ValueError when `model` is not the file of that `sha256`: names inside hold for one file only.
    """
    if hashlib.sha256(model).hexdigest() != sha256:
        raise ValueError("its model file is not the one that this version was made for")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that wait by spinning take a third more processor time from the pictures beside them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        model + _graph_output(extra_output), options, providers=["CPUExecutionProvider"]
    )


def _graph_output(name: str) -> bytes:
    """Return the bytes that add the float tensor `name` to a serialised ONNX model's graph outputs.

    Field numbers of onnx.proto: ModelProto.graph 7, GraphProto.output 12, ValueInfoProto.name 1 and
    type 2, TypeProto.tensor_type 1, Tensor.elem_type 1 (1 is float).
    """
    tensor = _field(1, b"\x08\x01")
    value = _field(1, name.encode()) + _field(2, tensor)
    return _field(7, _field(12, value))


def _field(number: int, payload: bytes) -> bytes:
    if len(payload) > 127:
        raise ValueError("the length of a longer field takes more than one byte")
    return bytes([number << 3 | 2, len(payload)]) + payload
