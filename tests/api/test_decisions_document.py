"""The document and the page of reference that a running installation serves."""

import json
import re
from collections.abc import Iterator

import httpx2
import pytest
from tests.cli.asking import Json

from quorate.demo.setting import Setting

pytest_plugins = ["tests.cli.running"]


@pytest.fixture(scope="module")
def document(house: Setting) -> Json:
    answer = httpx2.get(house.profile.server + "/schema", trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found: Json = answer.json()
    return found


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def references(document: Json) -> set[str]:
    return set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(document)))


def test_the_document_is_openapi_3_1_and_every_reference_leads_somewhere(document: Json) -> None:
    assert re.fullmatch(r"3\.1\.\d", document["openapi"])
    assert document["info"]["title"] and document["info"]["version"]
    schemas = document["components"]["schemas"]
    for ref in references(document):
        assert ref.startswith("#/components/schemas/")
        assert ref.rpartition("/")[2] in schemas
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_every_route_has_its_parameters_a_good_answer_and_documented_problems(
    document: Json,
) -> None:
    known = set(document["components"]["securitySchemes"])
    for method, path, operation in operations(document):
        named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), path
        assert all(p["required"] for p in operation.get("parameters", []) if p["in"] == "path")
        assert {s for one in operation.get("security", []) for s in one} <= known
        statuses = set(operation["responses"])
        assert {s for s in statuses if s < "300"}, path
        assert "503" in statuses or path == "/health", path
        if path not in ("/health", "/ready"):
            assert {"401", "413", "422", "500"} <= statuses, (method, path)
        for status, answer in operation["responses"].items():
            assert answer["description"]
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]
        if method == "post":
            # Lifting a hold has nothing to say but which.
            bodiless = path == "/v1/holds/{id}/lift"
            assert bodiless or operation["requestBody"]["required"] is True


def test_every_decision_route_that_needs_a_signature_says_so(document: Json) -> None:
    for method, path, operation in operations(document):
        if path.startswith(("/v1/cases", "/v1/proposals", "/v1/register", "/v1/subjects")):
            assert operation["security"] == [{"signature": []}], (method, path)


def test_the_reference_page_names_every_path(house: Setting, document: Json) -> None:
    answer = httpx2.get(house.profile.server + "/reference", trust_env=False)
    assert answer.status_code == 200
    for method, path, _ in operations(document):
        assert f"<code>{method.upper()} {path}</code>" in answer.text
