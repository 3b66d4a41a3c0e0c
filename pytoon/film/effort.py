"""What it would take to read a picture, told by the structure of its file before anything is unpacked.

Pixels are counted elsewhere; this is about files of a few megabytes, built to keep their reader busy for
minutes: a JPEG of thousands of scans, metadata in so many pieces that joining them takes the square of time.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Mapping
from pathlib import Path

#: Progressive JPEGs have about ten scans; every one goes over the whole picture.
MOST_SCANS = 50
#: Profiles, previews and descriptions together. Pillow copies what it has for every piece that it adds.
MOST_METADATA_BYTES = 16 * 1024 * 1024
MOST_COMMENT_BYTES = 1024 * 1024
_MOST_SEGMENTS = 2_000
#: Encoders write pixels in chunks of 8 KiB and more.
_MOST_CHUNKS = 100_000

_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_SCAN, _END = 0xDA, 0xD9
_WITHOUT_LENGTH = (0x01, 0xD8)
_PIXEL_CHUNKS = (b"IDAT", b"fdAT", b"fcTL")
_GIF_PALETTE_FLAG, _GIF_EXTENSION = 0x80, 0x21


def takes_too_long(path: Path) -> bool:
    """Tell whether the picture at `path` would take far longer to read than its size in pixels explains.

    A file that is none of the kinds known here, or is cut off, is not said to.
    """
    with path.open("rb") as file:
        head = file.read(8)
        check = next((check for mark, check in _CHECKS.items() if head.startswith(mark)), None)
        if check is None:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return check(content)


def _jpeg(content: mmap.mmap) -> bool:
    position, scans, segments = 2, 0, 0
    while (marker := _JPEG_MARKER.search(content, position)) is not None:
        kind, position = marker[1][0], marker.end()
        if kind == _END:
            break
        if kind in _WITHOUT_LENGTH:
            continue
        scans += kind == _SCAN
        segments += 1
        metadata_bytes = 0 if scans else marker.start()
        if scans > MOST_SCANS or segments > _MOST_SEGMENTS or metadata_bytes > MOST_METADATA_BYTES:
            return True
        position += int.from_bytes(content[position : position + 2], "big")
    return False


def _png(content: mmap.mmap) -> bool:
    position, chunks, others, metadata_bytes = 8, 0, 0, 0
    while (kind := content[position + 4 : position + 8]) not in (b"", b"IEND"):
        length = int.from_bytes(content[position : position + 4], "big")
        chunks += 1
        if kind not in _PIXEL_CHUNKS:
            others += 1
            metadata_bytes += length
        if chunks > _MOST_CHUNKS or others > _MOST_SEGMENTS or metadata_bytes > MOST_METADATA_BYTES:
            return True
        position += length + 12
    return False


def _gif(content: mmap.mmap) -> bool:
    """Go over what comes before the first picture."""
    flags = content[10] if len(content) > 10 else 0
    begin = position = 13 + (3 * 2 ** (flags % 8 + 1) if flags & _GIF_PALETTE_FLAG else 0)
    while position < len(content) and content[position] == _GIF_EXTENSION:
        position += 2
        while position < len(content) and content[position]:
            position += content[position] + 1
            if position - begin > MOST_COMMENT_BYTES:
                return True
        position += 1
    return False


_CHECKS: Mapping[bytes, Callable[[mmap.mmap], bool]] = {
    b"\xff\xd8\xff": _jpeg,
    b"\x89PNG\r\n\x1a\n": _png,
    b"GIF8": _gif,
}
