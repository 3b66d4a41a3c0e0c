"""Which address leads where."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

admin.site.site_header = "Pytoon"
admin.site.site_title = "Pytoon"
admin.site.index_title = "Films, looks and rules"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v2/", include("jobs.api.urls")),
    re_path(r"^api/schema/?$", SpectacularAPIView.as_view(), name="schema"),
    re_path(r"^api/docs/?$", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("admin/", admin.site.urls),
    path("", include("jobs.urls")),
]

handler400 = "pytoon.error_pages.bad_request"
handler403 = "pytoon.error_pages.forbidden"
handler404 = "pytoon.error_pages.not_found"
handler500 = "pytoon.error_pages.server_error"
