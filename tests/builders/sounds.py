"""Small sound files, as staff might upload them."""

from __future__ import annotations

import struct


def wav(bits: int = 16, kind: int = 1, channels: int = 1) -> bytes:
    """A hundredth of a second of silence; ``kind`` 1 is without compression."""
    sound = b"\0" * 160
    form = struct.pack(
        "<HHIIHH", kind, channels, 8000, 8000 * channels * bits // 8, channels * bits // 8, bits
    )
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mp3(tag: bool = True) -> bytes:
    """One frame of an MP3, behind a title unless there is none."""
    title = b"ID3\x04\x00\x00" + bytes((0, 0, 1, 2)) + b"\0" * 130 if tag else b""
    return title + b"\xff\xfb\x90\x00" + b"\0" * 413
