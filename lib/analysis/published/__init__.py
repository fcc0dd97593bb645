"""Printed tables and statistics held against arithmetic and against a recomputation from a cohort."""
