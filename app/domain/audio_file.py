"""Which sound files a call can play, judged by what is in them and not by their name (product F4)."""

from __future__ import annotations

import struct
from enum import StrEnum

LARGEST = 5 * 1024 * 1024
"""Bytes. Five minutes of an ordinary MP3; a call hears less than one."""

_ID3_HEAD = 10
_MPEG_LAYER_3 = 0b01


class AudioKind(StrEnum):
    """Its kind as the web names it."""

    MP3 = "audio/mpeg"
    WAV = "audio/wav"


class UnusableAudio(ValueError):
    """Its words say what is wrong with the file and what to choose instead."""


def audio_kind(content: bytes) -> AudioKind:
    """MP3, or WAV of 16 bits without compression. Raises UnusableAudio for anything else."""
    if not content:
        raise UnusableAudio("This file is empty. Choose an MP3 or WAV file.")
    if len(content) > LARGEST:
        megabytes = len(content) / 1024 / 1024
        raise UnusableAudio(
            f"This file has {megabytes:.1f} MB, a recording may have 5. Save it as MP3, or make it shorter."
        )
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        _require_plain(content)
        return AudioKind.WAV
    if _is_mp3(content):
        return AudioKind.MP3
    raise UnusableAudio("This is not a sound file that a phone call can play. Choose an MP3 or WAV file.")


def _require_plain(content: bytes) -> None:
    """A WAV file may hold anything; phone calls play whole numbers of 16 bits."""
    at = content.find(b"fmt ", 12, 4096)
    head = content[at + 8 : at + 24] if at > 0 else b""
    if len(head) < 16 or b"data" not in content[at:8192]:
        raise UnusableAudio("This WAV file is damaged. Save it again, or choose an MP3 file.")
    kind, channels, _, _, _, bits = struct.unpack("<HHIIHH", head)
    if kind != 1 or bits != 16 or channels not in (1, 2):
        raise UnusableAudio("This WAV file is compressed. Save it as WAV with 16 bits, or as MP3.")


def _is_mp3(content: bytes) -> bool:
    frame = _after_tag(content)
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return False
    version, layer = frame[1] >> 3 & 0b11, frame[1] >> 1 & 0b11
    bitrate, rate = frame[2] >> 4, frame[2] >> 2 & 0b11
    return layer == _MPEG_LAYER_3 and version != 0b01 and 0 < bitrate < 0b1111 and rate != 0b11


def _after_tag(content: bytes) -> bytes:
    """The first sound of a file, behind the title and pictures that may stand before it."""
    if content[:3] != b"ID3" or len(content) < _ID3_HEAD:
        return content[:4]
    size = 0
    for part in content[6:10]:
        size = size << 7 | part & 0x7F
    return content[_ID3_HEAD + size : _ID3_HEAD + size + 4]
