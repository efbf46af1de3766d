"""The other end that says back what it heard: with it tests/test_peers.py tries the way."""

from __future__ import annotations

from typing import Any

from benchmarks._beside import serve


def noise(value: Any) -> Any:
    """Prints, as some programs do, before it answers."""
    print("a bar of progress")
    return value


def arrays(arrays: dict[str, Any]) -> dict[str, Any]:
    """Says the same arrays back."""
    return arrays


if __name__ == "__main__":
    serve({"plain": lambda value: value, "noise": noise, "arrays": arrays})
