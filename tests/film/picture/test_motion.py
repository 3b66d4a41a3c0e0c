"""Curves and poses as functions of time."""

import pytest

from pytoon.film.picture import motion
from pytoon.film.picture.layers import REST, Pose


@pytest.mark.parametrize(
    "curve", [motion.SOFT, motion.SNAP, motion.EASE, motion.DRIFT, motion.IN, motion.POP]
)
def test_every_curve_begins_at_0_ends_at_1_and_holds_still_beyond(curve):
    assert curve(0.0) == pytest.approx(0.0)
    assert curve(1.0) == pytest.approx(1.0)
    assert curve(-1.0) == pytest.approx(0.0)
    assert curve(2.0) == pytest.approx(1.0)


def test_pop_overshoots_and_the_calm_curves_do_not():
    steps = [i / 100 for i in range(101)]

    assert max(map(motion.POP, steps)) > 1.05
    for curve in (motion.SOFT, motion.EASE, motion.DRIFT):
        assert max(map(curve, steps)) <= 1.0


def test_a_symmetric_curve_is_half_way_at_half_time():
    assert motion.DRIFT(0.5) == pytest.approx(0.5, abs=1e-3)
    assert motion.EASE(0.5) == pytest.approx(0.5, abs=1e-3)


def test_a_length_of_nothing_is_a_step():
    assert motion.progress(99, 100, 0, motion.SOFT) == 0.0
    assert motion.progress(100, 100, 0, motion.SOFT) == 1.0


def test_what_moves_in_starts_at_its_offset_and_comes_to_rest():
    pose_at = motion.move_in(200, 700, dy_px=48.0, scale=0.96)

    assert pose_at(0) == Pose(dy_px=48.0, scale=0.96)
    assert pose_at(900) == REST


def test_a_movement_already_under_way_begins_nearer_to_rest():
    assert motion.move_in(0, 700, dy_px=50.0, already=0.6)(0).dy_px == pytest.approx(20.0)


def test_stacked_poses_add_multiply_and_share_their_masks():
    pose_at = motion.stack(
        lambda _: Pose(1.0, 2.0, 2.0, 5.0, 0.5, (0.1, 0.0, 1.0, 0.8)),
        lambda _: Pose(10.0, 20.0, 0.5, -2.0, 0.5, (0.0, 0.2, 0.9, 1.0)),
    )

    assert pose_at(0) == Pose(11.0, 22.0, 1.0, 3.0, 0.25, (0.1, 0.2, 0.9, 0.8))


def test_a_fade_out_is_complete_at_its_end():
    pose_at = motion.fade_out(3000, 200)

    assert pose_at(2800).opacity == 1.0
    assert pose_at(2900).opacity == pytest.approx(0.5)
    assert pose_at(3000).opacity == 0.0


def test_a_wipe_opens_from_its_own_edge():
    assert motion.wipe_up(0, 500)(0).reveal == (0.0, 1.0, 1.0, 1.0)
    assert motion.wipe_right(0, 500)(0).reveal == (0.0, 0.0, 0.0, 1.0)
    assert motion.wipe_down(0, 500)(500).reveal == (0.0, 0.0, 1.0, 1.0)


def test_floating_stays_within_its_swing_and_returns_after_a_period():
    pose_at = motion.floating(7.0, 0.6, 4200)
    poses = [pose_at(t) for t in range(0, 8400, 100)]

    assert max(abs(pose.dy_px) for pose in poses) == pytest.approx(7.0, abs=0.05)
    assert max(abs(pose.rotation_deg) for pose in poses) <= 0.6
    assert pose_at(4200).dy_px == pytest.approx(0.0, abs=1e-9)


def test_a_breath_ends_where_it_began():
    pose_at = motion.swell_once(1600, 700, 1.02)

    assert pose_at(1500).scale == 1.0
    assert pose_at(1950).scale == pytest.approx(1.02)
    assert pose_at(2300).scale == pytest.approx(1.0)
