"""Many worlds kept in a folder: the same bytes for any workers and any kill, and nothing mixed or lost."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from outgrow.initiative import read
from outgrow.population import draw_traits
from outgrow.scenarios import Failure, Runner, Worlds, draw_worlds, explore, setting_of, simulate_worlds
from outgrow.vocabulary import InputError, RunError, Streams

SEED, HOUSEHOLDS, DRAWS, CHUNK = 5, 256, 12, 4
SUM_OF_WEIGHTS = 1e-9  # households of a district: a product here, a sum of equal weights there

# A whole run in a process of its own, so that it can be killed.
PROGRAM = """
import sys
from pathlib import Path
from outgrow.initiative import read
from outgrow.scenarios import draw_worlds, setting_of, simulate_worlds
from outgrow.vocabulary import Streams
if __name__ == "__main__":
    case = read("kenya-tea")
    worlds = draw_worlds(case.initiative, Streams(5), 96, "sobol")
    simulate_worlds(setting_of(case, 2560, 5), worlds, folder=Path(sys.argv[1]), chunk=4, workers=int(sys.argv[2]),
                    processes=sys.argv[3] == "processes", progress=lambda done, _: print(done, flush=True))
"""


@pytest.fixture(scope="module")
def tea():
    case = read("kenya-tea")
    worlds = draw_worlds(case.initiative, Streams(SEED), DRAWS, "sobol")
    return case, setting_of(case, HOUSEHOLDS, SEED), worlds


def bytes_of(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def same(one, other):
    assert np.array_equal(one.spent, other.spent)
    assert np.array_equal(one.takers, other.takers)
    assert np.array_equal(one.district_members, other.district_members)
    assert np.array_equal(one.persons, other.persons)
    for name in one.seasons:
        assert np.array_equal(one[name], other[name], equal_nan=True), name


def test_stored_worlds_are_those_of_a_run_in_memory(tea, tmp_path):
    case, setting, worlds = tea
    kept = simulate_worlds(setting, worlds, folder=tmp_path / "w", chunk=CHUNK)
    again = simulate_worlds(setting, worlds, folder=tmp_path / "w", chunk=CHUNK)
    traits = draw_traits(Streams(SEED), HOUSEHOLDS, case.districts.weights)
    direct = explore(worlds, setting.structure, traits, Streams(SEED))
    for found in (kept, again):
        same(found.ensemble, direct)
        assert found.ensemble.district_households == pytest.approx(direct.district_households, rel=SUM_OF_WEIGHTS)
        assert found.summary() == "All 12 worlds ran."


def test_workers_threads_and_processes_write_the_same_bytes(tea, tmp_path):
    _, setting, worlds = tea
    written = []
    for name, workers, processes in (("one", 1, False), ("threads", 3, False), ("processes", 2, True)):
        simulate_worlds(setting, worlds, folder=tmp_path / name, chunk=CHUNK, workers=workers, processes=processes)
        written.append(bytes_of(tmp_path / name))
    assert written[0] == written[1] == written[2]
    assert sum(name.startswith("seasons-") for name in written[0]) == DRAWS // CHUNK


def test_a_longer_sequence_goes_on_from_a_shorter_one(tea, tmp_path):
    case, setting, _ = tea
    short, long = (draw_worlds(case.initiative, Streams(SEED), n, "sobol") for n in (6, DRAWS))
    simulate_worlds(setting, short, folder=tmp_path / "a", chunk=CHUNK)
    simulate_worlds(setting, long, folder=tmp_path / "a", chunk=CHUNK)
    simulate_worlds(setting, long, folder=tmp_path / "b", chunk=CHUNK)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


@pytest.mark.slow
@pytest.mark.parametrize(("way", "moments"), [("threads", [0.0]), ("processes", [0.0, 0.02, 0.05])])
def test_killed_at_any_moment_and_resumed_gives_the_same_bytes(tmp_path, way, moments):
    script = tmp_path / "many_worlds.py"
    script.write_text(PROGRAM)
    case = read("kenya-tea")
    worlds = draw_worlds(case.initiative, Streams(5), 96, "sobol")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    simulate_worlds(setting_of(case, 2560, 5), worlds, folder=whole, chunk=4)
    for moment in moments:
        run = subprocess.Popen(
            [sys.executable, script, killed, "2", way], stdout=subprocess.PIPE, start_new_session=True
        )
        assert run.stdout is not None
        for _ in range(3):
            run.stdout.readline()
        time.sleep(moment)
        os.killpg(run.pid, signal.SIGKILL)
        run.stdout.close()
        run.wait()
    assert 0 < len(list(killed.glob("seasons-*.parquet"))) < 24
    subprocess.run([sys.executable, script, killed, "2", way], check=True, capture_output=True, timeout=300)
    assert bytes_of(killed) == bytes_of(whole)


def test_a_folder_of_something_else_is_refused_with_every_difference(tea, tmp_path):
    _, setting, worlds = tea
    folder = tmp_path / "w"
    simulate_worlds(setting, worlds, folder=folder, chunk=CHUNK)
    other = setting_of(read("lake-victoria-nile-perch"), HOUSEHOLDS, SEED + 1)
    with pytest.raises(InputError) as problem:
        simulate_worlds(other, worlds, folder=folder, chunk=CHUNK)
    said = str(problem.value)
    assert "3 defects found" in said
    assert "initiative: it was begun with 'kenya-tea', and 'lake-victoria-nile-perch' is asked for" in said
    assert f"seed: it was begun with {SEED}, and {SEED + 1} is asked for" in said
    assert "Worlds of the two cannot stand in one folder. Name another folder" in said

    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"outgrow": "0.0.1"}))
    with pytest.raises(InputError, match=r"version of outgrow: it was begun with '0\.0\.1'"):
        simulate_worlds(setting, worlds, folder=folder, chunk=CHUNK)


def test_a_folder_with_other_things_in_it_is_left_alone(tea, tmp_path):
    _, setting, worlds = tea
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match=r"it exists and has no manifest.json.*name another folder"):
        simulate_worlds(setting, worlds, folder=tmp_path, chunk=CHUNK)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_other_parameters_under_the_same_design_are_refused(tea, tmp_path):
    case, setting, worlds = tea
    simulate_worlds(setting, worlds, folder=tmp_path / "w", chunk=CHUNK)
    moved = draw_worlds(case.initiative, Streams(SEED + 1), DRAWS, "sobol")
    with pytest.raises(InputError, match="its worlds have other parameters than those of this design"):
        simulate_worlds(setting, moved, folder=tmp_path / "w", chunk=CHUNK)


def test_a_broken_part_is_simulated_again(tea, tmp_path):
    _, setting, worlds = tea
    simulate_worlds(setting, worlds, folder=tmp_path / "w", chunk=CHUNK)
    whole = bytes_of(tmp_path / "w")
    (tmp_path / "w" / "seasons-000001.parquet").write_bytes(b"half a file")
    (tmp_path / "w" / "worlds-000002.parquet").unlink()
    simulate_worlds(setting, worlds, folder=tmp_path / "w", chunk=CHUNK)
    assert bytes_of(tmp_path / "w") == whole


def test_a_full_disk_is_told_and_what_was_finished_is_kept(tea, tmp_path, monkeypatch):
    _, setting, worlds = tea
    folder, flushed, disk = tmp_path / "w", [], os.fsync

    def full(number):
        flushed.append(number)
        if len(flushed) > 6:  # columns, manifest, two parts of two files
            raise OSError(errno.ENOSPC, "No space left on device")
        disk(number)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError) as problem:
        simulate_worlds(setting, worlds, folder=folder, chunk=CHUNK)
    assert "could not be written (No space left on device). About 8 worlds that were finished are kept" in str(
        problem.value
    )
    assert "Make room on the disk and give the same command again: it goes on where it stopped." in str(problem.value)
    assert not list(folder.glob("*.tmp"))
    monkeypatch.undo()
    simulate_worlds(setting, worlds, folder=folder, chunk=CHUNK)
    simulate_worlds(setting, worlds, folder=tmp_path / "b", chunk=CHUNK)
    assert bytes_of(folder) == bytes_of(tmp_path / "b")


@pytest.mark.slow
def test_a_worker_that_dies_is_told_and_what_was_finished_is_kept(tea, tmp_path):
    case, _, _ = tea
    worlds = draw_worlds(case.initiative, Streams(SEED), 200, "sobol")

    def kill(done: int, total: int) -> None:
        if 0 < done < total:
            for worker in workers_of(os.getpid()):
                os.kill(worker, signal.SIGKILL)

    with pytest.raises(RunError) as problem:
        simulate_worlds(
            setting_of(case, 2560, SEED),
            worlds,
            folder=tmp_path / "w",
            chunk=CHUNK,
            workers=2,
            processes=True,
            progress=kill,
        )
    said = str(problem.value)
    assert said.startswith("A worker process died, most likely killed for want of memory.")
    assert "of 200 worlds are kept in" in said
    assert list((tmp_path / "w").glob("seasons-*.parquet"))


def workers_of(parent: int) -> list[int]:
    """Worker processes: grandchildren, by way of the fork server."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    return [grandchild for child in children.get(parent, []) for grandchild in children.get(child, [])]


def test_cancelling_keeps_what_was_finished(tea, tmp_path):
    _, setting, worlds = tea
    with pytest.raises(RunError, match=r"Cancelled\. 4 of 12 worlds are kept in .*; the same call or command goes on"):
        simulate_worlds(setting, worlds, folder=tmp_path / "w", chunk=CHUNK, stop=lambda: True)
    seen = []
    simulate_worlds(setting, worlds, folder=tmp_path / "w", chunk=CHUNK, progress=lambda done, _: seen.append(done))
    assert seen[0] == 4


def broken(worlds: Worlds, draws: list[int]) -> Worlds:
    values = dict(worlds.values)
    values["target.volume"] = values["target.volume"].copy()
    values["target.volume"][draws] = np.nan
    return Worlds(values, worlds.probabilities, worlds.known, worlds.listed)


def test_worlds_that_fail_are_counted_named_and_left_out(tea, tmp_path):
    _, setting, worlds = tea
    found = simulate_worlds(setting, broken(worlds, [2, 5]), folder=tmp_path / "w", chunk=CHUNK)
    assert [failure.draw for failure in found.failures] == [2, 5]
    assert found.draws.tolist() == [0, 1, 3, 4, 6, 7, 8, 9, 10, 11]
    assert found.ensemble.draws == 10
    assert "2 of 12 worlds failed and are left out; the first, world 2:" in found.summary()
    again = simulate_worlds(setting, broken(worlds, [2, 5]), folder=tmp_path / "w", chunk=CHUNK)
    assert again.failures == found.failures
    assert isinstance(again.failures[0], Failure)
    whole = simulate_worlds(setting, worlds)
    same(found.ensemble, whole.ensemble.at(found.draws))


def test_a_chunk_in_which_every_world_fails_can_be_read_back(tea, tmp_path):
    _, setting, worlds = tea
    first = simulate_worlds(setting, broken(worlds, [0, 1, 2, 3]), folder=tmp_path / "w", chunk=CHUNK)
    again = simulate_worlds(setting, broken(worlds, [0, 1, 2, 3]), folder=tmp_path / "w", chunk=CHUNK)
    assert first.draws.tolist() == again.draws.tolist() == list(range(4, 12))


def test_when_every_world_fails_the_reason_is_told(tea):
    _, setting, worlds = tea
    with pytest.raises(RunError, match=r"None of 12 worlds could be simulated\. The first: "):
        simulate_worlds(setting, broken(worlds, list(range(DRAWS))))


def test_variants_meet_the_same_luck_and_leave_out_worlds_that_fail_in_any(tea):
    _, setting, worlds = tea
    found = Runner(setting).variants("x", "x", [worlds, broken(worlds, [3])], {})
    assert found.draws.tolist() == [0, 1, 2, *range(4, 12)]
    same(found.ensembles[0], found.ensembles[1])
    assert [failure.draw for failure in found.failures] == [3]
