"""Flows of Twilio Studio, read into drafts of ours. Pure: JSON in, a flow's JSON and a report out."""

from hotline.studio.definition import StudioRefused
from hotline.studio.reader import read
from hotline.studio.report import Line

__all__ = ["Line", "StudioRefused", "read"]
