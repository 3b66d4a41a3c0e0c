"""The addresses of the API, each with and without a slash at its end."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from jobs.api.views import JobViewSet, MusicViewSet, VoiceViewSet

router = SimpleRouter()
# A POST cannot be redirected to the address with the slash: both have to be the address itself.
router.trailing_slash = "/?"
router.register("jobs", JobViewSet, basename="api-job")
router.register("music", MusicViewSet, basename="api-music")
router.register("voices", VoiceViewSet, basename="api-voices")

urlpatterns: list[URLPattern | URLResolver] = router.urls
