"""The endpoints of `/api/v2/jobs`."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from jobs.api import examples
from jobs.api.permissions import LocalUser
from jobs.api.schema import SCENE_GRAPH, TIMELINE
from jobs.api.serializers import (
    JobCreatedSerializer,
    JobRequestSerializer,
    JobSerializer,
    TrackSerializer,
    VoiceSerializer,
)
from jobs.models import Job
from jobs.orders import place_order
from pytoon.film.sound.music import tracks
from pytoon.film.sound.speech import voices

_JOB_ID = re.compile(r"[0-9a-z]{1,12}")
POLL_AFTER_S = 1


class JobViewSet(ViewSet):
    """Films: order one, follow it, read its plan."""

    lookup_url_kwarg = "job_id"
    lookup_value_regex = "[^/]+"
    permission_classes = [LocalUser]

    @extend_schema(
        summary="Order a film",
        description="The answer comes at once; the header `Location` says where to follow the film.",
        parameters=examples.ORDER_HEADERS,
        request=JobRequestSerializer,
        responses={
            202: OpenApiResponse(
                JobCreatedSerializer, description="The order is taken.", examples=examples.CREATED
            ),
            **examples.ORDER_ERRORS,
        },
        examples=examples.ORDERS,
    )
    def create(self, request: Request) -> Response:
        asked = JobRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = place_order(self._caller(request), asked.validated_data)
        address = request.build_absolute_uri(reverse("api-job-detail", args=[job.pk]))
        headers = {"Location": address, "Retry-After": str(POLL_AFTER_S)}
        return Response(JobCreatedSerializer(job).data, status=status.HTTP_202_ACCEPTED, headers=headers)

    @extend_schema(
        summary="Follow a film",
        description="How far the film is, and where its files are once they are there.",
        parameters=[examples.JOB_ID],
        responses={
            200: OpenApiResponse(JobSerializer, description="The film so far.", examples=examples.JOBS),
            **examples.JOB_ERRORS,
        },
    )
    def retrieve(self, request: Request, job_id: str) -> Response:
        job = self._job(request, job_id)
        return Response(JobSerializer(job, context={"request": request}).data)

    @extend_schema(
        summary="Read the scene graph",
        description="What each scene shows and says. It exists before the scenes are shot.",
        parameters=[examples.JOB_ID],
        responses={
            200: OpenApiResponse(SCENE_GRAPH, description="The scene graph.", examples=examples.SCENE_GRAPHS),
            **examples.document_errors("scene graph"),
        },
    )
    @action(detail=True, url_path="scene-graph", url_name="scene-graph")
    def scene_graph(self, request: Request, job_id: str) -> Response:
        return Response(_document(self._job(request, job_id), "scene_graph", "scene graph"))

    @extend_schema(
        summary="Read the timeline",
        description="When each scene, word and sound begins and ends. It exists before the scenes are shot.",
        parameters=[examples.JOB_ID],
        responses={
            200: OpenApiResponse(TIMELINE, description="The timeline.", examples=examples.TIMELINES),
            **examples.document_errors("timeline"),
        },
    )
    @action(detail=True)
    def timeline(self, request: Request, job_id: str) -> Response:
        return Response(_document(self._job(request, job_id), "timeline", "timeline"))

    def _caller(self, request: Request) -> Any:
        return request.user if getattr(request.user, "is_authenticated", False) else None

    def _job(self, request: Request, job_id: str) -> Job:
        """Return a job the caller may see; what they may not see does not exist for them."""
        job = None
        if _JOB_ID.fullmatch(job_id):
            visible = Job.objects.visible_to(request.user).prefetch_related("scenes", "artifacts")
            job = visible.filter(pk=job_id).first()
        if job is None:
            raise Http404("There is no such job.")
        return job


class MusicViewSet(ViewSet):
    """The music that ships: what `music_source` may name."""

    permission_classes = [LocalUser]

    @extend_schema(
        summary="List the music",
        responses={
            200: OpenApiResponse(
                TrackSerializer(many=True), description="All of them.", examples=examples.TRACKS
            ),
            **examples.LIST_ERRORS,
        },
    )
    def list(self, request: Request) -> Response:
        return Response(TrackSerializer(tracks(), many=True, context={"request": request}).data)


class VoiceViewSet(ViewSet):
    """The voices: what `voice` may name."""

    permission_classes = [LocalUser]

    @extend_schema(
        summary="List the voices",
        responses={
            200: OpenApiResponse(
                VoiceSerializer(many=True), description="All of them.", examples=examples.VOICES
            ),
            **examples.LIST_ERRORS,
        },
    )
    def list(self, request: Request) -> Response:
        return Response(VoiceSerializer(voices(), many=True, context={"request": request}).data)


def _document(job: Job, field: str, name: str) -> Any:
    document = getattr(job, field)
    if document is None:
        when = "will never have one" if job.ended else "has none yet; ask again in a moment"
        raise Http404(f"The job is {job.status} and {when}: no {name}.")
    return document
