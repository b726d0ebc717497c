"""Addresses of the work inside the office."""

from django.urls import path

from gongkai.web.flow import views

urlpatterns = [
    path("", views.work_page, name="desk"),
    path("propose/<int:pk>/<str:name>/", views.propose_page, name="propose"),
    path("proposals/<int:pk>/", views.proposal_page, name="proposal"),
    path("proposals/<int:pk>/decide/", views.decide, name="proposal_decide"),
    path("proposals/<int:pk>/withdraw/", views.withdraw, name="proposal_withdraw"),
    path("proposals/<int:pk>/carry-out/", views.carry_out, name="proposal_carry_out"),
    path("chains/<int:pk>/", views.chains_page, name="chains"),
    path("chains/<int:pk>/<str:about>/", views.chain_page, name="chain"),
]
