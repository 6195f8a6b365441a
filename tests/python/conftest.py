"""What tests share: the project, read once, and a desk of one's own."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.python.project import Desk, Project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def desk(project: Project, tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(Desk(project, tmp_path)) as own_desk:
        yield own_desk


@pytest.fixture(scope="module")
def new_desk(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Desk]]:
    """Makes desks that last for all tests of a file."""
    with contextlib.ExitStack() as desks:
        yield lambda: desks.enter_context(
            contextlib.closing(Desk(project, tmp_path_factory.mktemp("desk")))
        )
