"""Numbers as printed in a paper: whether they can be, and what follows from them."""
