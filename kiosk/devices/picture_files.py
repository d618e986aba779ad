"""Picture files as grey arrays, the right way up: looked at before they are unpacked, so that no file can be a bomb."""

from __future__ import annotations

import stat
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.base.errors import KioskError

Grey = NDArray[np.uint8]

#: Formats that are opened at all; phones' HEIC is not among them.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")
_MOST_BYTES = 64 << 20
_MOST_PIXELS = 64_000_000
#: JPEG files are unpacked at a fraction of their size where that leaves at least so many pixels a side.
_DRAFT_PX = 2560
_REMEDY = "Give a PNG, JPEG, WebP, BMP, GIF or TIFF picture."


class PictureError(KioskError):
    """A file that cannot be looked at."""


def read_picture(path: Path) -> Grey:
    """The first picture of a file, shape (height, width), turned as its EXIF says, on white where it is transparent.

    Raises :class:`PictureError`: not there, no picture, broken, more than 64 MB or 64 million pixels.
    """
    where = str(path)
    try:
        facts = path.stat()
    except (OSError, ValueError):
        raise PictureError("There is no such file.", where=where, remedy="Name another one.") from None
    if not stat.S_ISREG(facts.st_mode):
        raise PictureError("This is no file.", where=where, remedy=_REMEDY)
    if facts.st_size > _MOST_BYTES:
        raise PictureError(f"The file is larger than {_MOST_BYTES >> 20} MB.", where=where, remedy="Make it smaller.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the bounds are ours
        return _unpacked(path)


def _unpacked(path: Path) -> Grey:
    where = str(path)
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise _too_large(where)
            side = min(_DRAFT_PX, image.width), min(_DRAFT_PX, image.height)
            image.draft("L", side)
            return _grey(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise _too_large(where) from None
    except UnidentifiedImageError:
        raise PictureError("This is no picture that can be read.", where=where, remedy=_REMEDY) from None
    except PermissionError:
        raise PictureError("The file may not be read.", where=where, remedy="Give this user the right to.") from None
    except PictureError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, ArithmeticError, KeyError, TypeError) as error:
        del error  # the libraries' words help nobody, and Pillow raises all of these over broken files
        raise PictureError("The picture is broken.", where=where, remedy="Save or photograph it again.") from None


def _too_large(where: str) -> PictureError:
    millions = _MOST_PIXELS // 1_000_000
    return PictureError(f"The picture has more than {millions} million pixels.", where=where, remedy="Make it smaller.")


def _grey(image: Image.Image) -> Grey:
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        return np.asarray(np.clip(values * (255.0 / top), 0, 255), dtype=np.uint8)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, clear)
    return np.asarray(image.convert("L"), dtype=np.uint8)
