"""Export: bundles, scripts and reports that work without the app."""
