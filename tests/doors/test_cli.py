"""The program as it is installed: exit codes, quiet pipes, and a quick start without heavy libraries."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numba", "scipy", "polars", "pint", "altair", "pyarrow", "jinja2", "statsmodels")
RUN_MAIN = "import sys; from outgrow.cli import main; sys.exit(main())"


def outgrow(*words, program=RUN_MAIN):
    return subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, timeout=60, check=False
    )


def test_help_ends_with_0_and_a_mistake_with_2():
    assert outgrow("--help").returncode == 0
    wrong = outgrow("check", "no-such-case")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "there is no file, folder or shipped case of this name" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_help_loads_no_heavy_library():
    program = (
        "import sys; from outgrow.cli import main; main(['--help']); main(['run', '--help']); "
        f"print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = outgrow(program=program)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_a_reader_that_leaves_early_sees_no_error():
    program = subprocess.Popen(
        [sys.executable, "-c", RUN_MAIN, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.read(1)
    program.stdout.close()
    said = program.stderr.read()
    program.stderr.close()
    assert (program.wait(timeout=60), said) == (0, "")
