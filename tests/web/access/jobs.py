from tests.web.access import Entry

TABLE = {"notices": Entry(), "wishes": Entry()}
