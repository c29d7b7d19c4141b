"""What media a report names, and what its bytes are."""

import pytest

from quorate.vocabulary.media import Media, MediaKind, media, sniffed

ADDRESS = "mxc://example.org/abcDEF_-1"


def event(**content: object) -> dict[str, object]:
    return {"content": {"type": "m.room.message", "sender": "@a:b", "content": content}}


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (event(msgtype="m.image", url=ADDRESS, body="a"), Media(MediaKind.IMAGE, ADDRESS, "a")),
        (event(msgtype="m.video", url=ADDRESS), Media(MediaKind.VIDEO, ADDRESS, "")),
        (event(msgtype="m.audio", url=ADDRESS, body=5), Media(MediaKind.AUDIO, ADDRESS, "")),
        (event(msgtype="m.image", file={"url": ADDRESS}), Media(MediaKind.IMAGE, None, "")),
        (event(msgtype="m.image", url="https://example.org/a"), Media(MediaKind.IMAGE, None, "")),
        (event(msgtype="m.image", url="mxc://a/../../admin"), Media(MediaKind.IMAGE, None, "")),
        (event(msgtype="m.image", url=[ADDRESS]), Media(MediaKind.IMAGE, None, "")),
        (event(msgtype="m.text", url=ADDRESS), None),
        (event(msgtype=["m.image"]), None),
        ({"content": "m.image"}, None),
        ([ADDRESS], None),
        (None, None),
    ],
)
def test_media_is_what_the_message_says_it_is_at_an_address_of_the_platform(
    item: object, found: Media | None
) -> None:
    assert media(item) == found


def test_a_sticker_is_an_image() -> None:
    item = {"content": {"type": "m.sticker", "content": {"url": ADDRESS}}}
    assert media(item) == Media(MediaKind.IMAGE, ADDRESS, "")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0AVI ", None),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"\x1a\x45\xdf\xa3", "video/webm"),
        (b"OggS\0", "audio/ogg"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"fLaC\0", "audio/flac"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"<svg xmlns=", None),
        (b"<html>GIF89a", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_bytes_are_what_they_begin_with(data: bytes, found: str | None) -> None:
    assert sniffed(data) == found
