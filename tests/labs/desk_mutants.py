"""Plants each fault of tests/hub/desk/mutants.py into the desk and lets chance find it; exit 1 when one survives.

    .venv/bin/python tests/labs/desk_mutants.py [--examples 200] [--steps 40] [--clean 100] [name …]

The desk without a fault is driven first, for ``--clean`` examples.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("names", nargs="*")
    words.add_argument("--examples", type=int, default=200)
    words.add_argument("--steps", type=int, default=40)
    words.add_argument("--clean", type=int, default=100)
    said = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="desk-mutants-") as home:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="kiosk.hub.project.settings", KIOSK_HUB_DATA=home, KIOSK_HUB_SECRET="x" * 50
        )
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        try:
            return _run(said)
        finally:
            connections.close_all()


def _run(said: argparse.Namespace) -> int:
    from hub.desk.mutants import MUTANTS

    begun = time.perf_counter()
    fault = drive(nullcontext(), said.clean, said.steps)
    print(
        f"{'the desk as it is':28} {fault or 'holds':12} {time.perf_counter() - begun:7.1f} s",
        flush=True,
    )
    survivors = 0
    for name in said.names or MUTANTS:
        begun = time.perf_counter()
        found = drive(MUTANTS[name](), said.examples, said.steps)
        survivors += not found
        print(
            f"{name:28} {'killed' if found else 'SURVIVED':12} {time.perf_counter() - begun:7.1f} s  {found}",
            flush=True,
        )
    print(f"survivors: {survivors}")
    return 1 if survivors or fault else 0


def drive(planted: object, examples: int, steps: int) -> str:
    """The first words of what was found; "" when everything held."""
    from hub.desk.machine import DeskMachine
    from hypothesis import HealthCheck, Phase, Verbosity, settings
    from hypothesis.stateful import run_state_machine_as_test

    from kiosk.hub.desk import line

    line.PART = 0.0
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
    )
    try:
        with planted:  # type: ignore[attr-defined]
            run_state_machine_as_test(DeskMachine, settings=how)
    except Exception as error:
        first = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
        return f"{type(first).__name__}: {str(first).splitlines()[0] if str(first) else ''}"[:70]
    return ""


if __name__ == "__main__":
    sys.exit(main())
