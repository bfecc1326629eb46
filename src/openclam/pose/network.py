"""One neural network on the LiteRT runtime."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from openclam.errors import ModelError

Tensor = npt.NDArray[np.float32]


class Network:
    """A tflite file, ready to run; one instance belongs to one thread at a time.

    Raises:
        ModelError: the LiteRT runtime cannot be loaded on this machine.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        try:
            # Here and not above, so that `openclam doctor` can say what is wrong.
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            if isinstance(error.__cause__, KeyboardInterrupt):  # so the library passes on Ctrl-C while it loads
                raise error.__cause__ from None
            raise ModelError(
                f"The runtime of the pose networks cannot be loaded: {error}. "
                "Run: pip install --force-reinstall ai-edge-litert"
            ) from error
        with _without_chatter():
            self._interpreter = Interpreter(model_path=str(path), num_threads=threads)
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        outputs = self._interpreter.get_output_details()
        self._outputs = {detail["name"]: detail["index"] for detail in outputs}

    def run(self, tensor: Tensor, *names: str) -> tuple[Tensor, ...]:
        """Feed `tensor` (1, height, width, 3) and return copies of the named outputs, in that order."""
        self._interpreter.set_tensor(self._input, tensor)
        self._interpreter.invoke()
        return tuple(self._interpreter.get_tensor(self._outputs[name]) for name in names)


def sigmoid(logits: Tensor) -> Tensor:
    """Logits to 0 to 1, clipped at ±80, beyond which float32 comes no nearer to the ends."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), dtype=np.float32)


@contextmanager
def _without_chatter() -> Iterator[None]:
    """Keep the runtime's own line about its delegate off stderr, where only our messages belong.

    The line is written below Python, so the file descriptor itself has to be turned aside.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
