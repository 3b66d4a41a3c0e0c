"""The pipeline's figures for Prometheus, counted in the database when they are asked for.

Workers are many processes that come and go, so a counter in memory would forget; the rows do not. Each family
is one grouped query, whatever the number of jobs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from engines.models import ModerationRule, ModerationTally
from jobs.api.errors import for_programs, refuse
from jobs.health import live_workers
from jobs.models import Job, JobStatus, Scene, SceneStatus, Work

logger = logging.getLogger(__name__)

SCENE_BUCKETS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
JOB_BUCKETS_S = (5, 10, 20, 30, 45, 60, 90, 120, 300, 600, 1800)
SPEECH_BUCKETS_S = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30)
ALIGNMENT_BUCKETS_MS = (10, 20, 40, 60, 80, 100, 150, 250)
DUCKING_BUCKETS = (0, 1, 2, 3, 5, 8, 13, 21)
LOUDNESS_BUCKETS_LUFS = (-24, -20, -17, -16, -15, -14.5, -14, -13.5, -13, -12)

Labels = Mapping[str, str]
"""What Prometheus calls a label, and the field or annotation that it is read from."""


class PipelineCollector(Collector):
    """Every figure of the pipeline; a family without rows is there all the same, empty."""

    def describe(self) -> Iterable[Metric]:
        # Registering asks for the names, when there may be no database yet.
        return ()

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("pytoon_database_up", "Whether the pipeline's figures could be counted.")
        try:
            yield from _families()
            up.add_metric([], 1)
        except DatabaseError:
            logger.exception("the pipeline's figures could not be counted")
            up.add_metric([], 0)
        yield up


REGISTRY.register(PipelineCollector())


@for_programs
def view(request: HttpRequest) -> HttpResponse:
    """Answer `GET /metrics`: the web server's own figures and the pipeline's.

    Outside the embedded profile they are for the holder of `PYTOON_METRICS_TOKEN` only.
    """
    if not settings.EMBEDDED and not _has_token(request):
        words = "Send the token of this server's metrics: Authorization: Bearer …"
        refusal = refuse(HTTPStatus.UNAUTHORIZED, words, "not_authenticated")
        refusal["WWW-Authenticate"] = "Bearer"
        return refusal
    return ExportToDjangoView(request)


def _has_token(request: HttpRequest) -> bool:
    expected = f"Bearer {settings.PYTOON_METRICS_TOKEN}"
    sent = request.headers.get("Authorization", "")
    return bool(settings.PYTOON_METRICS_TOKEN) and constant_time_compare(sent, expected)


def _families() -> Iterator[Metric]:
    yield from _jobs()
    yield from _scenes()
    yield from _sound_and_captions()
    yield from _moderation()
    yield from _queue()


_SECONDS = ExpressionWrapper(F("finished_at") - F("created_at"), output_field=DurationField())


def _lost(*steps: str) -> Exists:
    return Exists(Work.objects.filter(job=OuterRef("pk"), state=Work.State.FAILED, step__in=steps))


# When a job fails, all of its open work fails with it: the latest stage that was open is where it broke.
_REASON = Case(
    When(_lost(Work.Step.ASSEMBLE), then=Value("composing")),
    When(_lost(Work.Step.DIRECT), then=Value("directing")),
    When(_lost(Work.Step.SHOOT, Work.Step.SCORE), then=Value("rendering")),
    default=Value("other"),
    output_field=CharField(),
)


def _jobs() -> Iterator[Metric]:
    jobs = Job.objects.order_by()
    done = jobs.filter(status=JobStatus.DONE)
    failed = jobs.filter(status=JobStatus.FAILED).annotate(reason=_REASON)
    archetype = {"archetype": "preset__archetype"}
    preset = {"preset": "preset_id"}
    reason = {"reason": "reason"}
    yield _counter("pytoon_render_jobs", "Jobs taken in.", jobs, {**archetype, **preset})
    yield _counter("pytoon_render_success", "Jobs that ended with a film.", done, archetype)
    yield _counter("pytoon_render_failure", "Jobs that ended without.", failed, {**archetype, **reason})
    yield _counter("pytoon_v2_job_success", "Jobs that ended with a film.", done, preset)
    yield _counter("pytoon_v2_job_failure", "Jobs that ended without.", failed, {**preset, **reason})
    yield _seconds(
        "pytoon_job_total_seconds", "From order to film.", done, archetype, _SECONDS, JOB_BUCKETS_S
    )
    yield _seconds(
        "pytoon_v2_job_total_seconds",
        "From order to film.",
        done,
        {**preset, "scene_count": "scene_count"},
        _SECONDS,
        JOB_BUCKETS_S,
    )
    yield _gauge("pytoon_jobs", "Jobs by state.", jobs, {"status": "status"}, JobStatus.values)


def _scenes() -> Iterator[Metric]:
    scenes = Scene.objects.order_by()
    shot = scenes.filter(status=SceneStatus.DONE)
    timed = shot.filter(render_duration_ms__isnull=False)
    left = scenes.filter(fallback_used=True)
    engine = {"engine": "engine_used"}
    for name, labels in (
        ("pytoon_segment_render_seconds", engine),
        ("pytoon_v2_scene_render_seconds", {**engine, "scene_type": "media_type"}),
    ):
        yield _histogram(
            name,
            "Time to shoot a scene.",
            timed,
            labels,
            ExpressionWrapper(F("render_duration_ms") / 1000.0, output_field=FloatField()),
            SCENE_BUCKETS_S,
        )
    invocations = CounterMetricFamily(
        "pytoon_v2_engine_invocations", "Scenes given to an engine.", labels=["engine", "result"]
    )
    for result, rows, field in (
        ("success", shot, "engine_used"),
        ("fallback", left, "engine_planned"),
        ("failure", scenes.filter(status=SceneStatus.FAILED, fallback_used=False), "engine_planned"),
    ):
        for values, count in _grouped(rows, [field]):
            invocations.add_metric([*values, result], count)
    yield invocations
    yield _counter(
        "pytoon_v2_engine_fallbacks",
        "Scenes that another engine had to shoot.",
        left,
        {"from_engine": "engine_planned", "to_engine": "engine_used"},
    )
    fallbacks = CounterMetricFamily("pytoon_fallback", "Simplifications by kind.", labels=["fallback_type"])
    fallbacks.add_metric(["engine"], left.count())
    fallbacks.add_metric(["voice"], _measured("tts_failure").count())
    yield fallbacks
    yield _gauge("pytoon_scenes", "Scenes by state.", scenes, {"status": "status"}, SceneStatus.values)


def _measure(name: str) -> Cast:
    return Cast(KeyTextTransform(name, "measures"), FloatField())


def _measured(name: str) -> QuerySet[Job]:
    return Job.objects.order_by().filter(measures__has_key=name)


def _sound_and_captions() -> Iterator[Metric]:
    method = {"method": "method"}
    aligned = _measured("caption_alignment_ms").annotate(
        method=KeyTextTransform("caption_alignment_method", "measures")
    )
    yield _histogram(
        "pytoon_v2_caption_alignment_ms",
        "How far captions stand from the words.",
        aligned,
        method,
        _measure("caption_alignment_ms"),
        ALIGNMENT_BUCKETS_MS,
    )
    captioned = _measured("captions").annotate(
        method=KeyTextTransform("caption_alignment_method", "measures")
    )
    yield _counter(
        "pytoon_v2_captions",
        "Captions shown.",
        captioned,
        {"alignment_method": "method"},
        Sum(_measure("captions")),
    )
    yield _histogram(
        "pytoon_v2_tts_duration_seconds",
        "Time to speak a script.",
        _measured("tts_seconds"),
        {},
        _measure("tts_seconds"),
        SPEECH_BUCKETS_S,
    )
    yield _counter("pytoon_v2_tts_success", "Scripts spoken.", _measured("tts_seconds"), {})
    unspoken = _measured("tts_failure").annotate(provider=KeyTextTransform("tts_failure", "measures"))
    yield _counter("pytoon_v2_tts_failure", "Scripts no voice spoke.", unspoken, {"provider": "provider"})
    yield _histogram(
        "pytoon_v2_audio_ducking_regions",
        "Stretches in which the music steps back, a film.",
        _measured("ducking_regions"),
        {},
        _measure("ducking_regions"),
        DUCKING_BUCKETS,
    )
    yield _histogram(
        "pytoon_v2_audio_normalization_lufs",
        "Integrated loudness of finished films.",
        _measured("loudness_lufs"),
        {},
        _measure("loudness_lufs"),
        LOUDNESS_BUCKETS_LUFS,
    )


def _moderation() -> Iterator[Metric]:
    tallies = ModerationTally.objects.order_by()
    yield _counter(
        "pytoon_v2_moderation_flags",
        "Moderation rules that were met.",
        tallies,
        {"strictness": "strictness", "trigger": "trigger"},
        Sum("flags"),
    )
    yield _counter(
        "pytoon_v2_moderation_rephrases",
        "Prompts that were cleaned before an engine saw them.",
        tallies.filter(action=ModerationRule.Action.REPLACE),
        {"engine": "engine"},
        Sum("flags"),
    )


def _queue() -> Iterator[Metric]:
    now = timezone.now()
    waiting = Work.objects.free(now).order_by()
    oldest = waiting.aggregate(since=Min("next_attempt_at"))["since"]
    depth = GaugeMetricFamily("pytoon_queue_depth", "Pieces of work that wait for a worker.")
    depth.add_metric([], waiting.count())
    yield depth
    age = GaugeMetricFamily("pytoon_queue_age_seconds", "How long the oldest of them has waited.")
    age.add_metric([], (now - oldest).total_seconds() if oldest else 0.0)
    yield age
    workers = GaugeMetricFamily("pytoon_workers", "Workers heard within half a minute.", labels=["queue"])
    for queue, count in live_workers().items():
        workers.add_metric([queue], count)
    yield workers


def _grouped(
    rows: QuerySet[Any], fields: Sequence[str], amount: Any = None
) -> Iterator[tuple[list[str], float]]:
    """Yield the label values and the amount (by default the number of rows) of every group."""
    counted = amount or Count("pk")
    if not fields:
        yield [], rows.aggregate(amount=counted)["amount"] or 0
        return
    for row in rows.values(*fields).annotate(amount=counted).values_list(*fields, "amount"):
        yield [str(value or "") for value in row[:-1]], row[-1] or 0


def _counter(
    name: str, words: str, rows: QuerySet[Any], labels: Labels, amount: Any = None
) -> CounterMetricFamily:
    """Return a counter; Prometheus writes `_total` behind its name."""
    family = CounterMetricFamily(name, words, labels=list(labels))
    for values, count in _grouped(rows, list(labels.values()), amount):
        family.add_metric(values, count)
    return family


def _gauge(
    name: str, words: str, rows: QuerySet[Any], labels: Labels, known: Iterable[str]
) -> GaugeMetricFamily:
    """Return a gauge with one label that shows a zero for each of its `known` values without rows."""
    family = GaugeMetricFamily(name, words, labels=list(labels))
    found = {values[0]: count for values, count in _grouped(rows, list(labels.values()))}
    for value in known:
        family.add_metric([value], found.get(value, 0))
    return family


def _seconds(
    name: str,
    words: str,
    rows: QuerySet[Any],
    labels: Labels,
    duration: ExpressionWrapper,
    buckets: Sequence[float],
) -> HistogramMetricFamily:
    """Return a histogram of a DurationField expression, in seconds."""
    return _histogram(name, words, rows, labels, duration, buckets, lambda s: timedelta(seconds=s))


def _histogram(
    name: str,
    words: str,
    rows: QuerySet[Any],
    labels: Labels,
    value: Any,
    buckets: Sequence[float],
    bound: Callable[[float], Any] = float,
) -> HistogramMetricFamily:
    """Return a histogram whose buckets are counted by the database; `bound` makes a limit comparable."""
    family = HistogramMetricFamily(name, words, labels=list(labels))
    fields = list(labels.values())
    below = {
        f"below_{index}": Count("pk", filter=Q(observed__lte=bound(limit)))
        for index, limit in enumerate(buckets)
    }
    sums = {"observations": Count("pk"), "sum_observed": Sum("observed"), **below}
    observed = rows.annotate(observed=value)
    groups = observed.values(*fields).annotate(**sums) if fields else [observed.aggregate(**sums)]
    for group in groups:
        values = [str(group[field] or "") for field in fields]
        total = group["sum_observed"] or 0
        observed_sum = total.total_seconds() if isinstance(total, timedelta) else float(total)
        counts = [(str(float(limit)), group[f"below_{i}"]) for i, limit in enumerate(buckets)]
        family.add_metric(values, [*counts, ("+Inf", group["observations"])], observed_sum)
        if buckets[0] < 0:
            # The client library leaves these out when values may be negative; an average needs them.
            with_labels = dict(zip(labels, values, strict=True))
            family.add_sample(f"{name}_count", with_labels, group["observations"])
            family.add_sample(f"{name}_sum", with_labels, observed_sum)
    return family
