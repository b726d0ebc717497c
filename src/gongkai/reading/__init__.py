"""A file back into the form: any published annual report as verified data, with every doubt listed."""

from gongkai.reading.read import read_document
from gongkai.reading.result import Reading, Status

__all__ = ["Reading", "Status", "read_document"]
