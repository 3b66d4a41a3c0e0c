"""Any clip as the film has its pictures: 30 frames a second, BT.709, limited range, 8 bits, upright."""

from __future__ import annotations

from pytoon.film.probe import VideoStream
from pytoon.film.timing import FPS

#: Light that HDR calls white, in cd/m2 (ITU-R BT.2408), becomes the white of the film.
_HDR_WHITE_NITS = 203
#: The brightest highlight that is told from its neighbours, in multiples of white.
_HDR_PEAK = 5
#: A picture that says nothing of its colours is BT.601 up to this size, like the television of its time.
_SD_WIDTH_PX, _SD_HEIGHT_PX = 1024, 576

Colour = tuple[int, int, int]
Crop = tuple[float, float, float, float]
"""Left, top, width and height, in pixels of the clip as shown."""


def filters(
    video: VideoStream,
    crop: Crop,
    size_px: tuple[int, int],
    ground: Colour,
    *,
    speed: float,
    first_frame: int,
) -> str:
    """Return the filter graph from a clip, read from where its stretch begins, to frames of `size_px`.

    `first_frame` says how many frames at 30 a second are left out at the beginning. What shows through a
    clip with transparency is `ground`, as RGB. ffmpeg itself turns the clip upright before.
    """
    fields = ["bwdif=mode=send_field:deint=interlaced"] if video.interlaced else []
    tempo = [f"setpts=PTS/{speed}"] if speed != 1 else []
    # From 0 on again, or paper would be shown until the clip's time has come.
    skip = [f"trim=start_frame={first_frame}", "setpts=PTS-STARTPTS"] if first_frame else []
    rate_at = video.fps * (2 if video.interlaced else 1) * speed
    if speed < 1 and rate_at < FPS:
        # Doubled frames would stutter; mixed ones are cheap at the size of the film.
        steps = [*fields, *tempo, _sized(video, crop, size_px, ground), f"framerate=fps={FPS}", *skip]
    else:
        rate = f"fps={FPS}:start_time=0"
        steps = [*fields, *tempo, rate, *skip, _sized(video, crop, size_px, ground)]
    return ",".join([*steps, "setsar=1", "format=yuv420p"])


def _sized(video: VideoStream, crop: Crop, size_px: tuple[int, int], ground: Colour) -> str:
    left, top, width, height = crop
    across, down = video.width_px, video.height_px
    # In shares, because a clip with pixels that are not square is stored at another width.
    cut = f"crop=iw*{width / across:.6f}:ih*{height / down:.6f}:iw*{left / across:.6f}:ih*{top / down:.6f}"
    size = f"{size_px[0]}:{size_px[1]}"
    quality = "flags=bicubic+accurate_rnd+full_chroma_int"
    if video.transfer in ("smpte2084", "arib-std-b67"):
        return f"{cut},scale={size}:{quality},{_tone_mapped()}"
    if video.has_alpha:
        return f"{cut},scale={size}:{quality},{_flattened(size, ground)}"
    matrix = _matrix(video)
    source = f":in_color_matrix={matrix}" if matrix else ""
    return f"{cut},scale={size}:{quality}{source}:out_color_matrix=bt709:out_range=tv"


def _tone_mapped() -> str:
    to_light = f"zscale=t=linear:npl={_HDR_WHITE_NITS},format=gbrpf32le,zscale=p=bt709"
    return f"{to_light},tonemap=mobius:desat=0:peak={_HDR_PEAK},zscale=t=bt709:m=bt709:r=tv"


def _flattened(size: str, ground: Colour) -> str:
    red, green, blue = ground
    paper = f"color=0x{red:02x}{green:02x}{blue:02x}:s={size.replace(':', 'x')}:r={FPS},format=gbrp"
    over = "overlay=format=gbrp:shortest=1"
    return f"format=gbrap[clip];{paper}[paper];[paper][clip]{over},scale=out_color_matrix=bt709:out_range=tv"


def _matrix(video: VideoStream) -> str:
    """Return the colour matrix in the words of the scale filter; empty where RGB needs none."""
    if video.pix_fmt.startswith(("gbr", "rgb", "bgr", "pal8", "argb", "abgr", "gray")):
        return ""
    known = {"bt2020nc": "bt2020", "bt2020c": "bt2020", "bt470bg": "bt470", "unknown": "", "gbr": ""}
    matrix = known.get(video.matrix, video.matrix)
    if matrix in ("bt709", "bt470", "smpte170m", "smpte240m", "fcc", "bt2020"):
        return matrix
    small = max(video.width_px, video.height_px) <= _SD_WIDTH_PX and (
        min(video.width_px, video.height_px) <= _SD_HEIGHT_PX
    )
    return "smpte170m" if small else "bt709"
