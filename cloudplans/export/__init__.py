"""Write the data set in the formats of other tools, with a report of what a format cannot hold."""

from cloudplans.export.loss_report import Loss
from cloudplans.export.write_export import FORMATS, write_export
from cloudplans.export.xlsx import workbook, write_selection

__all__ = ["FORMATS", "Loss", "workbook", "write_export", "write_selection"]
