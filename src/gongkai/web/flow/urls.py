"""Addresses of the work inside the office."""

from django.urls import path

from gongkai.web.flow import views, views_inquiries, views_reviews, views_talk

urlpatterns = [
    path("", views.work_page, name="my_work"),
    path("propose/<int:pk>/<str:name>/", views.propose_page, name="propose"),
    path("proposals/<int:pk>/", views.proposal_page, name="proposal"),
    path("proposals/<int:pk>/decide/", views.decide, name="proposal_decide"),
    path("proposals/<int:pk>/withdraw/", views.withdraw, name="proposal_withdraw"),
    path("proposals/<int:pk>/carry-out/", views.carry_out, name="proposal_carry_out"),
    path("chains/<int:pk>/", views.chains_page, name="chains"),
    path("chains/<int:pk>/<str:about>/", views.chain_page, name="chain"),
    path("matters/<int:pk>/tasks/", views_talk.task_add, name="task_add"),
    path("tasks/<int:pk>/done/", views_talk.task_done, name="task_done"),
    path("matters/<int:pk>/notes/", views_talk.note_add, name="note_add"),
    path("notes/<int:pk>/strike/", views_talk.note_strike, name="note_strike"),
    path("matters/<int:pk>/remind/", views_talk.remind, name="remind"),
    path("matters/<int:pk>/inquiries/", views_inquiries.matter_inquiries, name="inquiries"),
    path("inquiries/<int:pk>/", views_inquiries.inquiry_page, name="inquiry"),
    path("inquiries/<int:pk>/decide/", views_inquiries.inquiry_decide, name="inquiry_decide"),
    path("inquiries/<int:pk>/take/", views_inquiries.inquiry_take, name="inquiry_take"),
    path("inquiries/<int:pk>/withdraw/", views_inquiries.inquiry_withdraw, name="inquiry_withdraw"),
    path("inquiries/files/<int:pk>/", views_inquiries.inquiry_file, name="inquiry_file"),
    path("reviews/", views_reviews.reviews_page, name="reviews"),
    path("reviews/list/", views_reviews.reviews_list, name="reviews_list"),
    path("reviews/export.xlsx", views_reviews.reviews_file, name="reviews_file"),
    path("conferences/", views_talk.conferences_page, name="conferences"),
    path("conferences/new/", views_talk.conference_new, name="conference_new"),
    path("conferences/<int:pk>/", views_talk.conference_page, name="conference"),
]
