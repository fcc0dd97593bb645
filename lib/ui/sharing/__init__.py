"""Publishing a cohort, and opening a published one."""
