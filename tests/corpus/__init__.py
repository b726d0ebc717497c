"""A seeded adversary: annual reports in all raw forms that text, Markdown and HTML can show, with known truth.

``samples(seed, count)`` is the door.  A document is made in four steps, each a module: figures that
satisfy the identities (``figures``), a printed report in the words of the form (``build``, ``words``),
damage that changes print and truth alike (``damage``, ``settle``), and a raw form (``text``, ``pdf``,
``markdown``, ``html``).  ``solve`` judges, without the reader's code, what a damaged table still says.

``raw.documents`` gives the same reports the raw forms that programs make: DOCX (``word``), workbooks
(``books``), PDF by LibreOffice and by Chromium (``press``, ``programs``), OFD (``ofd``), scans (``wear``).
"""

from tests.corpus.generate import FORMS, generate, samples
from tests.corpus.model import Sample, Truth

__all__ = ["FORMS", "Sample", "Truth", "generate", "samples"]
