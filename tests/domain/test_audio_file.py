"""Sound files are judged by what is in them (product F4)."""

from __future__ import annotations

import pytest

from app.domain.audio_file import LARGEST, AudioKind, UnusableAudio, audio_kind
from tests.builders.sounds import mp3, wav


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (mp3(), AudioKind.MP3),
        (mp3(tag=False), AudioKind.MP3),
        (wav(), AudioKind.WAV),
        (wav(channels=2), AudioKind.WAV),
        (mp3() + b"\0" * (LARGEST - len(mp3())), AudioKind.MP3),
    ],
)
def test_what_a_call_can_play(content: bytes, kind: AudioKind) -> None:
    assert audio_kind(content) is kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (mp3() + b"\0" * LARGEST, "This file has 5.0 MB, a recording may have 5."),
        (b"%PDF-1.7 and more", "This is not a sound file"),
        (b"<html>", "This is not a sound file"),
        (b"ID3", "This is not a sound file"),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", "This is not a sound file"),
        (b"\xff\xf1\x50\x80 is AAC", "This is not a sound file"),
        (b"\xff\xfb\xf0\x00 has no bitrate", "This is not a sound file"),
        (wav(kind=7, bits=8), "This WAV file is compressed."),
        (wav(bits=24), "This WAV file is compressed."),
        (wav()[:30], "This WAV file is damaged."),
        (b"RIFF\0\0\0\0WAVE", "This WAV file is damaged."),
    ],
)
def test_what_it_cannot_play_is_named_with_a_way_out(content: bytes, words: str) -> None:
    with pytest.raises(UnusableAudio) as refusal:
        audio_kind(content)
    assert str(refusal.value).startswith(words)
