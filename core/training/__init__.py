"""Training: rows and target made ready, candidates compared, fitted and tuned."""
