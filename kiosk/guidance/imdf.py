"""Reads and writes IMDF 1.0 plans (folder or zip): everything is kept, what guidance needs becomes a Venue.

Source: IMDF 1.0.0 (OGC 20-094); what the product adds is described in docs/plan-format.md.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from kiosk.guidance.archive import LIMITS, Limits, Members, PlanError, is_json, read_members
from kiosk.guidance.documents import DocumentError, read_document, refuse_excess, write_document
from kiosk.guidance.extension import EXTENSION_FILE, Extension, read_extension
from kiosk.guidance.findings import Finding, merged, printable
from kiosk.guidance.imdf_features import FEATURE_TYPES, Notes, Raw
from kiosk.guidance.imdf_raws import features_of, read_raws, type_of
from kiosk.guidance.imdf_venue import build_venue
from kiosk.guidance.venue import Venue

__all__ = ["Plan", "PlanError", "read_plan", "write_plan"]

MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True)
class Plan:
    """A plan as read. ``raws``: the features of IMDF's own types, with the id and properties they go by.

    ``documents``: every JSON file by its name in the plan, as given; ``other_files``: the rest, as bytes.
    """

    source: Path
    venue: Venue
    extension: Extension
    findings: tuple[Finding, ...]
    raws: tuple[Raw, ...] = field(repr=False)
    documents: Mapping[str, Any] = field(repr=False)
    other_files: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def features(self) -> tuple[Mapping[str, Any], ...]:
        """Every feature of every file as given, those of unknown types too."""
        return tuple(feature for name in sorted(self.documents) for feature in features_of(self.documents[name]))

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """manifest.json as given; empty when there is none."""
        return _manifest(self.documents)


def read_plan(path: Path, limits: Limits = LIMITS) -> Plan:
    """Read a plan; raises :class:`PlanError` with one sentence when it cannot be read at all."""
    path = Path(path)
    try:
        return _read(path, limits)
    except PlanError as error:
        if error.where:
            raise
        raise PlanError(error.what, where=path.name, remedy=error.remedy) from error
    except MemoryError:
        raise PlanError("The plan is too big for this machine.", where=path.name) from None


def _read(path: Path, limits: Limits) -> Plan:
    members = read_members(path, limits)
    notes = Notes()
    notes.findings += members.findings
    documents = _documents(members, notes, limits)
    _refuse_other_formats(documents)
    extension = _extension(documents, notes)
    _check_manifest(documents, notes)
    raws = read_raws(documents, notes)
    if len(raws) > limits.features:
        raise PlanError(f"The plan is too big: more than {limits.features} features.")
    venue = build_venue(raws, extension, _language(documents), notes)
    return Plan(path, venue, extension, tuple(merged(notes.findings)), tuple(raws), documents, members.files)


def _documents(members: Members, notes: Notes, limits: Limits) -> dict[str, Any]:
    """Parse the JSON files; those that are broken stay among the members as bytes, with a finding."""
    names = [name for name in members.files if is_json(name)]
    refuse_excess((members.files[name] for name in names), limits)
    documents: dict[str, Any] = {}
    for name in names:
        try:
            documents[name], findings = read_document(name, members.files[name], limits)
        except DocumentError as fault:
            shown = printable(name)
            notes.add(
                "file-unreadable",
                f"文件“{shown}”{fault.zh}，未读取。",
                f"The file {shown} {fault.en}; it was not read.",
            )
            continue
        notes.findings += findings
        del members.files[name]
    return documents


def _refuse_other_formats(documents: Mapping[str, Any]) -> None:
    """Say plainly when this is not IMDF, or has no floor at all."""
    types = Counter(type_of(f, name) for name, document in documents.items() for f in features_of(document))
    if types["level"]:
        return
    if not types:
        raise PlanError(
            "There are no map features here.", remedy="Name the folder or zip that holds level.geojson, unit.geojson …"
        )
    if not any(kind in FEATURE_TYPES for kind in types):
        raise PlanError(
            "This is GeoJSON, but not IMDF: no feature says which feature_type it has, and there is no level.",
            remedy="Export the building as IMDF 1.0.",
        )
    raise PlanError("The plan has no level.", remedy="Add level.geojson with one feature for each floor.")


def _extension(documents: Mapping[str, Any], notes: Notes) -> Extension:
    for name, document in documents.items():
        if name.rsplit("/", 1)[-1] == EXTENSION_FILE:
            extension, findings = read_extension(document)
            notes.findings += findings
            return extension
    return Extension()


def _manifest(documents: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, document in documents.items():
        if name.rsplit("/", 1)[-1] == MANIFEST_FILE and isinstance(document, dict):
            return document
    return {}


def _language(documents: Mapping[str, Any]) -> str:
    language = _manifest(documents).get("language")
    return printable(language, 20) if isinstance(language, str) and language else "en"


def _check_manifest(documents: Mapping[str, Any], notes: Notes) -> None:
    manifest = _manifest(documents)
    if not manifest:
        notes.add("manifest-missing", "图纸包中没有可用的 manifest.json。", "The plan has no usable manifest.json.")
    elif not str(manifest.get("version", "")).startswith("1.0"):
        shown = printable(manifest.get("version"), 20)
        notes.add(
            "manifest-version", f"图纸的 IMDF 版本为“{shown}”。", f"The plan says that it is of IMDF version {shown}."
        )


def write_plan(plan: Plan, path: Path) -> None:
    """Save a plan whole: to ``path`` as a zip when it ends in .zip, else as a folder that must not exist yet.

    A reader never sees half a plan: it is written beside ``path`` and moved there. Raises :class:`PlanError`.
    """
    try:
        files = {name: write_document(document) for name, document in plan.documents.items()}
        files.update(plan.other_files)
        if path.suffix.lower() == ".zip":
            _write_zip(files, path)
        else:
            _write_folder(files, path)
    except (OSError, RecursionError, ValueError) as error:
        raise PlanError(f"The plan cannot be saved ({error}).", where=str(path)) from error


def _write_zip(files: Mapping[str, bytes], path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(files):
                archive.writestr(zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0)), files[member], zipfile.ZIP_DEFLATED)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write_folder(files: Mapping[str, bytes], path: Path) -> None:
    if path.exists():
        raise PlanError("There is something of this name already.", where=str(path), remedy="Name a new folder.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as temporary:
        folder = Path(temporary) / path.name
        folder.mkdir()
        for member in sorted(files):
            (folder / member).parent.mkdir(parents=True, exist_ok=True)
            (folder / member).write_bytes(files[member])
        folder.replace(path)
