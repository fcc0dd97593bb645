"""One document of the sections a reader ticks: built once as data, written as HTML and as Word."""
