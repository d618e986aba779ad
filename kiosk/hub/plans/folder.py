"""A draft's files (``{file name: text}``): read as a plan, found by feature, and written back with the least change."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.guidance.documents import write_document
from kiosk.guidance.extension import EXTENSION_FILE, VERSION
from kiosk.guidance.imdf import Plan, read_plan
from kiosk.guidance.imdf_features import Raw
from kiosk.guidance.imdf_raws import features_of, type_of
from kiosk.hub.plans.faults import refuse

Files = Mapping[str, str]

_NAME = re.compile(r"[\w][\w .()+-]{0,99}")
_TABLES = ("panels", "windows", "connectors", "amenities", "departments")


def safe_name(name: str) -> bool:
    """Whether a file of this name may lie in a plan's folder."""
    return _NAME.fullmatch(name) is not None and ".." not in name


def read_files(files: Files) -> Plan:
    """The plan in a draft's files; raises :class:`kiosk.guidance.imdf.PlanError`, DraftError for a strange name."""
    with tempfile.TemporaryDirectory(prefix="plan-") as home:
        folder = Path(home) / "plan"
        folder.mkdir()
        for name, text in files.items():
            if not safe_name(name):
                raise refuse("图纸中有一个不能使用的文件名。", "The plan has a file name that cannot be used.")
            (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        return read_plan(folder)


@dataclass
class Folder:
    """The parsed files of a draft, to be changed feature by feature; what is not touched keeps its text."""

    texts: Files
    documents: dict[str, Any]
    raws: Mapping[str, Raw]
    touched: set[str] = field(default_factory=set)
    _places: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, feature, kind in self._every():
            identity = feature.get("id") or (feature.get("properties") or {}).get("id")
            if isinstance(identity, str) and kind is not None:
                self._places.setdefault(identity, (name, feature))

    @classmethod
    def of(cls, files: Files, plan: Plan) -> Folder:
        """The folder that ``plan`` was read from."""
        raws: dict[str, Raw] = {}
        for raw in plan.raws:
            raws.setdefault(raw.id, raw)
        return cls(files, json.loads(json.dumps(dict(plan.documents))), raws)

    def _every(self) -> Iterator[tuple[str, dict[str, Any], str | None]]:
        for name in sorted(self.documents):
            for feature in features_of(self.documents[name]):
                yield name, feature, type_of(feature, name)

    def feature(self, identity: str) -> dict[str, Any] | None:
        """The feature of this id, to be read."""
        found = self._places.get(identity)
        return found[1] if found else None

    def properties(self, identity: str) -> dict[str, Any]:
        """The properties of a feature, about to be changed."""
        name, feature = self._places[identity]
        self.touched.add(name)
        if not isinstance(feature.get("properties"), dict):
            feature["properties"] = {}
        return feature["properties"]  # type: ignore[no-any-return]

    def set_geometry(self, identity: str, geometry: dict[str, Any] | None) -> None:
        name, feature = self._places[identity]
        self.touched.add(name)
        feature["geometry"] = geometry

    def add(self, identity: str, kind: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> None:
        """A new feature, in the file that holds others of its type, else in a new one."""
        feature = {
            "id": identity, "type": "Feature", "feature_type": kind, "geometry": geometry, "properties": properties,
        }  # fmt: skip
        name = self._file_of(kind)
        self.documents[name]["features"].append(feature)
        self.touched.add(name)
        self._places[identity] = (name, feature)

    def _file_of(self, kind: str) -> str:
        for name, document in self.documents.items():
            stem = name.rsplit(".", 1)[0].lower()
            if stem == kind and isinstance(document, dict) and isinstance(document.get("features"), list):
                return name
        name = f"{kind}.geojson"
        self.documents[name] = {"type": "FeatureCollection", "name": kind, "features": []}
        return name

    def remove(self, identity: str) -> None:
        """Take a feature out; nothing when it is not there."""
        found = self._places.pop(identity, None)
        if found is not None:
            name, feature = found
            features = self.documents[name]["features"]
            self.documents[name]["features"] = [other for other in features if other is not feature]
            self.touched.add(name)

    def of_type(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Ids and features of one type."""
        return [
            (identity, feature)
            for identity, (name, feature) in self._places.items()
            if type_of(feature, name) == kind
        ]  # fmt: skip

    def everything(self) -> list[tuple[str, dict[str, Any]]]:
        """Ids and features of all types."""
        return [(identity, feature) for identity, (_, feature) in self._places.items()]

    def extension(self, table: str) -> dict[str, Any]:
        """A table of hall-extension.json, about to be changed."""
        name = next((n for n in self.documents if n.rsplit("/", 1)[-1] == EXTENSION_FILE), EXTENSION_FILE)
        whole = self.documents.get(name)
        if not isinstance(whole, dict):
            whole = self.documents[name] = {"version": VERSION, **{key: {} for key in _TABLES}}
        self.touched.add(name)
        found = whole.get(table)
        if not isinstance(found, dict):
            found = whole[table] = {}
        return found

    def files(self) -> dict[str, str]:
        """All files again: those that were touched written anew, the others as they were."""
        written = {name: write_document(self.documents[name]).decode("utf-8") for name in sorted(self.touched)}
        return {**self.texts, **written}
