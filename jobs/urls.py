"""The addresses of films: pages for people, files for everybody, figures for those who watch over it."""

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from jobs import health, metrics, views

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("gallery/cards/", views.gallery_cards, name="gallery-cards"),
    path("new/", views.new, name="new"),
    path("jobs/<slug:job_id>/", views.job, name="job"),
    path("jobs/<slug:job_id>/live/", views.job_live, name="job-live"),
    path("jobs/<slug:job_id>/captions.vtt", views.captions, name="job-captions"),
    path("files/jobs/<slug:job_id>/<path:name>", views.job_file, name="job-file"),
    path("music/<slug:name>.opus", views.music_sample, name="music-sample"),
    path("voices/<slug:name>.mp3", views.voice_sample, name="voice-sample"),
    path("uploads/<str:reference>", views.upload_preview, name="upload-preview"),
    path("favicon.ico", RedirectView.as_view(url=static("pytoon/mark.svg"), permanent=True)),
    path("metrics", metrics.view, name="metrics"),
    path("metrics/", metrics.view),
    path("health", health.view, name="health"),
    path("health/", health.view),
]
