from tests.web.access import Entry

TABLE = {"login": Entry(open=True), "logout": Entry(get_answer=405)}
