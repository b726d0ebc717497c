"""A file back into the form: any published annual report as verified data, with every doubt listed."""

from gongkai.reading.read import Source, read_document, read_sources
from gongkai.reading.result import Reading, Status, pages_with_cells

__all__ = ["Reading", "Source", "Status", "pages_with_cells", "read_document", "read_sources"]
