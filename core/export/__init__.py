"""Exports: bundles that answer as the app does, predictions as files, and plain scripts."""
