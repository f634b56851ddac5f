"""Readers of documents: text, web pages, PDF, mail and feeds as `Document`s."""

from truceline.io.documents.read import MEDIA, VERBATIM, read_document

__all__ = ["MEDIA", "VERBATIM", "read_document"]
