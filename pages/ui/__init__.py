"""What every page draws with: session, forms, cards, jobs and safe text."""
