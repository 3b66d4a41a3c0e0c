"""The endpoints of `/api/v2/jobs`."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from jobs.api.permissions import LocalUser
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

_BAD_REQUEST = OpenApiResponse(OpenApiTypes.OBJECT, description="`detail` says what to change.")
_FULL = OpenApiResponse(OpenApiTypes.OBJECT, description="The server has no room for another film.")
_NOT_FOUND = OpenApiResponse(OpenApiTypes.OBJECT, description="There is no such job or document yet.")


class JobViewSet(ViewSet):
    """Films: order one, follow it, read its plan."""

    lookup_url_kwarg = "job_id"
    lookup_value_regex = "[^/]+"
    permission_classes = [LocalUser]

    @extend_schema(
        request=JobRequestSerializer,
        responses={202: JobCreatedSerializer, 400: _BAD_REQUEST, 507: _FULL},
        summary="Order a film",
    )
    def create(self, request: Request) -> Response:
        asked = JobRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = place_order(self._caller(request), asked.validated_data)
        address = request.build_absolute_uri(reverse("api-job-detail", args=[job.pk]))
        headers = {"Location": address, "Retry-After": str(POLL_AFTER_S)}
        return Response(JobCreatedSerializer(job).data, status=status.HTTP_202_ACCEPTED, headers=headers)

    @extend_schema(responses={200: JobSerializer, 404: _NOT_FOUND}, summary="Follow a film")
    def retrieve(self, request: Request, job_id: str) -> Response:
        job = self._job(request, job_id)
        return Response(JobSerializer(job, context={"request": request}).data)

    @extend_schema(responses={200: OpenApiTypes.OBJECT, 404: _NOT_FOUND}, summary="Read the scene graph")
    @action(detail=True, url_path="scene-graph", url_name="scene-graph")
    def scene_graph(self, request: Request, job_id: str) -> Response:
        return Response(_document(self._job(request, job_id), "scene_graph", "scene graph"))

    @extend_schema(responses={200: OpenApiTypes.OBJECT, 404: _NOT_FOUND}, summary="Read the timeline")
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

    @extend_schema(responses={200: TrackSerializer(many=True)}, summary="List the music")
    def list(self, request: Request) -> Response:
        return Response(TrackSerializer(tracks(), many=True, context={"request": request}).data)


class VoiceViewSet(ViewSet):
    """The voices: what `voice` may name."""

    permission_classes = [LocalUser]

    @extend_schema(responses={200: VoiceSerializer(many=True)}, summary="List the voices")
    def list(self, request: Request) -> Response:
        return Response(VoiceSerializer(voices(), many=True, context={"request": request}).data)


def _document(job: Job, field: str, name: str) -> Any:
    document = getattr(job, field)
    if document is None:
        when = "will never have one" if job.ended else "has none yet; ask again in a moment"
        raise Http404(f"The job is {job.status} and {when}: no {name}.")
    return document
