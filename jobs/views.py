"""The pages: a gallery of films, one page a film, a form to order one; and the files themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jobs import uploads
from jobs.forms import OrderForm
from jobs.models import Artifact, Job, JobQuerySet, JobStatus
from jobs.orders import place_order
from jobs.pages import JobPage, card, web_vtt
from jobs.serving import serve_file
from pytoon.film.errors import BriefError, SpeechError, StorageFullError
from pytoon.film.sound.music import find_track
from pytoon.film.sound.speech import find_voice

CARDS_PER_PAGE = 24
FILTERS = {
    "": "All",
    "running": "In the making",
    JobStatus.DONE.value: "Done",
    JobStatus.FAILED.value: "Failed",
}
#: What a browser is told about our own files, whatever the machine's tables say.
CONTENT_TYPES = {
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".srt": "application/x-subrip; charset=utf-8",
    ".json": "application/json",
    ".wav": "audio/wav",
    ".opus": "audio/ogg",
    ".mp3": "audio/mpeg",
}


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "jobs/gallery.html", _cards(request))


@require_safe
def gallery_cards(request: HttpRequest) -> HttpResponse:
    """The cards alone: what the gallery asks for while something is in the making."""
    return render(request, "jobs/_cards.html", _cards(request))


@require_safe
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    return render(request, "jobs/job.html", {"page": _page(request, job_id)})


@require_safe
def job_live(request: HttpRequest, job_id: str) -> HttpResponse:
    """The part of a job's page that changes while the film is made."""
    return render(request, "jobs/_live.html", {"page": _page(request, job_id)})


@require_safe
def captions(request: HttpRequest, job_id: str) -> HttpResponse:
    timeline = _visible(request, job_id).timeline
    if timeline is None:
        raise Http404("This film has no timeline yet.")
    return HttpResponse(web_vtt(timeline), content_type="text/vtt; charset=utf-8")


@require_safe
def job_file(request: HttpRequest, job_id: str, name: str) -> HttpResponseBase:
    """A finished file of a job. What is no artifact of a job the caller may see does not exist."""
    artifact = Artifact.objects.filter(
        job__in=Job.objects.visible_to(request.user), job_id=job_id, path=name
    ).select_related("job")
    found = None if "\0" in name else artifact.first()
    if found is None:
        raise Http404("There is no such file.")
    path = found.job.folder / found.path
    download_as = None
    if "download" in request.GET:
        title = slugify(found.job.title) or "pytoon"
        download_as = f"{title}-{found.job_id}-{path.name}"
    content_type = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
    return serve_file(request, path, content_type, download_as)


@require_safe
def music_sample(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of our own pieces of music, to listen to."""
    try:
        track = find_track(name)
    except BriefError as error:
        raise Http404(str(error)) from error
    return serve_file(request, track.file, CONTENT_TYPES[track.file.suffix])


@require_safe
def voice_sample(request: HttpRequest, name: str) -> HttpResponseBase:
    """A few seconds of a voice, to listen to."""
    try:
        voice = find_voice(name)
    except SpeechError as error:
        raise Http404(str(error)) from error
    if voice is None:
        raise Http404("Name a voice.")
    return serve_file(request, voice.sample, CONTENT_TYPES[voice.sample.suffix])


@require_safe
def upload_preview(request: HttpRequest, reference: str) -> HttpResponseBase:
    """A file that was uploaded a moment ago, for the form that holds on to it."""
    path = uploads.resolve(reference)
    if path is None:
        raise Http404("There is no such file.")
    return serve_file(request, settings.UPLOADS_ROOT / path, uploads.content_type(path))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not (settings.EMBEDDED or request.user.is_authenticated):
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return render(request, "jobs/new.html", {"form": OrderForm()})
    uploads.discard_stale()
    form = OrderForm(request.POST, request.FILES)
    form_key = form.key_for(request.user)
    if form_key and (before := Job.objects.filter(form_key=form_key).first()):
        return redirect("job", before.pk)
    valid = form.is_valid()
    for field, name in request.META.get("pytoon.too_large", ()):
        form.blame(field, f"{name} is too large: a file may have 200 MB, a form 600 MB.")
        valid = False
    if valid and (ordered := _ordered(request, form, form_key)):
        return redirect("job", ordered.pk)
    return render(request, "jobs/new.html", {"form": form}, status=400)


def _ordered(request: HttpRequest, form: OrderForm, form_key: str | None) -> Job | None:
    owner = request.user if request.user.is_authenticated else None
    try:
        ordered = place_order(owner, form.order.validated_data, form_key)
    except IntegrityError:
        # The same form came in twice at the same time, and the other one was quicker.
        ordered = Job.objects.get(form_key=form_key)
    except BriefError as error:
        form.blame(error.field, str(error))
        return None
    except StorageFullError as error:
        form.add_error(None, str(error))
        return None
    for path in form.stored:
        uploads.discard(path)
    return ordered


def _cards(request: HttpRequest) -> dict[str, Any]:
    chosen = request.GET.get("status", "")
    if chosen not in FILTERS:
        chosen = ""
    jobs: JobQuerySet = Job.objects.visible_to(request.user)
    running = jobs.unfinished().count()
    if chosen == "running":
        jobs = jobs.unfinished()
    elif chosen:
        jobs = jobs.filter(status=chosen)
    posters = Prefetch("artifacts", Artifact.objects.filter(kind=Artifact.Kind.THUMBNAIL), to_attr="posters")
    shown = jobs.select_related("preset").prefetch_related(posters).defer("scene_graph", "look", "media")
    page = Paginator(shown, CARDS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "cards": [card(job) for job in page.object_list],
        "page": page,
        "running": running,
        "chosen": chosen,
        "filters": FILTERS.items(),
        "query": request.GET.urlencode(),
    }


def _page(request: HttpRequest, job_id: str) -> JobPage:
    return JobPage(_visible(request, job_id), request)


def _visible(request: HttpRequest, job_id: str) -> Job:
    jobs = Job.objects.visible_to(request.user).select_related("preset")
    found: Job | None = jobs.prefetch_related("scenes", "artifacts", "works").filter(pk=job_id).first()
    if found is None:
        raise Http404("There is no such film.")
    return found
