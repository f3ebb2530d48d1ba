"""The schema of the checklist format: it knows every key of the model, and takes what our reader takes."""

from typing import Any, get_args

import pytest

from inspections.checklist import Checklist, Item, ItemType, Model
from inspections.schema_format import checklist_schema
from inspections.schema_words import ABOUT, TYPES
from inspections.vocabulary import Category, Result

SCHEMA = checklist_schema()


def models(of: type[Model]) -> set[type[Model]]:
    """Walk the annotations: every model that a checklist may hold."""
    found = {of}
    for field in of.model_fields.values():
        waiting: list[Any] = [field.annotation]
        while waiting:
            one = waiting.pop()
            waiting += get_args(one)
            if isinstance(one, type) and issubclass(one, Model) and one not in found:
                found |= models(one)
    return found


def keys_of(schema: Any) -> set[str]:
    """Every key that some `properties` of the schema names."""
    if isinstance(schema, dict):
        own = set(schema.get("properties", {}))
        return own.union(*map(keys_of, schema.values()))
    return set().union(*map(keys_of, schema)) if isinstance(schema, list) else set()


@pytest.mark.parametrize("model", sorted(models(Checklist), key=lambda m: m.__name__))
def test_every_key_of_the_model_is_described_and_no_other(model: type[Model]) -> None:
    names = {"self" if name == "self_check" else name for name in model.model_fields}
    assert set(ABOUT[model][1]) == names


@pytest.mark.parametrize("model", sorted(models(Checklist), key=lambda m: m.__name__))
def test_every_key_of_the_model_is_in_the_schema(model: type[Model]) -> None:
    assert set(ABOUT[model][1]) <= keys_of(SCHEMA)


def test_every_type_of_item_is_offered_with_what_it_means() -> None:
    item = SCHEMA["properties"]["sections"]["items"]["properties"]["items"]["items"]
    offered = item["properties"]["type"]
    assert dict(zip(offered["enum"], offered["enumDescriptions"], strict=True)) == {
        type_.value: TYPES[type_] for type_ in ItemType
    }


def test_required_keys_are_those_of_the_model() -> None:
    item = SCHEMA["properties"]["sections"]["items"]["properties"]["items"]["items"]
    assert set(item["required"]) == {n for n, f in Item.model_fields.items() if f.is_required()}


def test_categories_and_results_are_offered_by_id_with_their_printed_words() -> None:
    text = str(SCHEMA)
    assert all(f"'{one.value}'" in text and f"'{one.label}'" in text for one in Category)
    assert all(f"'{one.value}'" in text and f"'{one.label}'" in text for one in Result)
