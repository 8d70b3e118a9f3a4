"""The file to start from passes its own check, and the schema describes every key of it."""

from __future__ import annotations

import json

import pytest
from ruamel.yaml import YAML

from outgrow.initiative import entries, new, read, schema, template
from outgrow.vocabulary import InputError


@pytest.mark.parametrize("name", ["a", "kenya-tea-2", "2012", "true", "null", "1e5"])
def test_a_new_case_passes_the_check_as_it_stands(tmp_path, name):
    case = read(new(name, tmp_path))
    assert case.initiative.id == name
    assert case.warnings == ()


def test_a_new_case_has_its_table_and_its_schema_beside_it(tmp_path):
    folder = new("demo", tmp_path / "cases")
    assert sorted(file.name for file in folder.iterdir()) == [
        "districts.csv",
        "initiative.schema.json",
        "initiative.yaml",
    ]
    assert json.loads((folder / "initiative.schema.json").read_text(encoding="utf-8")) == schema()


def test_the_template_names_the_schema_first_and_tells_every_description():
    text = template("demo")
    assert text.startswith("# yaml-language-server: $schema=initiative.schema.json\n")
    assert "  # Share of the gap between trust and experience closed a season.\n" in text
    assert "# Optional, and left out here: common_pool. A stock that all harvest, if any.\n" in text
    assert " One of: household, farmer_organisation, firm, " in text
    assert max(map(len, text.splitlines())) <= 140


def test_every_number_of_the_template_is_an_assumption_in_the_unit_of_the_model(tmp_path):
    case = read(new("demo", tmp_path))
    for entry in entries(case.initiative).values():
        assert entry.parameter.assumed
        assert entry.parameter.unit == entry.measures.unit.replace("money", "KES")


def test_an_existing_folder_is_never_overwritten(tmp_path):
    folder = new("demo", tmp_path)
    before = (folder / "initiative.yaml").read_bytes()
    with pytest.raises(InputError) as caught:
        new("demo", tmp_path)
    assert str(caught.value) == (
        f"{folder}: 1 defect found.\n  - the folder exists already. "
        "A new case never overwrites what is there. Choose another name or folder."
    )
    assert (folder / "initiative.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["", "Demo", "../demo", "-demo", "my pilot", "a/b", "é"])
def test_a_name_that_cannot_be_a_folder_everywhere_is_refused(tmp_path, name):
    with pytest.raises(InputError) as caught:
        new(name, tmp_path)
    assert str(caught.value) == (
        f"name '{name}': 1 defect found.\n  - it cannot name a case. "
        "The name of a case is made of lower-case letters, digits and hyphens. Write it like kenya-tea."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        new("demo", tmp_path / "file")
    assert str(caught.value).endswith("the folder cannot be written. Not a directory. Choose another folder.")


def sections(node):
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from sections(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from sections(inner)


def test_every_key_of_the_schema_is_described_and_every_parameter_has_its_unit():
    made = schema()
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["$id"] == "urn:outgrow:initiative:1"
    for node in sections(made):
        for key, part in node.get("properties", {}).items():
            if isinstance(part, dict) and "$ref" not in part:
                assert part.get("description"), key
        in_money = node.get("$ref") == "#/$defs/Parameter" and "x-unit" not in node
        assert not in_money or node == {"$ref": "#/$defs/Parameter"}  # price index and exchange rates


def test_the_schema_cannot_be_changed_by_who_gets_it():
    schema()["$defs"].clear()
    assert schema()["$defs"]


def test_the_template_satisfies_the_schema():
    jsonschema = pytest.importorskip("jsonschema")
    data = json.loads(json.dumps(YAML(typ="safe", pure=True).load(template("demo"))))
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(data, schema())
    data["target"]["women"]["low"] = 0.1
    data["target"]["women"]["high"] = 0.3
    data["target"]["women"]["family"] = "beta01"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())
