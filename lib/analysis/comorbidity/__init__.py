"""Comorbidities, medicines and diagnosis as features: who has them, together with what, and what goes with them."""
