from tests.web.access import Entry

TABLE = {
    "login": Entry(open=True),
    "look": Entry(open=True, get_answer=405),
    "logout": Entry(get_answer=405),
    "healthz": Entry(open=True),
    "readyz": Entry(open=True),
    "metrics": Entry(open=True),  # to this machine: see test_monitor
}
