"""Speech made on this machine by espeak-ng, from the `audio` extra: a voice of last resort.

espeak-ng is one state for a whole process and may fail hard: it runs in a process of its own,
``python -m palier.sounds.speech``, the text on its input, an MP3 on its output.
"""

from __future__ import annotations

import ctypes
import io
import subprocess
import sys
from functools import cache
from importlib.util import find_spec

MIME = "audio/mpeg"
VOICE = "fr"
WORDS_A_MINUTE = 135  # calm: about the pace of a dictation
LONGEST = 600  # characters
PATIENCE = 20.0  # seconds; a sentence takes about a tenth of one
_SYNCHRONOUS, _CHARACTERS, _UTF8, _RATE = 2, 1, 1, 1  # of espeak-ng/speak_lib.h
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class NoSpeech(Exception):
    """Speech could not be made; ``str()`` says why."""


@cache
def available() -> bool:
    """Whether the packages of the `audio` extra are installed."""
    return all(find_spec(name) is not None for name in ("espeakng_loader", "soundfile"))


def say(text: str) -> bytes:
    """``text`` in French as an MP3. Raises NoSpeech."""
    if not available():
        raise NoSpeech("the `audio` extra is not installed")
    try:
        done = subprocess.run(  # fixed arguments
            [sys.executable, "-m", "palier.sounds.speech"],
            input=text[:LONGEST].encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoSpeech(str(error)) from error
    if done.returncode or not done.stdout:
        raise NoSpeech(done.stderr.decode(errors="replace")[-400:])
    return done.stdout


def _spoken(text: str) -> tuple[bytes, int]:
    """(16-bit samples, samples a second) of a text."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
    if rate <= 0:
        raise NoSpeech("espeak-ng does not start")
    samples = bytearray()

    def keep(wave: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, 2 * count))
        return 0

    callback = _CALLBACK(keep)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(VOICE.encode()):
        raise NoSpeech("espeak-ng has no French voice")
    library.espeak_SetParameter(_RATE, WORDS_A_MINUTE, 0)
    said = text.encode() + b"\0"
    library.espeak_Synth(said, len(said), 0, _CHARACTERS, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return bytes(samples), rate


def main() -> int:
    """Read a text, write its sound; 1 when there is none."""
    import numpy as np
    import soundfile

    samples, rate = _spoken(sys.stdin.buffer.read().decode())
    if not samples:
        return 1
    file = io.BytesIO()
    soundfile.write(file, np.frombuffer(samples, dtype=np.int16), rate, format="MP3")
    sys.stdout.buffer.write(file.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
