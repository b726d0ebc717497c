"""Addresses of the settings of a body."""

from django.urls import path

from gongkai.web.bodies import people_views as people
from gongkai.web.bodies import views

urlpatterns = [
    path("", views.settings_page, name="settings"),
    path("duties/", views.duties_page, name="duties"),
    path("<int:pk>/", views.body_page, name="body"),
    path("<int:pk>/edit/", views.edit_page, name="body_edit"),
    path("<int:pk>/name/", views.rename_page, name="body_rename"),
    path("<int:pk>/sections/", views.section_page, name="section_add"),
    path("<int:pk>/sections/<int:row>/end/", views.section_end, name="section_end"),
    path("<int:pk>/officers/", views.officer_page, name="officer_add"),
    path("<int:pk>/officers/<int:row>/end/", views.officer_end, name="officer_end"),
    path("<int:pk>/duties/", views.duty_page, name="duty_add"),
    path("<int:pk>/duties/<int:row>/remove/", views.duty_remove, name="duty_remove"),
    path("<int:pk>/people/", people.add_page, name="person_add"),
    path("<int:pk>/people/<int:member>/", people.change_page, name="person_change"),
    path("<int:pk>/people/<int:member>/leave/", people.leave_page, name="person_leave"),
    path("<int:pk>/people/<int:member>/link/", people.link_page, name="person_link"),
    path("<int:pk>/people/<int:member>/second-factor/", people.clear_factor, name="person_clear_factor"),
    path("<int:pk>/below/", views.below_add, name="below_add"),
    path("<int:pk>/below/<int:child>/name/", views.below_rename, name="below_rename"),
    path("<int:pk>/below/<int:child>/end/", views.below_end, name="below_end"),
    path("<int:pk>/below/<int:child>/administrators/", views.below_people, name="below_people"),
]
