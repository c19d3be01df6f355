"""What is made into the repository and stands beside what people write is fresh, and seen where it is not."""

from pathlib import Path

import pytest

from generator.cli import main
from generator.commands.build import stale
from generator.commands.docs_and_schemas import made_pages


def test_the_pages_in_the_repository_are_fresh() -> None:
    assert stale({}, made_pages()) == []


@pytest.mark.parametrize("text", ["# Compatibility\n", None], ids=["another page", "no page"])
def test_a_stale_page_is_seen(text: str | None, tmp_path: Path) -> None:
    [files] = made_pages().values()
    for name, page in {**files, "compatibility.md": text}.items():
        if page is not None:
            (tmp_path / name).write_text(page, encoding="utf-8")
    assert stale({}, {tmp_path: files}) == [f"{tmp_path / 'compatibility.md'}: differs"]


def test_a_chart_that_is_fresh_is_not_written_again(tmp_path: Path) -> None:
    def written() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (tmp_path / "cni").rglob("*")}

    main(["build", "--output", str(tmp_path / "cni")])
    before = written()
    main(["build", "--output", str(tmp_path / "cni")])
    assert written() == before
    (tmp_path / "cni" / "values.yaml").chmod(0o777)
    main(["build", "--output", str(tmp_path / "cni")])
    assert not before.items() & written().items()
