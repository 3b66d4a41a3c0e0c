"""The looks as data: what stands where at what time, for any picture and any words."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from pytoon.film.look import Look
from pytoon.film.picture import scrims, staging
from pytoon.film.picture.contrast import contrast, legible, luminance, parse_colour
from pytoon.film.picture.crops import composed_window, cover_crop
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Composition, Layer, Shot
from pytoon.film.picture.looks import LAYOUTS, compose, elements, pieces
from pytoon.film.picture.looks.elements import CAPTION_ZONE
from pytoon.film.picture.looks.product_hero_clean import rating_of
from pytoon.film.picture.staging import Picture, open_picture
from pytoon.film.picture.typesetting import Box
from pytoon.film.scene_graph import Media, Overlay, Scene
from pytoon.film.timeline import Caption, Word

ROLES = ("hook", "feature", "proof", "call_to_action")
KINDS = ("cutout", "studio", "scene", None)
TEXTS = {
    "hook": {"claim": "Turn it down."},
    "feature": {"number": "40", "unit": "hours", "label": "on one charge"},
    "proof": {"number": "4.8", "quote": "I forgot I had them on.", "name": "Maja R., Porto"},
    "call_to_action": {"wordmark": "hush one", "button": "Try it for 30 nights", "address": "hush.example"},
}
#: Layers that carry words; a quotation mark may hang outside the box, a shadow may too.
TYPE = ("claim", "number", "unit", "label", "quote", "name", "wordmark", "address", "rating", "stars", "chip")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pictures")
    y, x = np.mgrid[0:400, 0:320]
    cutout = np.zeros((400, 320, 4), np.uint8)
    cv2.ellipse(cutout, (160, 200), (110, 150), 0, 0, 360, (60, 90, 200, 255), -1, cv2.LINE_AA)
    cv2.ellipse(cutout, (160, 160), (40, 60), 0, 0, 360, (230, 230, 240, 255), -1, cv2.LINE_AA)
    studio = np.dstack([200 - y * 0.05, 205 - y * 0.05, 215 + x * 0.02]).astype(np.uint8)
    cv2.rectangle(studio, (110, 90), (210, 300), (40, 60, 160), -1)
    cv2.rectangle(studio, (159, 60), (161, 90), (40, 60, 160), -1)
    scene = np.random.default_rng(5).integers(0, 255, (20, 36, 3), np.uint8)
    scene = cv2.resize(scene, (640, 360), interpolation=cv2.INTER_CUBIC)
    # Its mean is grey, so no page takes its colours.
    striped = np.where((x // 16 % 2 == 0)[..., None], (200, 200, 40, 255), (40, 40, 200, 255)).astype(
        np.uint8
    )
    striped *= cutout[..., 3:] > 128
    files = {}
    drawn = {"cutout": cutout, "striped": striped, "studio": studio, "scene": scene}
    for name, pixels in drawn.items():
        path = folder / f"{name}.png"
        cv2.imwrite(str(path), pixels)
        files[name] = str(path)
    return files


def spoken(text: str) -> Caption:
    words = text.split()
    step = 3000 // max(len(words), 1)
    times = tuple(Word(word, i * step, (i + 1) * step) for i, word in enumerate(words))
    return Caption(text, 0, 3000, 1, times)


def shot(layout: str, role: str, asset: str | None, texts: dict[str, str], **changes) -> Shot:
    overlays = tuple(Overlay("text", text=text, position=slot) for slot, text in texts.items())
    scene = Scene(1, role, "", 3000, Media(asset=asset, effect=changes.pop("effect", "")), overlays=overlays)
    look = Look(layout, "PRODUCT_HERO", layout, camera=changes.pop("camera", 1.0))
    captions = (spoken(changes.pop("caption", "Forty decibels quieter, all day.")),)
    return Shot(scene, changes.pop("index", 0), 4, 3000, look, captions, changes.pop("brand_safe", True))


@pytest.fixture(scope="module")
def composed(pictures):
    @cache
    def make(layout: str, role: str, kind: str | None, with_texts: bool = True) -> Composition:
        return compose(shot(layout, role, pictures.get(kind or ""), TEXTS[role] if with_texts else {}))

    return make


def ink_box(layer: Layer) -> tuple[float, float, float, float]:
    """The layer's solid part on the frame at rest, shadows aside."""
    solid = layer.pixels[..., 3] > 200
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    return (
        layer.x_px + columns[0],
        layer.y_px + rows[0],
        layer.x_px + columns[-1] + 1,
        layer.y_px + rows[-1] + 1,
    )


def named(composition: Composition, name: str) -> list[Layer]:
    return [layer for layer in composition.layers if layer.name == name]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("role", ROLES)
def test_all_type_and_every_caption_is_inside_the_safe_box(composed, layout, role):
    composition = composed(layout, role, "cutout")
    type_ = [layer for layer in composition.layers if layer.name in TYPE]

    assert type_ and composition.captions
    for layer in [*type_, *(c for c in composition.captions if "shadow" not in c.name)]:
        left, top, right, bottom = ink_box(layer)
        assert left >= 112 and right <= 889, layer.name
        assert top >= 286 and bottom <= 1249, layer.name


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_type_touches_the_caption_zone(composed, layout):
    for role in ROLES:
        for layer in composed(layout, role, "cutout").layers:
            if layer.name in TYPE:
                assert ink_box(layer)[3] <= 1084 - 16, (role, layer.name)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_ground_is_opaque_and_covers_the_frame_at_every_moment(composed, layout, kind):
    ground = composed(layout, "hook", kind).ground
    height, width = ground.pixels.shape[:2]

    assert ground.pixels.shape[2] == 3
    for t_ms in range(0, 3001, 250):
        pose = ground.pose_at(t_ms)
        centre_x, centre_y = ground.x_px + width / 2 + pose.dx_px, ground.y_px + height / 2 + pose.dy_px
        assert (
            centre_x - width * pose.scale / 2 <= 0.01 and centre_x + width * pose.scale / 2 >= WIDTH_PX - 0.01
        )
        assert (
            centre_y - height * pose.scale / 2 <= 0.01
            and centre_y + height * pose.scale / 2 >= HEIGHT_PX - 0.01
        )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_hook_is_a_poster_on_its_first_frame(composed, layout):
    composition = composed(layout, "hook", "cutout")
    claim = named(composition, "claim")

    assert claim
    for line in claim:
        pose = line.pose_at(0)
        assert pose.opacity >= 0.3
        assert pose.reveal[3] - pose.dy_px / line.pixels.shape[0] >= 0.6
    assert claim[0].pose_at(0).opacity == 1.0
    for product in named(composition, "product"):
        assert product.pose_at(0).opacity == 1.0


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("role", ROLES)
def test_everything_has_come_to_rest_in_its_place_after_two_seconds(composed, layout, role):
    for layer in composed(layout, role, "cutout").layers:
        pose = layer.pose_at(2000)
        assert pose.opacity >= 0.7, layer.name
        assert abs(pose.dx_px) <= 15 and abs(pose.dy_px) <= 15, layer.name


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("role", ["feature", "proof"])
def test_without_a_single_word_a_frame_is_still_designed(composed, layout, role):
    composition = composed(layout, role, "cutout", with_texts=False)
    frame = composition.ground.pixels.astype(float)

    assert not [layer for layer in composition.layers if layer.name in TYPE]
    has_product = bool([layer for layer in composition.layers if layer.name in ("product", "detail")])
    assert has_product or frame[:1000].std() > 12


def test_a_product_keeps_its_proportions(pictures):
    picture = open_picture(shot("product_hero_clean", "hook", pictures["cutout"], {}).asset)
    layer = next(
        layer
        for layer in compose(shot("product_hero_clean", "proof", pictures["cutout"], TEXTS["proof"])).layers
        if layer.name == "product"
    )
    left, _, right, _ = ink_box(layer)
    # Rising from the lower edge the foot is cut off, so the light spot on it is measured instead.
    spot = (layer.pixels[..., 1] > 200) & (layer.pixels[..., 3] > 250)
    rows, columns = np.flatnonzero(spot.any(axis=1)), np.flatnonzero(spot.any(axis=0))

    assert right - left > picture.width_px
    assert (columns[-1] - columns[0]) / (rows[-1] - rows[0]) == pytest.approx(81 / 121, rel=0.03)


def bordered(path: Path, width_px: int, height_px: int, border_px: int) -> str:
    """A busy picture in a magenta frame, by which one sees whether all of it is shown."""
    noise = np.random.default_rng(5).integers(0, 255, (8, 8, 3), np.uint8)
    pixels = cv2.resize(noise, (width_px, height_px), interpolation=cv2.INTER_CUBIC)
    pixels[..., 1] //= 3
    cv2.rectangle(pixels, (0, 0), (width_px - 1, height_px - 1), (255, 0, 255), 2 * border_px)
    cv2.imwrite(str(path), pixels)
    return str(path)


def magenta_box(pixels: np.ndarray) -> Box:
    red, green, blue = (pixels[..., channel].astype(int) for channel in range(3))
    seen = (red > 1.6 * green + 60) & (blue > 1.6 * green + 60) & (abs(red - blue) < 60)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return Box(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)


@pytest.mark.parametrize(
    ("layout", "width", "height"),
    [
        ("overlay_classic", 1500, 300),
        ("product_hero_clean", 1500, 300),
        ("product_hero_clean", 300, 1500),
    ],
)
def test_a_long_picture_passes_behind_a_large_window_and_never_bares_it(tmp_path, layout, width, height):
    asset = bordered(tmp_path / "long.png", width, height, 6)
    layer = named(compose(shot(layout, "hook", asset, TEXTS["hook"])), "product")[0]
    rows, columns = layer.pixels.shape[:2]
    left, top, right, bottom = layer.pose_at(3000).reveal
    window = Box(left * columns, top * rows, right * columns, bottom * rows)
    begin, end = (np.array([pose.dx_px, pose.dy_px]) for pose in map(layer.pose_at, (0, 3000)))

    assert window.width >= 760 and window.height >= 350
    assert np.abs(end - begin).max() >= 200 and np.abs(end - begin).min() == 0
    for dx, dy in (begin, end):
        assert dx <= window.left + 1 and dx + columns >= window.right - 1
        assert dy <= window.top + 1 and dy + rows >= window.bottom - 1


def test_a_long_picture_of_few_pixels_grows_no_more_than_threefold(tmp_path):
    asset = bordered(tmp_path / "thin.png", 1500, 80, 2)

    for layer in named(compose(shot("product_hero_clean", "hook", asset, TEXTS["hook"])), "product"):
        assert layer.pixels.shape[0] <= 3 * 80


def test_a_tiny_picture_lies_whole_on_a_mat_and_grows_no_more_than_threefold(tmp_path):
    asset = bordered(tmp_path / "tiny.png", 64, 64, 6)

    product = named(compose(shot("product_hero_clean", "feature", asset, TEXTS["feature"])), "product")[0]

    left, _, right, bottom = ink_box(product)
    # Magenta is one of its colours too, which lie in a row below it.
    both = magenta_box(product.pixels)
    photo = magenta_box(product.pixels[: round(both.top + both.width) + 4])
    assert photo.width / photo.height == pytest.approx(1.0, rel=0.06)
    assert 2 * 64 < photo.width <= 3 * 64 + 2
    assert right - left >= 500 and left >= 118 and right <= 890 and bottom <= 1084


@pytest.mark.parametrize("role", ["hook", "call_to_action"])
def test_a_photo_too_small_for_the_frame_is_framed_whole_with_no_type_on_it(tmp_path, role):
    asset = bordered(tmp_path / "small.png", 600, 400, 12)

    composition = compose(shot("overlay_classic", role, asset, TEXTS[role]))

    frame = elements.frame_zone(composition.ground.pixels, Box(0, 0, WIDTH_PX, HEIGHT_PX))
    photo = magenta_box(frame).scaled(4.0)
    assert photo.width / photo.height == pytest.approx(1.5, rel=0.04)
    assert photo.width >= 0.5 * WIDTH_PX and photo.bottom <= CAPTION_ZONE.top
    for layer in composition.layers:
        if layer.name in TYPE:
            left, top, right, bottom = ink_box(layer)
            assert bottom <= photo.top or top >= photo.bottom, layer.name


@pytest.mark.parametrize(
    ("role", "texts"),
    [("feature", TEXTS["feature"]), ("call_to_action", {"button": "Jetzt kaufen"})],
)
def test_a_product_that_bleeds_off_the_frame_is_still_seen(pictures, role, texts):
    composition = compose(shot("overlay_classic", role, pictures["studio"], texts, index=1))
    pixels = composition.ground.pixels[::4, ::4].astype(int)
    red = (pixels[..., 0] > 1.4 * pixels[..., 2]) & (pixels[..., 0] > 1.4 * pixels[..., 1])
    rows = np.flatnonzero(red.sum(axis=1) > 15)
    columns = np.flatnonzero(red[rows[0] : rows[-1]].sum(axis=0) > 15)
    width = 4 * (rows[-1] - rows[0]) * 101 / 211

    for t_ms in (0, 3000):
        pose = composition.ground.pose_at(t_ms)
        on_frame = 4 * (columns - pixels.shape[1] / 2) * pose.scale + pose.dx_px + WIDTH_PX / 2
        seen = 4 * np.count_nonzero((on_frame >= 0) & (on_frame < WIDTH_PX))
        assert seen >= (0.88 if role == "call_to_action" else 0.75) * width


def test_a_white_cutout_stands_on_a_page_darker_than_itself(tmp_path):
    pixels = np.zeros((400, 300, 4), np.uint8)
    cv2.ellipse(pixels, (150, 200), (110, 180), 0, 0, 360, (250, 250, 250, 255), -1)
    cv2.imwrite(str(tmp_path / "white.png"), pixels)

    composition = compose(shot("product_hero_clean", "hook", str(tmp_path / "white.png"), TEXTS["hook"]))

    behind = elements.frame_zone(composition.ground.pixels, Box(*ink_box(named(composition, "product")[0])))
    assert contrast((250, 250, 250), behind) >= 1.25
    claim = named(composition, "claim")[0].pixels
    ink = tuple(int(c) for c in np.median(claim[claim[..., 3] > 250][:, :3], axis=0))
    assert contrast(ink, behind) >= 7.0


#: Words that would cross a product of the fixtures' shape, were they laid without regard to it.
LONG_TEXTS = {
    "feature": {"number": "240", "unit": "hours", "label": "of light on one charge"},
    "call_to_action": {"wordmark": "Lumenwood", "button": "Order yours today", "address": "lumen.example"},
}
_MOST_CROSSED = 0.03


def product_mask(composition: Composition) -> np.ndarray:
    """Where the vivid thing of the fixtures shows at rest, on the frame at a quarter of its size."""
    frame = elements.frame_zone(composition.ground.pixels, Box(0, 0, WIDTH_PX, HEIGHT_PX))[..., :3].copy()
    for layer in composition.layers:
        if layer.name in ("product", "product again", "detail"):
            x, y = round(layer.x_px / 4), round(layer.y_px / 4)
            staging.over(frame, np.ascontiguousarray(_with_alpha(layer.pixels)[::4, ::4]), x, y)
    return np.ptp(frame.astype(int), axis=-1) > 60


def _with_alpha(pixels: np.ndarray) -> np.ndarray:
    return pixels if pixels.shape[2] == 4 else np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])


@pytest.mark.parametrize(
    ("layout", "kind", "role", "texts"),
    [
        ("overlay_classic", "striped", "feature", LONG_TEXTS["feature"]),
        ("overlay_classic", "studio", "feature", {"claim": "Handmade, every single one of them."}),
        ("overlay_classic", "striped", "call_to_action", LONG_TEXTS["call_to_action"]),
        ("overlay_classic", "studio", "call_to_action", {"button": "Order yours today"}),
        ("product_hero_clean", "striped", "call_to_action", LONG_TEXTS["call_to_action"]),
        ("product_hero_clean", "studio", "hook", {"claim": "Evenings, in colour."}),
    ],
)
def test_no_word_and_no_button_lies_on_the_product(pictures, layout, kind, role, texts):
    composition = compose(shot(layout, role, pictures[kind], texts, index=1))
    on_product = product_mask(composition)

    assert on_product.mean() > 0.01
    for layer in composition.layers:
        if layer.name in (*TYPE, "button"):
            left, top, right, bottom = (round(edge / 4) for edge in ink_box(layer))
            assert on_product[top:bottom, left:right].mean() <= _MOST_CROSSED, layer.name


def test_a_turned_product_fills_its_stage_without_being_stretched(composed):
    layer = named(composed("product_hero_clean", "hook", "cutout"), "product")[0]
    left, top, right, bottom = ink_box(layer)

    assert top >= 440 and bottom <= 1084 and left >= 120 and right <= 889


def test_a_claim_of_one_line_stands_where_the_look_says(composed):
    claim = named(composed("product_hero_clean", "hook", "cutout"), "claim")[0]
    left, top, right, bottom = ink_box(claim)

    assert left == pytest.approx(120, abs=2)
    assert top == pytest.approx(288, abs=2)
    assert right <= 889
    assert bottom == pytest.approx(392, abs=6)


@pytest.mark.parametrize(
    "claim", ["Donaudampfschifffahrtsgesellschaftskapitän", "word " * 40, "مرحبا بالعالم"]
)
def test_any_claim_fits_the_box(pictures, claim):
    composition = compose(shot("product_hero_clean", "hook", pictures["cutout"], {"claim": claim}))

    for layer in named(composition, "claim"):
        left, top, right, bottom = ink_box(layer)
        assert left >= 118 and right <= 890 and top >= 286
    product = ink_box(named(composition, "product")[0])
    assert product[1] > max(ink_box(layer)[3] for layer in named(composition, "claim")) - 1


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_captions_are_legible_on_the_pixels_behind_them(composed, layout, kind):
    composition = composed(layout, "hook", kind)
    ground = composition.ground.pixels
    dx, dy = (ground.shape[1] - WIDTH_PX) // 2, (ground.shape[0] - HEIGHT_PX) // 2
    for layer in composition.captions:
        if "shadow" in layer.name or "plate" in layer.name:
            continue
        left, top, right, bottom = (round(edge) for edge in ink_box(layer))
        behind = ground[top + dy : bottom + dy, left + dx : right + dx]
        solid = layer.pixels[layer.pixels[..., 3] > 200][:, :3].astype(float)
        share = layer.pixels[layer.pixels[..., 3] > 200][:, 3:].astype(float) / 255
        # A translucent word is as light as itself over what it covers.
        seen = np.median(solid + np.median(behind.reshape(-1, 3), axis=0) * (1 - share), axis=0)
        assert contrast(tuple(round(c) for c in seen), behind) >= 4.4, layer.name


def test_a_pack_shot_on_white_is_printed_on_paper_in_dark_type(tmp_path):
    pixels = np.full((400, 400, 3), 252, np.uint8)
    cv2.circle(pixels, (200, 200), 110, (150, 60, 30), -1, cv2.LINE_AA)
    cv2.imwrite(str(tmp_path / "pack.png"), pixels)

    composition = compose(shot("overlay_classic", "hook", str(tmp_path / "pack.png"), TEXTS["hook"]))

    claim = named(composition, "claim")[0].pixels
    assert claim[claim[..., 3] > 200][:, :3].max() < 60
    paper = np.median(composition.ground.pixels[::40, ::40].reshape(-1, 3), axis=0)
    assert paper.min() > 200 and paper[0] > paper[2]


def test_the_last_scene_keeps_its_type_and_the_others_let_it_go_before_the_cut(composed, pictures):
    last = compose(shot("overlay_classic", "hook", pictures["cutout"], TEXTS["hook"], index=3))

    claim = named(composed("overlay_classic", "hook", "cutout"), "claim")[0]
    assert claim.pose_at(2999).opacity < 0.05
    assert named(last, "claim")[0].pose_at(2999).opacity == 1.0


def test_the_camera_goes_where_the_scene_says_and_stands_still_without_a_share():
    def scales(**changes) -> tuple[float, float]:
        moved = shot("overlay_classic", "hook", None, {}, **changes)
        pose_at = elements.camera(moved, 0.07 * moved.look.camera)
        return pose_at(0).scale, pose_at(3000).scale

    assert scales(effect="push_in")[0] < scales(effect="push_in")[1]
    assert scales(effect="pull_out")[0] > scales(effect="pull_out")[1]
    assert scales(camera=0.0) == (1.0, 1.0)


def test_a_rating_lights_as_many_stars_as_it_says():
    def lit(rating: float) -> int:
        return int((pieces.stars(rating, 54, (39, 71, 255), (200, 200, 200))[..., 2] > 250).sum())

    assert lit(4.8) == pytest.approx(0.97 * lit(5.0), rel=0.03)
    assert lit(2.5) == pytest.approx(0.5 * lit(5.0), rel=0.06)


def test_a_rating_is_read_in_every_usual_form_and_nothing_else_is_taken_for_one():
    assert [rating_of(text) for text in ("4.8", "4,8/5", "5 out of 5")] == [4.8, 4.8, 5.0]
    assert [rating_of(text) for text in ("2 million", "98 %", "", "0")] == [None] * 4


def test_what_a_picture_is_decides_how_it_is_staged(pictures):
    kinds = {
        name: open_picture(shot("overlay_classic", "hook", path, {}).asset).kind
        for name, path in pictures.items()
    }

    assert kinds == {"cutout": "cutout", "striped": "cutout", "studio": "studio", "scene": "scene"}


def test_the_subject_of_a_studio_picture_is_what_stands_out_with_its_thin_parts(pictures):
    subject = open_picture(shot("overlay_classic", "hook", pictures["studio"], {}).asset).subject

    assert tuple(subject) == pytest.approx((110, 60, 210, 300), abs=8)


@pytest.mark.parametrize("shape", [(1, 1), (40, 1200), (1200, 40), (300, 300)])
def test_the_subject_of_an_empty_picture_is_somewhere_inside_it(shape):
    picture = Picture(np.full((*shape, 3), 200, np.uint8))

    subject = picture.subject

    assert 0 <= subject.left < subject.right <= shape[1]
    assert 0 <= subject.top < subject.bottom <= shape[0]


def test_a_crop_is_never_stretched_and_never_leaves_the_picture():
    y, x = np.mgrid[0:300, 0:500]
    picture = Picture(np.dstack([x % 256, y % 256, (x * y) % 251]).astype(np.uint8))

    window = composed_window(picture, 9 / 16, (540, 800), (760, 500), [CAPTION_ZONE])

    assert window.width / window.height == pytest.approx(9 / 16, rel=0.01)
    assert window.left >= 0 and window.right <= 500.01 and window.top >= 0 and window.bottom <= 300.01
    assert cover_crop(picture, 90, 160).shape == (160, 90, 3)


def test_the_face_finder_ships_with_opencv():
    assert not staging._face_finder().empty()


def test_a_veil_is_no_thicker_than_type_needs():
    light = np.full((HEIGHT_PX // 4, WIDTH_PX // 4, 3), 230.0, np.float32)
    bare = cv2.resize(light, (WIDTH_PX, HEIGHT_PX))
    zone = scrims.TypeZone(CAPTION_ZONE, (255, 246, 233))

    under = scrims.veiled(bare, (8, 8, 10), [zone])

    ratio = contrast(zone.colour, under[1084:1248:4, 120:888:4])
    assert 4.5 <= ratio < 6.5
    assert np.array_equal(under[:700], bare[:700])


def test_contrast_is_that_of_wcag_and_judges_by_the_worse_end():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    half = np.concatenate([np.zeros((50, 3)), np.full((50, 3), 255)])
    assert contrast((255, 255, 255), half) == pytest.approx(1.0)
    assert float(luminance((255, 0, 0))) == pytest.approx(0.2126, abs=1e-4)


def test_a_colour_moves_only_as_far_as_legibility_asks():
    assert legible((39, 71, 255), (245, 246, 248)) == (39, 71, 255)
    assert contrast(legible((39, 71, 255), (214, 160, 80)), (214, 160, 80)) >= 4.5


def test_a_colour_that_is_not_one_is_refused():
    with pytest.raises(ValueError, match="#RRGGBB"):
        parse_colour("blue")


def test_a_scene_whose_captions_are_not_drawn_makes_room_for_them_all_the_same(composed, pictures):
    whole = shot("overlay_classic", "hook", pictures["studio"], TEXTS["hook"])
    left, full = compose(replace(whole, captioned=False)), composed("overlay_classic", "hook", "studio")
    assert full.captions
    assert left.captions == ()
    assert np.array_equal(left.ground.pixels, full.ground.pixels)
