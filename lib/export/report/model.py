"""What a report is made of: sections of blocks, as data that both writers read."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from lib.present.common.figure import Figure
from lib.present.common.provenance import Provenance
from lib.present.common.table import PrintTable

#: Sections whose tables are lettered apart, after those of the results.
APPENDED = ("strobe", "sampl")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; an `answer` is the sentence a reader should leave with."""

    text: str
    answer: bool = False


@dataclass(frozen=True)
class Listing:
    """Short items, one below the other; references are `small`."""

    items: tuple[str, ...]
    small: bool = False


@dataclass(frozen=True)
class CopyLines:
    """Lines of results in the form in which a manuscript takes them."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Subheading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True)
class Tabled:
    """A printed table with its label, `Table 2`; without `numbered` it has none."""

    table: PrintTable
    label: str = ""
    numbered: bool = True

    @property
    def captioned(self) -> PrintTable:
        """The table with its label before its caption."""
        if not self.label:
            return self.table
        return replace(self.table, caption=f"{self.label}. {self.table.caption}")


@dataclass(frozen=True, eq=False)
class FigureBlock:
    """A figure with its label, `Figure 2`."""

    figure: Figure
    label: str = ""


Block = Paragraph | Listing | CopyLines | Subheading | Tabled | FigureBlock


@dataclass(frozen=True, eq=False)
class Section:
    """A section: its code, its heading, its blocks and its number."""

    code: str
    heading: str
    blocks: tuple[Block, ...]
    number: int = 0


@dataclass(frozen=True, eq=False)
class Report:
    """A whole document.

    Attributes
    ----------
    title, subtitle : str
        What was measured, and in whom.
    date : str
        Day of making, `2026-03-01`.
    provenance : Provenance
        Of every figure and table; that of a synthetic cohort puts a watermark on every page.
    footer : str
        One line for the foot of every page.
    sections : tuple of Section
        Numbered, the provenance last.
    """

    title: str
    subtitle: str
    date: str
    provenance: Provenance
    footer: str
    sections: tuple[Section, ...]

    @property
    def synthetic(self) -> bool:
        """Whether every page bears the watermark."""
        return self.provenance.synthetic

    @property
    def figures(self) -> tuple[FigureBlock, ...]:
        """All figures in their order."""
        return tuple(
            block for part in self.sections for block in part.blocks if isinstance(block, FigureBlock)
        )

    @property
    def tables(self) -> tuple[Tabled, ...]:
        """All tables in their order."""
        return tuple(block for part in self.sections for block in part.blocks if isinstance(block, Tabled))


@dataclass
class Numbers:
    """Counts sections, tables and figures while a document is put together."""

    sections: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def label(self, series: str) -> str:
        """Give the next label of a series: `Table 1`, `Table A1`, `Figure 1`."""
        self.counts[series] = self.counts.get(series, 0) + 1
        return f"{series}{self.counts[series]}"

    def number(self, section: Section) -> Section:
        """Number a section with its tables and figures, and let its answer name them."""
        self.sections += 1
        series = "Table A" if section.code in APPENDED else "Table "
        blocks = [self._number_block(block, series) for block in section.blocks]
        return replace(section, number=self.sections, blocks=_point_to(tuple(blocks)))

    def _number_block(self, block: Block, series: str) -> Block:
        if isinstance(block, Tabled) and block.numbered:
            return replace(block, label=self.label(series))
        return replace(block, label=self.label("Figure ")) if isinstance(block, FigureBlock) else block


def labels_of(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Give the labels of tables and figures in their order."""
    found = (block.label for block in blocks if isinstance(block, Tabled | FigureBlock))
    return tuple(label for label in found if label)


def _point_to(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Let each answer name the tables and figures that follow it, so that none stands unmentioned."""
    answers = [i for i, block in enumerate(blocks) if isinstance(block, Paragraph) and block.answer]
    pointed = list(blocks)
    for start, end in pairwise([*answers, len(blocks)]):
        labels, answer = labels_of(blocks[start:end]), blocks[start]
        if labels and isinstance(answer, Paragraph):
            text = answer.text.removesuffix(".")
            pointed[start] = replace(answer, text=f"{text} ({join_labels(labels)}).")
    return tuple(pointed)


def join_labels(labels: tuple[str, ...]) -> str:
    """Join labels, a row of one kind by its ends: `Figure 1; Tables 2–4`."""
    kinds: dict[str, list[str]] = {}
    for label in labels:
        kind, number = label.split(" ", 1)
        kinds.setdefault(kind, []).append(number)
    return "; ".join(
        f"{kind} {numbers[0]}" if len(numbers) == 1 else f"{kind}s {numbers[0]}–{numbers[-1]}"
        for kind, numbers in kinds.items()
    )
