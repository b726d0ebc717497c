"""The report desk: the year compiled from the ledger, every cell with its matters."""
