"""The registry of open data sets: found in a mirror, downloaded on request only, always verified."""

from __future__ import annotations

import hashlib
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from outgrow.cli import main
from outgrow.sources import DataFile, DataSet, cache_folder, dataset, datasets, fetch, find
from outgrow.vocabulary import InputError

CONTENT = b"id,land_ha\n1,0.4\n"


def made_up(address=""):
    file = DataFile("plots.csv", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), address, "" if address else "x.rds")
    return DataSet(
        "made_up", "Plots", "Kenya", "https://example.org", "A (2020)", "CC0", "yes", "", "made_up_1", (file,)
    )


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """An empty cache, and no mirror."""
    monkeypatch.setenv("OUTGROW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OUTGROW_SHARED", str(tmp_path / "no-mirror"))
    return tmp_path


@pytest.fixture
def server(tmp_path):
    """Serves the folder ``web`` on this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    (tmp_path / "web").mkdir()
    web = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path / "web"))
    thread = threading.Thread(target=web.serve_forever)
    thread.start()
    yield tmp_path / "web", f"http://127.0.0.1:{web.server_port}/plots.csv"
    web.shutdown()
    thread.join()
    web.server_close()


def test_every_data_set_says_where_it_is_from_and_under_which_terms():
    known = datasets()
    assert set(known) == {
        "casaburi_willis", "rmvc_uganda_dairy", "kenya_census", "kenya_counties", "pinksheet",
        "povcalnet_lorenz", "ppi_tables", "rhomis_mini", "wgi",
    }  # fmt: skip
    for entry in known.values():
        assert entry.citation
        assert entry.licence
        assert entry.address.startswith("https://")
        for file in entry.files:
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert bool(file.address) != bool(file.made_from)
        assert entry.summary().count(entry.address) == 1
        assert entry.to_frame().height == len(entry.files)


def test_the_shared_copy_of_every_data_set_is_the_registered_one(shared):
    for name, entry in datasets().items():
        assert len(fetch(name, mirror=shared / "data")) == len(entry.files)


def test_a_misspelt_data_set_or_file_is_told_with_the_nearest_name():
    with pytest.raises(InputError, match="Did you mean 'pinksheet'"):
        dataset("pinkshet")
    with pytest.raises(InputError, match=r"it has no file 'data_mainexp.csw'. Did you mean 'data_mainexp.csv'"):
        fetch("casaburi_willis", ["data_mainexp.csw"])


@pytest.mark.parametrize("inside", ["made_up_1", "made_up", ""])
def test_a_mirror_may_hold_the_folder_or_the_files(tmp_path, inside):
    path = tmp_path / "mirror" / inside / "plots.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    assert fetch(made_up(), mirror=tmp_path / "mirror") == {"plots.csv": path}


def test_the_mirror_of_the_environment_comes_before_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTGROW_SHARED", str(tmp_path / "shared"))
    cached, mirrored = tmp_path / "cache/made_up/plots.csv", tmp_path / "shared/data/made_up_1/plots.csv"
    for path in (cached, mirrored):
        path.parent.mkdir(parents=True)
        path.write_bytes(CONTENT)
    assert find(made_up()) == {"plots.csv": mirrored}
    mirrored.unlink()
    assert fetch(made_up()) == {"plots.csv": cached}


def test_a_changed_file_is_refused():
    path = cache_folder() / "made_up" / "plots.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT + b"2,9\n")
    with pytest.raises(InputError) as refused:
        fetch(made_up())
    assert str(refused.value) == (
        f"data set 'made_up': 1 defect found.\n  - {path}: its SHA-256 begins with "
        f"{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}, the registry's with "
        f"{hashlib.sha256(CONTENT).hexdigest()[:12]}. It is not the file that was published, or not complete. "
        "Remove it and fetch it again; to read it as it is, give its own path."
    )


def test_nothing_is_downloaded_unasked(server):
    folder, address = server
    (folder / "plots.csv").write_bytes(CONTENT)
    with pytest.raises(
        InputError, match=r"Nothing is downloaded unasked. Ask for it with: outgrow data made_up --fetch"
    ):
        fetch(made_up(address))
    assert not cache_folder().exists()


def test_a_download_is_verified_and_kept(server):
    folder, address = server
    (folder / "plots.csv").write_bytes(CONTENT)
    kept = fetch(made_up(address), download=True)["plots.csv"]
    assert kept == cache_folder() / "made_up" / "plots.csv"
    assert kept.read_bytes() == CONTENT
    (folder / "plots.csv").unlink()
    assert fetch(made_up(address)) == {"plots.csv": kept}


def test_a_download_of_something_else_is_refused_and_leaves_nothing(server):
    folder, address = server
    (folder / "plots.csv").write_bytes(b"<html>Sign in</html>")
    with pytest.raises(InputError, match="It is not the file that was published"):
        fetch(made_up(address), download=True)
    assert not list(cache_folder().rglob("*.*"))


def test_an_address_that_does_not_answer_is_told(server):
    _, address = server
    with pytest.raises(InputError, match=r"cannot be read. The answer was: HTTP 404. Try again with a connection"):
        fetch(made_up(address), download=True)
    with pytest.raises(InputError, match="refused"):
        fetch(made_up("http://127.0.0.1:9/plots.csv"), download=True)


def test_a_file_without_address_says_what_it_was_made_from():
    with pytest.raises(InputError, match=r"The registry has no address of it: it was made from x\.rds"):
        fetch(made_up(), download=True)


def test_the_command_lists_shows_and_fetches(shared, capsys):
    assert main(["data"]) == 0
    said = capsys.readouterr().out
    assert all(f"{name} " in said for name in datasets())
    assert max(len(line) for line in said.splitlines()) <= 80
    assert main(["data", "wgi"]) == 0
    said = capsys.readouterr().out
    assert "CC BY 4.0" in said
    assert "(may be passed on)" in said
    assert "Checked" in said
    assert "wgi_1996_2023.csv.gz     1,061 kB  not here; made from wgidataset.xlsx" in said
    assert main(["data", "wgi", "--fetch", "--mirror", str(shared / "data")]) == 0
    said = capsys.readouterr()
    assert said.out == f"{shared / 'data' / 'wgi' / 'wgi_1996_2023.csv.gz'}\n"
    assert "Cite as" in said.err
