"""The smallest effect that a sample of this size would find."""
