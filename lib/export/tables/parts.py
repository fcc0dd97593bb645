"""Tables too wide for a page, cut into several that stand below one another."""

from dataclasses import replace

from lib.export.tables.cells import columns_of
from lib.export.tables.widths import part_columns
from lib.present.common.table import PrintTable


def cut_table(table: PrintTable, room: float) -> tuple[PrintTable, ...]:
    """Cut a table that does not fit even in the smallest type into several, each with the first column.

    Parameters
    ----------
    table : PrintTable
        Any number of columns.
    room : float
        Width of the page between its margins, mm.

    Returns
    -------
    tuple of PrintTable
        The table itself where it fits; else its parts, called continued from the second on, with the notes below
        the last.
    """
    cuts = part_columns(columns_of(table), room)
    if len(cuts) == 1:
        return (table,)
    parts = []
    for number, columns in enumerate(cuts, start=1):
        lines = tuple(
            line if line.kind == "section" else replace(line, cells=tuple(line.cells[i] for i in columns))
            for line in table.lines
        )
        caption = table.caption if number == 1 else f"{table.caption} (continued)"
        notes = table.notes if number == len(cuts) else ()
        headings = tuple(table.headings[i] for i in columns)
        parts.append(replace(table, caption=caption, headings=headings, lines=lines, notes=notes))
    return tuple(parts)
