"""The brief: figures as data, composed from one assessment, then published as files."""
