"""Statistics: NumPy arrays in, frozen results out.

Nothing here knows of patients' records, files or pages; this folder imports nothing else of the project.

One pattern holds throughout. A function returns either its result or a `Refusal`: a reasoned sentence in
place of a number, when the data do not carry the number (too few patients, one group left, no variance).
A call that is wrong in itself (a ragged matrix, an unknown method name) raises `ValueError`.
"""
