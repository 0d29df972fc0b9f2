"""Benchmarks: both sides in one run, CPU seconds and ratios. Never part of a unit test."""
