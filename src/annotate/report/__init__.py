"""The report: a page with the annotated texts next to the index of their entities."""

from annotate.report.model import Block, Mark, ReportDocument, RunFacts
from annotate.report.writing import render_report, write_report

__all__ = ["Block", "Mark", "ReportDocument", "RunFacts", "render_report", "write_report"]
