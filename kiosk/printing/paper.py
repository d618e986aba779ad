"""Paper and what is put on it: the roll in millimetres and dots, and a picture of black and white dots."""

from __future__ import annotations

from dataclasses import dataclass

#: Width of the roll → width that the print head reaches (mm); the rule of nearly every receipt printer.
_PRINTABLE_MM = {58: 48, 80: 72}


@dataclass(frozen=True, slots=True)
class Paper:
    """A roll: its width (58 or 80 mm), dots per mm of the print head (8 = 203 dpi), and whether slips are cut off."""

    width_mm: int = 80
    dots_per_mm: float = 8.0
    cutter: bool = True

    def __post_init__(self) -> None:
        if self.width_mm not in _PRINTABLE_MM:
            raise ValueError(f"no roll is {self.width_mm} mm wide: 58 or 80")

    @property
    def printable_mm(self) -> float:
        """How much of the width can be inked."""
        return float(_PRINTABLE_MM[self.width_mm])

    @property
    def dots(self) -> int:
        """The same in dots: a whole number of bytes."""
        return int(self.printable_mm * self.dots_per_mm) // 8 * 8

    def dots_of(self, mm: float) -> int:
        """A length in dots."""
        return round(mm * self.dots_per_mm)


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of dots from the top: ``bits`` has ``width // 8`` bytes a row, most significant bit left, 1 is black."""

    width: int
    rows: int
    bits: bytes

    def __post_init__(self) -> None:
        if self.width <= 0 or self.width % 8 or self.rows < 0 or len(self.bits) != self.width // 8 * self.rows:
            raise ValueError(f"no picture of {self.width} x {self.rows} dots has {len(self.bits)} bytes")

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return self.width // 8

    def row(self, y: int) -> bytes:
        """One row's bytes."""
        return self.bits[y * self.row_bytes : (y + 1) * self.row_bytes]
