"""Write the data set in the formats of other tools, with a report of what a format cannot hold."""

from cloudplans.export.frame_file import FRAME_FORMATS, frame_text, write_frame
from cloudplans.export.loss_report import Loss
from cloudplans.export.write_export import FORMATS, write_export
from cloudplans.export.xlsx import workbook, write_selection

__all__ = ["FORMATS", "FRAME_FORMATS", "Loss", "frame_text", "workbook", "write_export", "write_frame", "write_selection"]
