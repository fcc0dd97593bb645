"""How much a result depends on the choices behind it."""
