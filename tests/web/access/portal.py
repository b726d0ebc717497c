from tests.web.access import Entry

SECRET = "s" * 32

TABLE = {
    "portal": Entry(open=True),
    "portal-guide": Entry(open=True),
    "portal-guide-body": Entry(open=True, kwargs=lambda place: {"pk": place.body.pk}),
    "portal-rules": Entry(open=True),
    "portal-catalogue": Entry(open=True),
    "portal-item": Entry(open=True, kwargs=lambda place: {"pk": place.matter.pk}, get_answer=404),
    "portal-reports": Entry(open=True),
    "portal-statistics": Entry(open=True),
    "progress": Entry(open=True),
    "apply": Entry(open=True, get_answer=302),
    "apply-step": Entry(open=True, kwargs=lambda place: {"secret": SECRET, "step": 1}),
    "apply-receipt": Entry(open=True, kwargs=lambda place: {"secret": SECRET}, get_answer=404),
}
