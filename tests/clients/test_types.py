"""The client's types are the API's own, as it stands."""

from tools.client_types import TARGET, document, types


def test_the_types_are_those_of_the_api_as_it_stands() -> None:
    assert TARGET.read_text() == types(document()), "run python -m tools.client_types"
