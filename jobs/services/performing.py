"""To do a claimed piece of work, whatever comes of it."""

from __future__ import annotations

import logging

from rq.timeouts import JobTimeoutException

from jobs.models import LostWorkError, Work
from jobs.services.steps import assemble_film, direct, score, shoot_scene
from jobs.services.works import set_back
from jobs.space import full_disk_named
from pytoon.film.errors import PytoonError

logger = logging.getLogger(__name__)

STEPS = {
    Work.Step.DIRECT: direct,
    Work.Step.SHOOT: shoot_scene,
    Work.Step.SCORE: score,
    Work.Step.ASSEMBLE: assemble_film,
}
#: What an unexpected failure is called in front of a caller; the log has the rest.
OUR_FAULT = "Something went wrong on our side while the film was made; the log of the server says what."


def perform(work: Work) -> None:
    """Do a claimed piece of work and see to what follows from how it ends.

    Raises LostWorkError when the work was taken away, and JobTimeoutException (after the work was set
    back), because the queue has to hear of its deadline.
    """
    try:
        with full_disk_named():
            STEPS[Work.Step(work.step)](work)
    except LostWorkError:
        raise
    except JobTimeoutException:
        logger.warning("%s took too long", work)
        set_back(work, "It took too long to make the film.")
        raise
    except PytoonError as error:
        logger.warning("%s failed: %s", work, error)
        set_back(work, str(error), for_good=not error.retryable)
    except Exception:
        if not work.mine().exists():
            raise LostWorkError(str(work)) from None
        logger.exception("%s failed unexpectedly", work)
        set_back(work, OUR_FAULT)
