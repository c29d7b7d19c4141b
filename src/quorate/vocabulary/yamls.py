"""The YAML that people write, read safely: no objects, and a date stays the text it is."""

import yaml


class _Loader(yaml.SafeLoader):
    """Safe, and a date stays the text it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str) -> object:
    """What the text says. Raises yaml.YAMLError, and RecursionError where it is nested too deep."""
    found: object = yaml.load(text, _Loader)  # noqa: S506  # nosec B506
    return found
