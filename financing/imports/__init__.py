"""The banks' own files: reading them, and understanding what was written."""
