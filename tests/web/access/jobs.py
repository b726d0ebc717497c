from gongkai.web.bodies.permissions import Ability
from tests.web.access import Entry

TABLE = {"notices": Entry(), "wishes": Entry(), "work": Entry(get=Ability.MANAGE, body_sent=True)}
