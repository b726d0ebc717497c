"""Addresses of ``letters``."""

from django.urls import path

from gongkai.web.letters import redaction_views, setup_views, views

urlpatterns = [
    path("", views.register_page, name="letters"),
    path("export.<str:form>", views.register_file, name="letters_file"),
    path("forms/<str:kind>.docx", views.blank_file, name="letter_form"),
    path("of/<int:pk>/", views.matter_page, name="matter_letters"),
    path("of/<int:pk>/new/<str:kind>/", views.begin, name="letter_begin"),
    path("drafts/<int:pk>/", views.draft_page, name="draft"),
    path("drafts/<int:pk>/discard/", views.discard, name="draft_discard"),
    path("drafts/<int:pk>/redaction/", redaction_views.redaction_page, name="redaction"),
    path("redactions/<int:pk>/original/", redaction_views.original_file, name="redaction_original"),
    path("redactions/<int:pk>/copy/", redaction_views.copy_file, name="redaction_copy"),
    path("drafts/<int:pk>/<str:form>", views.draft_file, name="draft_file"),
    path("<int:pk>/", views.letter_page, name="letter"),
    path("<int:pk>/letter.<str:form>", views.letter_file, name="letter_file"),
    path("<int:pk>/delivery/", views.deliver, name="letter_deliver"),
    path("<int:pk>/void/", views.void, name="letter_void"),
    path("<int:pk>/withdraw/", views.withdraw, name="letter_withdraw"),
    path("setup/<int:pk>/", setup_views.settings_page, name="letter_setup"),
    path("setup/<int:pk>/<str:kind>/", setup_views.template_page, name="letter_template"),
    path("setup/<int:pk>/<str:kind>/restore/", setup_views.restore, name="letter_restore"),
    path("setup/<int:pk>/<str:kind>/<int:version>.docx", setup_views.template_file, name="letter_template_file"),
]
