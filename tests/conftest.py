"""Settings that all tests share; this file also makes ``tests.strategies`` importable from any folder."""

from hypothesis import HealthCheck, settings

# Speed is measured in benchmarks/, never by tests: no example fails for being slow on a busy machine.
settings.register_profile("gongkai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gongkai")
