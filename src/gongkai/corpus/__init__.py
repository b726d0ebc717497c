"""Many files: a whole country's published reports read into one store, and what can be asked of it.

The core reads one file; this room reads a million of them, in processes of their own or on a
cluster, and keeps what came of each as rows.  It decides nothing about a report.
"""
