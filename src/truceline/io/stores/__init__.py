"""Stores: where entries and their bytes are kept for good. Adapters; import the model only."""

from truceline.io.stores.folder import FolderStore, open_store

__all__ = ["FolderStore", "open_store"]
