"""What tests share: the project, read once, and a desk of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.python.project import Desk, Project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def desk(project: Project, tmp_path: Path) -> Desk:
    return Desk(project, tmp_path)


@pytest.fixture(scope="module")
def new_desk(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Desk]:
    """Makes desks that last for all tests of a file."""
    return lambda: Desk(project, tmp_path_factory.mktemp("desk"))
