"""What happened: append-only facts of an application, a publication, a document, a dispute."""
