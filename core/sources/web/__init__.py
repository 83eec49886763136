"""What sources of the web share: records in JSON answers, pages of them, tables in HTML."""
