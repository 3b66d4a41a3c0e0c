"""From a brief to the plan of its film."""

from pytoon.film.planning.scenes import plan_scenes

__all__ = ["plan_scenes"]
