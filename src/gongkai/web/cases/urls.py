"""Addresses of the workbench."""

from django.urls import path

from gongkai.web.cases import views, views_import, views_links, views_list, views_registers

urlpatterns = [
    path("", views_list.today_page, name="today"),
    path("matters/", views_list.list_page, name="matters"),
    path("matters/export/", views_list.export_page, name="matters-export"),
    path("matters/assign/", views_list.assign_page, name="matters-assign"),
    path("matters/views/", views_list.view_page, name="matters-view"),
    path("registers/", views_registers.registers_page, name="registers"),
    path("matters/<int:pk>/alike/", views_registers.alike_page, name="alike"),
    path("matters/<int:pk>/labels/", views_registers.labels_page, name="matter-labels"),
    path("matters/<int:pk>/links/", views_links.links_page, name="links"),
    path("links/<int:pk>/remove/", views_links.remove, name="link-remove"),
    path("imports/", views_import.imports_page, name="imports"),
    path("imports/<int:pk>/", views_import.import_page, name="import"),
    path("imports/<int:pk>/rows/<int:place>/", views_import.import_row_page, name="import-row"),
    path("imports/<int:pk>/held/", views_import.import_held, name="import-held"),
    path("matters/new/<str:kind>/", views.open_page, name="open"),
    path("matters/<int:pk>/", views.matter_page, name="matter"),
    path("matters/<int:pk>/enter/<str:name>/", views.fact_page, name="enter"),
]
